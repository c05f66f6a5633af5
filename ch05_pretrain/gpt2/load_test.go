package gpt2_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/safetensors"
)

// tiny is the small GPT-2 in Hugging Face's layout whose logits PyTorch gave.
const tiny = "testdata/tiny-gpt2"

// tinyPrompt is a prompt with what the book's model makes of it.
type tinyPrompt struct {
	IDs        []int     `json:"ids"`
	ArgMax     []int     `json:"argmax"`
	Greedy     []int     `json:"greedy_10"`
	Logits     []float32 `json:"logits"`      // of all positions
	LastLogits []float32 `json:"last_logits"` // or of the last
}

func tinyExpected(t *testing.T) (cfg gpt.Config, prompts []tinyPrompt) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(tiny, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Config  gpt.Config   `json:"book_config"`
		Prompts []tinyPrompt `json:"prompts"`
	}
	if err := json.Unmarshal(data, &file); err != nil || len(file.Prompts) < 3 {
		t.Fatal(len(file.Prompts), err)
	}
	return file.Config, file.Prompts
}

// checkTiny compares logits and greedy texts with those of PyTorch.
func checkTiny(t *testing.T, m *gpt.Model) {
	t.Helper()
	_, prompts := tinyExpected(t)
	p, err := gpt.NewPredictor(backendtest.Open(), m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Finalize()
	worst := 0.0
	for _, prompt := range prompts {
		out, err := p.Logits([][]int{prompt.IDs})
		if err != nil {
			t.Fatal(err)
		}
		got := tensors.MustCopyFlatData[float32](out)
		want := prompt.Logits
		if want == nil {
			want, got = prompt.LastLogits, got[len(got)-len(prompt.LastLogits):]
		}
		if len(got) != len(want) || len(want) == 0 {
			t.Fatalf("%d logits, want %d", len(got), len(want))
		}
		for i := range want {
			worst = max(worst, math.Abs(float64(got[i])-float64(want[i])))
		}
		ids, err := gpt.GenerateSimple(t.Context(), p, [][]int{prompt.IDs}, 10, m.Config.ContextLength)
		if err != nil {
			t.Fatal(err)
		}
		if text := ids[0][len(prompt.IDs):]; !slices.Equal(text, prompt.Greedy) {
			t.Errorf("prompt %v goes on with %v, want %v", prompt.IDs, text, prompt.Greedy)
		}
	}
	if worst > 1e-5 {
		t.Errorf("logits differ by up to %g", worst)
	}
	t.Logf("largest difference of a logit: %.2g", worst)
}

func TestHuggingFaceWeightsGiveTheBooksLogits(t *testing.T) {
	m, err := gpt2.Load(tiny)
	if err != nil {
		t.Fatal(err)
	}
	cfg, _ := tinyExpected(t)
	cfg.DropRate = 0.1 // the file's; the figures are of evaluation mode
	if m.Config != cfg {
		t.Errorf("configuration %+v, want %+v", m.Config, cfg)
	}
	checkTiny(t, m)
}

// TestTinyHasTheParametersThatPyTorchCounted: 42,880, the head that is the token embedding counted once.
func TestTinyHasTheParametersThatPyTorchCounted(t *testing.T) {
	var file struct {
		Count int `json:"parameters_without_tied_head"`
	}
	if err := json.Unmarshal(readFile(t, filepath.Join(tiny, "expected.json")), &file); err != nil {
		t.Fatal(err)
	}
	m, err := gpt2.Load(tiny)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Config.Count().WithoutHead; got != file.Count || file.Count != 42_880 {
		t.Errorf("%d parameters without the head, want %d", got, file.Count)
	}
}

func TestLoadingDoesNotDependOnTheModelBefore(t *testing.T) {
	want, err := gpt2.Load(tiny)
	if err != nil {
		t.Fatal(err)
	}
	for _, seed := range []int64{1, 123} {
		m := newModel(t, seed, want.Config)
		if err := gpt2.LoadInto(m, filepath.Join(tiny, pretrain.ModelFile)); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(parameters(t, m), parameters(t, want)) {
			t.Errorf("seed %d gives another model", seed)
		}
	}
}

// TestLoadedModelDrawsWhatIsBuiltOnIt: a loaded model's builder is no longer blank.
func TestLoadedModelDrawsWhatIsBuiltOnIt(t *testing.T) {
	m, err := gpt2.Load(tiny)
	if err != nil {
		t.Fatal(err)
	}
	layer := nn.NewLinear(m.Builder.In("head"), 4, 4, false)
	for _, v := range tensors.MustCopyFlatData[float32](layer.Weight.MustValue()) {
		if v == 0 {
			t.Fatal("a layer built on the loaded model has zeros")
		}
	}
}

func TestRoundTripGivesTheSameBytes(t *testing.T) {
	want := readFile(t, filepath.Join(tiny, pretrain.ModelFile))
	m, err := gpt2.Load(tiny)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := gpt2.Save(dir, m, gpt2.HuggingFaceLayout); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(readFile(t, filepath.Join(dir, pretrain.ModelFile)), want) {
		t.Error("Hugging Face -> model -> Hugging Face: the weights differ")
	}
	if got, want := readFile(t, filepath.Join(dir, pretrain.ConfigFile)),
		readFile(t, filepath.Join(tiny, pretrain.ConfigFile)); !bytes.Equal(got, want) {
		t.Errorf("the configuration differs:\n%s\nwant\n%s", got, want)
	}

	saved := filepath.Join(t.TempDir(), "book")
	if err := gpt2.Save(saved, m, gpt2.BookLayout); err != nil {
		t.Fatal(err)
	}
	again, err := gpt2.Load(saved)
	if err != nil {
		t.Fatal(err)
	}
	if again.Config != m.Config || !reflect.DeepEqual(parameters(t, again), parameters(t, m)) {
		t.Error("model -> book -> model: the model differs")
	}
	checkTiny(t, again)
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestStateNamesAreThoseOfTheBook compares with the parameters of the book's 124M model, whose checksums are a figure.
func TestStateNamesAreThoseOfTheBook(t *testing.T) {
	fig, err := book.Find("ch04.gpt.init_checksums")
	if err != nil {
		t.Fatal(err)
	}
	want := fig.Want.(map[string]any)
	cfg := gpt.GPT2Small()
	var got []string
	masks := 0
	for _, name := range gpt2.StateNames(cfg) {
		if strings.HasSuffix(name, ".att.mask") {
			masks++
			continue
		}
		got = append(got, name)
	}
	if masks != cfg.NumLayers {
		t.Errorf("%d masks, want one a block", masks)
	}
	if sorted := slices.Sorted(slices.Values(got)); !slices.Equal(sorted, slices.Sorted(maps.Keys(want))) {
		t.Errorf("names %v, want %v", sorted, slices.Sorted(maps.Keys(want)))
	}
}

func TestStateNamesInFull(t *testing.T) {
	cfg := gpt.Config{VocabSize: 7, ContextLength: 4, EmbDim: 2, NumHeads: 1, NumLayers: 1, QKVBias: true}
	want := strings.Fields(`tok_emb.weight pos_emb.weight trf_blocks.0.att.mask
		trf_blocks.0.att.W_query.weight trf_blocks.0.att.W_query.bias trf_blocks.0.att.W_key.weight trf_blocks.0.att.W_key.bias
		trf_blocks.0.att.W_value.weight trf_blocks.0.att.W_value.bias trf_blocks.0.att.out_proj.weight trf_blocks.0.att.out_proj.bias
		trf_blocks.0.ff.layers.0.weight trf_blocks.0.ff.layers.0.bias trf_blocks.0.ff.layers.2.weight trf_blocks.0.ff.layers.2.bias
		trf_blocks.0.norm1.scale trf_blocks.0.norm1.shift trf_blocks.0.norm2.scale trf_blocks.0.norm2.shift
		final_norm.scale final_norm.shift out_head.weight`)
	if got := gpt2.StateNames(cfg); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	dir := t.TempDir()
	if err := gpt2.Save(dir, newModel(t, 1, cfg), gpt2.BookLayout); err != nil {
		t.Fatal(err)
	}
	f, err := safetensors.Open(filepath.Join(dir, pretrain.ModelFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var names []string
	for _, info := range f.Tensors() {
		names = append(names, info.Name)
	}
	if !slices.Equal(names, want) {
		t.Errorf("the file has %v, want %v", names, want)
	}
	mask, shape, err := f.Float32s("trf_blocks.0.att.mask")
	if err != nil || !slices.Equal(shape, []int{4, 4}) ||
		!slices.Equal(mask, []float32{0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0}) {
		t.Errorf("mask %v %v, %v", shape, mask, err)
	}
}

// TestModelsWithoutGPT2sFeatures: no query, key and value biases, and a head of its own.
func TestModelsWithoutGPT2sFeaturesSurviveHuggingFace(t *testing.T) {
	cfg := gpt.Config{VocabSize: 11, ContextLength: 6, EmbDim: 4, NumHeads: 2, NumLayers: 2,
		DropRates: &gpt.DropRates{Embedding: 0.1, Attention: 0, Shortcut: 0.2}}
	m := newModel(t, 5, cfg)
	dir := t.TempDir()
	if err := gpt2.Save(dir, m, gpt2.HuggingFaceLayout); err != nil {
		t.Fatal(err)
	}
	f, err := safetensors.Open(filepath.Join(dir, pretrain.ModelFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, name := range []string{"lm_head.weight", "transformer.h.1.attn.c_attn.bias", "transformer.wte.weight"} {
		if _, ok := f.Info(name); !ok {
			t.Errorf("no tensor %s", name)
		}
	}
	loaded, err := gpt2.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !loaded.Config.QKVBias || *loaded.Config.DropRates != *cfg.DropRates {
		t.Errorf("configuration %+v", loaded.Config)
	}
	ids := [][]int{{1, 10, 3, 3}}
	if got, want := logits(t, loaded, ids), logits(t, m, ids); !slices.Equal(got, want) {
		t.Errorf("logits %v, want %v", got, want)
	}
}

func logits(t *testing.T, m *gpt.Model, ids [][]int) []float32 {
	t.Helper()
	p, err := gpt.NewPredictor(backendtest.Open(), m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Finalize()
	out, err := p.Logits(ids)
	if err != nil {
		t.Fatal(err)
	}
	return tensors.MustCopyFlatData[float32](out)
}
