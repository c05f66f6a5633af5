package nn_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

// twoLayers are an embedding and a linear layer with dropout between them.
func twoLayers(seed int64) (*nn.Builder, nn.GraphFn) {
	b := nn.NewBuilder(seed)
	embedding, drop := nn.NewEmbedding(b.In("tok_emb"), 4, 3), nn.NewDropout(b, 0.5)
	head := nn.NewLinear(b.In("head").In("%d", 0), 3, 2, true)
	return b, one(func(x *graph.Node) *graph.Node { return head.Forward(drop.Forward(embedding.Forward(x))) })
}

// stateOf are the values of a state dict.
func stateOf(t *testing.T, b *nn.Builder) map[string]any {
	t.Helper()
	state, err := nn.StateDict(b.Store())
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]any{}
	for name, tensor := range state {
		values[name] = tensor.Value()
	}
	return values
}

func TestStateDictHasTheParametersAndNothingElse(t *testing.T) {
	b, forward := twoLayers(1)
	if _, err := nn.EvalTraining(backendtest.Open(), b, forward, []int64{0, 3}); err != nil { // makes dropout masks
		t.Fatal(err)
	}
	state := stateOf(t, b)
	for _, name := range []string{"tok_emb.weight", "head.0.weight", "head.0.bias"} {
		p := b.Store().GetVariable(nn.VariablePath(name))
		if !reflect.DeepEqual(state[name], p.MustValue().Value()) {
			t.Errorf("%s is %v, want %v", name, state[name], p.MustValue().Value())
		}
		delete(state, name)
	}
	if len(state) > 0 {
		t.Errorf("it also has %v", state)
	}
}

func TestLoadedStateDictMakesTwoModelsEqual(t *testing.T) {
	a, _ := twoLayers(1)
	b, _ := twoLayers(2)
	state, err := nn.StateDict(a.Store())
	if err != nil {
		t.Fatal(err)
	}
	b.Store().GetVariable(nn.VariablePath("head.0.bias")).SetTrainable(false)
	if err := nn.LoadStateDict(b.Store(), state); err != nil {
		t.Fatal(err)
	}
	if got, want := stateOf(t, b), stateOf(t, a); !reflect.DeepEqual(got, want) {
		t.Errorf("loaded %v, want %v", got, want)
	}
	if got := len(nn.Trainable(b.Store())); got != 2 {
		t.Errorf("%d parameters are trainable, want 2: the frozen one stays frozen", got)
	}
}

func TestStateDictIsACopyBothWays(t *testing.T) {
	b, forward := twoLayers(1)
	before := stateOf(t, b)
	state, err := nn.StateDict(b.Store())
	if err != nil {
		t.Fatal(err)
	}
	spoil := func() {
		for _, tensor := range state {
			tensors.MustMutableFlatData(tensor, func(values []float32) { values[0]++ })
		}
	}
	spoil()
	if got := stateOf(t, b); !reflect.DeepEqual(got, before) {
		t.Error("changing the state dict has changed the model")
	}
	if err := nn.LoadStateDict(b.Store(), state); err != nil {
		t.Fatal(err)
	}
	loaded := stateOf(t, b)
	spoil()
	if got := stateOf(t, b); !reflect.DeepEqual(got, loaded) || reflect.DeepEqual(got, before) {
		t.Error("changing the state dict after it was loaded has changed the model")
	}
	// The model frees its old values; those of the dict are not among them.
	for range 2 {
		if err := nn.LoadStateDict(b.Store(), state); err != nil {
			t.Fatal(err)
		}
		if _, err := nn.Eval(backendtest.Open(), b.Store(), forward, []int64{1}); err != nil {
			t.Fatal(err)
		}
	}
}

// A function that was compiled before sees the values that are loaded.
func TestFuncSeesALoadedStateDict(t *testing.T) {
	a, _ := twoLayers(1)
	b, forward := twoLayers(2)
	f, err := nn.NewFunc(backendtest.Open(), b.Store(), forward)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Finalize()
	own, err := nn.StateDict(b.Store())
	if err != nil {
		t.Fatal(err)
	}
	other, err := nn.StateDict(a.Store())
	if err != nil {
		t.Fatal(err)
	}
	var outputs []any
	for _, state := range []map[string]*tensors.Tensor{own, other, own} {
		if err := nn.LoadStateDict(b.Store(), state); err != nil {
			t.Fatal(err)
		}
		y, err := f.Call1([]int64{0, 2})
		if err != nil {
			t.Fatal(err)
		}
		outputs = append(outputs, y.Value())
	}
	if reflect.DeepEqual(outputs[0], outputs[1]) || !reflect.DeepEqual(outputs[0], outputs[2]) {
		t.Errorf("outputs with its own, with other and again with its own values: %v", outputs)
	}
}

func TestStateDictThatDoesNotFitChangesNothing(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(state map[string]*tensors.Tensor)
		want   []string // in this order
	}{
		{"nothing in it", func(s map[string]*tensors.Tensor) { clear(s) },
			[]string{"tok_emb.weight [4 3] is missing", "head.0.weight", "head.0.bias"}},
		{"all three kinds", func(s map[string]*tensors.Tensor) {
			delete(s, "head.0.bias")
			s["tok_emb.weight"] = ones(3, 4)
			s["head.0.scale"] = ones(2)
		}, []string{"head.0.bias [2] is missing", "head.0.scale is not part of this model",
			"tok_emb.weight has shape [3 4], the model wants [4 3]"}},
		{"another type", func(s map[string]*tensors.Tensor) {
			s["head.0.bias"] = tensors.FromValue([]float64{1, 2})
		}, []string{"head.0.bias is of type Float64, the model wants Float32"}},
		{"no tensor", func(s map[string]*tensors.Tensor) { s["head.0.bias"] = nil },
			[]string{"head.0.bias holds no values"}},
		{"many of a kind", func(s map[string]*tensors.Tensor) {
			for _, name := range []string{"e", "d", "c", "b", "a"} {
				s[name] = ones(1)
			}
			delete(s, "head.0.weight")
		}, []string{"head.0.weight [2 3] is missing", "tensor a", "tensor b", "tensor c", "2 more differences"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, _ := twoLayers(1)
			before := stateOf(t, b)
			other, _ := twoLayers(2)
			state, err := nn.StateDict(other.Store())
			if err != nil {
				t.Fatal(err)
			}
			tt.change(state)
			err = nn.LoadStateDict(b.Store(), state)
			if err == nil {
				t.Fatal("no error")
			}
			rest := err.Error()
			for _, want := range tt.want {
				_, after, ok := strings.Cut(rest, want)
				if !ok {
					t.Fatalf("error %q\ndoes not name %q in its place", err, want)
				}
				rest = after
			}
			if got := stateOf(t, b); !reflect.DeepEqual(got, before) {
				t.Error("the model has changed")
			}
		})
	}
}
