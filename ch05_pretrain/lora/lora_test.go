package lora_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
)

// smallConfig is the model of the appendix's small figures.
func smallConfig() gpt.Config {
	return gpt.Config{VocabSize: 120, ContextLength: 24, EmbDim: 16, NumHeads: 2, NumLayers: 2, QKVBias: true}
}

// classifier is a model whose head has two outputs.
func classifier(t testing.TB, cfg gpt.Config, seed int64) *gpt.Model {
	t.Helper()
	m, err := gpt.NewModel(nn.NewBuilder(seed), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Store().DeleteVariablesInScope("/out_head"); err != nil {
		t.Fatal(err)
	}
	m.OutHead = nn.NewLinear(m.Builder.In("out_head"), cfg.EmbDim, 2, true)
	return m
}

func forward(t testing.TB, m *gpt.Model, ids [][]int) *tensors.Tensor {
	t.Helper()
	in, err := nn.IDs(ids, m.Config.VocabSize)
	if err != nil {
		t.Fatal(err)
	}
	out, err := nn.Eval(backendtest.Open(), m.Store(), func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{m.Forward(in[0])}
	}, in)
	if err != nil {
		t.Fatal(err)
	}
	return out[0]
}

func floats(t testing.TB, x *tensors.Tensor) []float32 {
	t.Helper()
	v, err := tensors.CopyFlatData[float32](x)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// values are copies of all parameters by their state-dict names.
func values(t testing.TB, store *model.Store) map[string][]float32 {
	t.Helper()
	all := map[string][]float32{}
	for p := range nn.Parameters(store) {
		all[nn.StateName(p.Path())] = floats(t, p.MustValue())
	}
	return all
}

func set(v *model.Variable, value *tensors.Tensor) {
	if err := v.SetValue(value); err != nil {
		panic(err)
	}
}

// learn gives every B values, as training would.
func learn(m *gpt.Model) {
	for _, l := range lora.Adapters(m) {
		b := make([]float32, l.LoRA.B.Shape().Size())
		m.Builder.RNG.Uniform(b, -0.1, 0.1)
		set(l.LoRA.B, tensors.FromFlatDataAndDimensions(b, l.LoRA.B.Shape().Dimensions...))
	}
}

func farthest(a, b []float32) (d float64) {
	for i := range a {
		d = max(d, float64(max(a[i]-b[i], b[i]-a[i])))
	}
	return d
}

var ids = [][]int{{70, 94, 32, 59, 31}, {119, 0, 7, 33, 56}}

func adapted(t testing.TB) *gpt.Model {
	t.Helper()
	m := classifier(t, smallConfig(), 123)
	lora.Freeze(m)
	if err := lora.Replace(m, 4, 8); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestLoRAStartsEqualToBase(t *testing.T) {
	m := classifier(t, smallConfig(), 123)
	before := floats(t, forward(t, m, ids))
	if err := lora.Replace(m, 4, 8); err != nil {
		t.Fatal(err)
	}
	if after := floats(t, forward(t, m, ids)); !slices.Equal(before, after) {
		t.Errorf("outputs before %v, with fresh adapters %v", before, after)
	}
	learn(m)
	if after := floats(t, forward(t, m, ids)); farthest(before, after) < 1e-3 {
		t.Error("adapters whose B is not zero change nothing")
	}
}

func TestReplaceReachesEveryLinearLayerInTheBooksOrder(t *testing.T) {
	m := adapted(t)
	var names []string
	for name := range lora.Adapters(m) {
		names = append(names, name)
	}
	if len(names) != 13 {
		t.Fatalf("%d adapters for 2 blocks of 6 layers and a head: %v", len(names), names)
	}
	fig, err := book.Find("appe.params.order")
	if err != nil {
		t.Fatal(err)
	}
	if v := fig.Compare(append(slices.Clone(names[:8]), names[12])); !v.OK {
		t.Error(v)
	}
}

func TestReplaceDrawsInTheOrderOfTheLayers(t *testing.T) {
	m := classifier(t, smallConfig(), 5)
	m.Builder.RNG.Seed(123)
	if err := lora.Replace(m, 4, 8); err != nil {
		t.Fatal(err)
	}
	b := nn.NewBuilder(123)
	for name, l := range lora.Adapters(m) {
		in, out := l.LoRA.A.Shape().Dim(0), l.LoRA.B.Shape().Dim(1)
		want := lora.NewLayer(b.In("%s", name), in, out, 4, 8)
		if !slices.Equal(floats(t, want.A.MustValue()), floats(t, l.LoRA.A.MustValue())) {
			t.Errorf("A of %s is not the next draw", name)
		}
	}
}

func TestOnlyAdaptersAreTrainable(t *testing.T) {
	m := adapted(t)
	for p := range nn.Parameters(m.Store()) {
		name := nn.StateName(p.Path())
		if adapter := strings.Contains(name, ".lora."); adapter != p.Trainable {
			t.Errorf("%s: trainable is %v", name, p.Trainable)
		}
	}
	total, trainable := nn.NumParameters(m.Store())
	if want := lora.Count(m.Config, 2, 4); trainable != want {
		t.Errorf("%d trainable parameters, Count says %d", trainable, want)
	}
	fig, err := book.Find("appe.small.counts")
	if err != nil {
		t.Fatal(err)
	}
	if v := fig.Compare([]int{total - trainable, trainable}); !v.OK {
		t.Error(v)
	}
}

func TestCountOfTheBooksClassifier(t *testing.T) {
	cfg := gpt.GPT2Small()
	cfg.QKVBias = true
	if got := lora.Count(cfg, 2, 16); got != 2_666_528 {
		t.Errorf("%d adapter parameters for the 124M classifier and rank 16, the book has 2,666,528", got)
	}
}

func TestStateNamesAreTheBooks(t *testing.T) {
	m := adapted(t)
	var got []string
	for p := range nn.Parameters(m.Store()) {
		if name, ok := strings.CutPrefix(nn.StateName(p.Path()), "trf_blocks.1.att.W_key."); ok {
			got = append(got, name)
		}
	}
	slices.Sort(got)
	if want := []string{"linear.bias", "linear.weight", "lora.A", "lora.B"}; !slices.Equal(got, want) {
		t.Errorf("parameters of a layer with adapter: %v, want %v", got, want)
	}
}

func TestMergedModelGivesTheSameOutput(t *testing.T) {
	m := classifier(t, smallConfig(), 123)
	plain := values(t, m.Store())
	lora.Freeze(m)
	if err := lora.Replace(m, 4, 8); err != nil {
		t.Fatal(err)
	}
	learn(m)
	before := floats(t, forward(t, m, ids))
	if err := lora.Merge(m); err != nil {
		t.Fatal(err)
	}
	if d := farthest(before, floats(t, forward(t, m, ids))); d > 1e-5 {
		t.Errorf("the merged model's output is off by %g", d)
	}
	merged := values(t, m.Store())
	if len(merged) != len(plain) {
		t.Errorf("%d parameters after merging, the plain model has %d", len(merged), len(plain))
	}
	for name, was := range plain {
		now, ok := merged[name]
		isWeight := strings.Contains(name, "W_") || strings.Contains(name, "out_") || strings.Contains(name, "layers.")
		isWeight = isWeight && strings.HasSuffix(name, ".weight")
		if !ok || slices.Equal(was, now) == isWeight {
			t.Errorf("%s: there %v, changed %v, want changed %v", name, ok, !slices.Equal(was, now), isWeight)
		}
	}
	if err := lora.Merge(m); !errors.Is(err, lora.ErrNoAdapters) {
		t.Errorf("merging a plain model: %v", err)
	}
	if err := lora.Replace(m, 2, 2); err != nil {
		t.Errorf("adapters after merging: %v", err)
	}
}

func TestReplaceRefuses(t *testing.T) {
	if err := lora.Replace(classifier(t, smallConfig(), 1), 0, 8); err == nil ||
		!strings.Contains(err.Error(), "rank 0") {
		t.Errorf("rank 0: %v", err)
	}
	if err := lora.Replace(adapted(t), 4, 8); err == nil || !strings.Contains(err.Error(), "trf_blocks.0.att.W_query") {
		t.Errorf("adapters on adapters: %v", err)
	}
}

func TestLayerRefusesAnInputOfAnotherWidth(t *testing.T) {
	b := nn.NewBuilder(1)
	l := lora.NewLayer(b, 4, 3, 2, 4)
	_, err := nn.Eval(backendtest.Open(), b.Store(), func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{l.Forward(in[0])}
	}, [][]float32{{1, 2, 3}})
	if err == nil || !strings.Contains(err.Error(), "the layer wants 4") {
		t.Errorf("input of width 3 for a layer of width 4: %v", err)
	}
}

func TestAdaptersComeBackFromTheirFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "adapters.safetensors")
	m := adapted(t)
	learn(m)
	if err := lora.SaveAdapters(path, m); err != nil {
		t.Fatal(err)
	}
	other := adapted(t)
	if err := lora.LoadAdapters(path, other); err != nil {
		t.Fatal(err)
	}
	if a, b := floats(t, forward(t, m, ids)), floats(t, forward(t, other, ids)); !slices.Equal(a, b) {
		t.Errorf("outputs differ by %g after loading the adapters", farthest(a, b))
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if numbers := int64(4 * lora.Count(m.Config, 2, 4)); info.Size() < numbers || info.Size() > numbers+4096 {
		t.Errorf("the file has %d bytes for %d bytes of adapters", info.Size(), numbers)
	}
}

