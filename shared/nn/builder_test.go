package nn_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

func TestStateNameAndVariablePathAreInverse(t *testing.T) {
	for _, tt := range []struct{ name, path string }{
		{"final_norm.scale", "/final_norm/scale"},
		{"trf_blocks.0.att.W_query.weight", "/trf_blocks/0/att/W_query/weight"},
		{"trf_blocks.11.ff.layers.2.bias", "/trf_blocks/11/ff/layers/2/bias"},
		{"weight", "/weight"},
	} {
		if got := nn.VariablePath(tt.name); got != tt.path {
			t.Errorf("VariablePath(%q) = %q, want %q", tt.name, got, tt.path)
		}
		if got := nn.StateName(tt.path); got != tt.name {
			t.Errorf("StateName(%q) = %q, want %q", tt.path, got, tt.name)
		}
	}
}

func TestVariablesLieWhereTheirStateNamesSay(t *testing.T) {
	b := nn.NewBuilder(1)
	l := nn.NewLinear(b.In("trf_blocks").In("%d", 3).In("ff"), 2, 2, true)
	if got := nn.StateName(l.Weight.Path()); got != "trf_blocks.3.ff.weight" {
		t.Errorf("weight is %q", got)
	}
	if v := b.Store().GetVariable(nn.VariablePath("trf_blocks.3.ff.bias")); v != l.Bias {
		t.Errorf("the bias is not found under its state name: %v", v)
	}
}

func TestParameterPanicsOnConstructorMistakes(t *testing.T) {
	for name, mistake := range map[string]func(b *nn.Builder){
		"the same name twice": func(b *nn.Builder) {
			b.Parameter("w", []float32{1}, 1)
			b.Parameter("w",
				[]float32{1}, 1)
		},
		"too few values":         func(b *nn.Builder) { b.Parameter("w", []float32{1, 2, 3}, 2, 2) },
		"dropout rate above one": func(b *nn.Builder) { nn.NewDropout(b, 1.5) },
		"dropout rate below 0":   func(b *nn.Builder) { nn.NewDropout(b, -0.1) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			mistake(nn.NewBuilder(1))
		})
	}
}

// Constructors that share a builder share its stream: the same layers in another order get other values.
func TestConstructorsDrawOneAfterTheOther(t *testing.T) {
	b := nn.NewBuilder(7)
	first := nn.NewLinear(b.In("first"), 4, 3, true)
	second := nn.NewEmbedding(b.In("second"), 3, 2)

	rng := torchrand.New(7)
	weight, bias, rows := make([]float32, 12), make([]float32, 3), make([]float32, 6)
	rng.Uniform(weight, -0.5, 0.5) // 1/√4
	rng.Uniform(bias, -0.5, 0.5)
	rng.Randn(rows)
	for _, tt := range []struct {
		name string
		got  *tensors.Tensor
		want []float32
	}{
		{"weight", first.Weight.MustValue(), weight},
		{"bias", first.Bias.MustValue(), bias},
		{"embedding", second.Weight.MustValue(), rows},
	} {
		if got := flat(t, tt.got); !slices.Equal(got, tt.want) {
			t.Errorf("%s is %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestBuilderFromContinuesAStream(t *testing.T) {
	rng := torchrand.New(7)
	rng.Randn(make([]float32, 5))
	a := nn.NewLinear(nn.NewBuilderFrom(rng), 3, 2, false)
	b := nn.NewLinear(nn.NewBuilder(7), 3, 2, false)
	if slices.Equal(flat(t, a.Weight.MustValue()), flat(t, b.Weight.MustValue())) {
		t.Error("a generator that has drawn before gave the values of a fresh one")
	}
}

func TestParametersLeaveOutMasksAndOtherState(t *testing.T) {
	b := nn.NewBuilder(1)
	nn.NewLinear(b.In("z"), 3, 2, true)
	nn.NewEmbedding(b.In("a"), 4, 3).Weight.SetTrainable(false)
	if _, err := b.Store().CreateVariable(nn.StateScope+"kv_cache/0/keys", ones(5, 5)); err != nil {
		t.Fatal(err)
	}
	if _, err := train(b, nn.NewDropout(b, 0.5), ones(2, 2)); err != nil {
		t.Fatal(err)
	}
	var all, names []string
	for v := range b.Store().IterVariables() {
		all = append(all, v.Path())
	}
	for v := range nn.Parameters(b.Store()) {
		names = append(names, nn.StateName(v.Path()))
	}
	if want := []string{"z.weight", "z.bias", "a.weight"}; !slices.Equal(names, want) {
		t.Errorf("parameters are %v, want %v in the order of creation", names, want)
	}
	if !slices.ContainsFunc(all, func(p string) bool { return strings.Contains(p, "dropout_masks") }) {
		t.Errorf("no dropout mask among %v: the test tests nothing", all)
	}
	if total, trainable := nn.NumParameters(b.Store()); total != 6+2+12 || trainable != 6+2 {
		t.Errorf("NumParameters = %d, %d; want 20, 8", total, trainable)
	}
}

func TestParametersCanStopEarly(t *testing.T) {
	b := nn.NewBuilder(1)
	nn.NewLinear(b, 3, 2, true)
	n := 0
	for range nn.Parameters(b.Store()) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("saw %d parameters before the break, want 1", n)
	}
}