func TestAdaptersThatDoNotFitAreRefusedAndChangeNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "adapters.safetensors")
	m := adapted(t)
	learn(m)
	if err := lora.SaveAdapters(path, m); err != nil {
		t.Fatal(err)
	}
	garbage := filepath.Join(dir, "garbage.safetensors")
	if err := os.WriteFile(garbage, []byte("no tensors"), 0o600); err != nil {
		t.Fatal(err)
	}
	wide := smallConfig()
	wide.EmbDim = 32
	deep := smallConfig()
	deep.NumLayers = 3
	shallow := smallConfig()
	shallow.NumLayers = 1
	for _, c := range []struct {
		name, path  string
		cfg         gpt.Config
		rank, alpha int
		want        string
	}{
		{"another rank", path, smallConfig(), 2, 8, `lora_rank "4"`},
		{"another alpha", path, smallConfig(), 4, 4, `lora_alpha "8"`},
		{"another width", path, wide, 4, 8, "shape [16 4] in the file, the model wants [32 4]"},
		{"a deeper model", path, deep, 4, 8, "trf_blocks.2.att.W_query.lora.A [16 4] is missing"},
		{"a shallower model", path, shallow, 4, 8, "is not part of this model"},
		{"no safetensors file", garbage, smallConfig(), 4, 8, "garbage"},
		{"no file", filepath.Join(dir, "none"), smallConfig(), 4, 8, "none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := classifier(t, c.cfg, 9)
			if err := lora.Replace(m, c.rank, float64(c.alpha)); err != nil {
				t.Fatal(err)
			}
			before := values(t, m.Store())
			err := lora.LoadAdapters(c.path, m)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
			for name, v := range values(t, m.Store()) {
				if !slices.Equal(v, before[name]) {
					t.Errorf("%s has changed", name)
				}
			}
		})
	}
	plain := classifier(t, smallConfig(), 9)
	if err := lora.LoadAdapters(path, plain); !errors.Is(err, lora.ErrNoAdapters) {
		t.Errorf("a model without adapters: %v", err)
	}
	if err := lora.SaveAdapters(path, plain); !errors.Is(err, lora.ErrNoAdapters) {
		t.Errorf("saving without adapters: %v", err)
	}
}

// FuzzLoadAdapters checks that no file breaks the reader, and that one that is refused changes nothing.
func FuzzLoadAdapters(f *testing.F) {
	path := filepath.Join(f.TempDir(), "adapters.safetensors")
	m := adapted(f)
	learn(m)
	if err := lora.SaveAdapters(path, m); err != nil {
		f.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:len(good)-4])
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "adapters.safetensors")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		before := values(t, m.Store())
		if err := lora.LoadAdapters(path, m); err == nil {
			return
		}
		for name, v := range values(t, m.Store()) {
			if !slices.Equal(v, before[name]) {
				t.Fatalf("%s has changed", name)
			}
		}
	})
}
