package figures

import (
	"errors"
	"math"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
)

// TestPretrainedFiguresRun runs the computations on a model with GPT-2's vocabulary and random weights: OpenAI's are
// half a gigabyte. What they give with those, only `llm verify` can tell.
func TestPretrainedFiguresRun(t *testing.T) {
	story := strings.Repeat("It was not that my hostess was unhappy, only that she had never been asked. ", 320)
	e := NewEnv(backendtest.Open(), func(string) ([]byte, error) { return []byte(story), nil })
	defer e.Close()
	cfg := gpt.Config{VocabSize: 50257, ContextLength: 256, EmbDim: 8, NumHeads: 2, NumLayers: 1, QKVBias: true}
	m, err := gpt.NewModel(nn.NewBuilder(123), cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range ch05Pretrained {
		size := small
		if c.ID == "book.ch05.ex5_1558m" || c.ID == "book.ch05.ex6" {
			size = extraLarge
		}
		e.dropModel()
		e.small = &largeModel{key: "pretrained " + size, model: m, generator: must(m.Builder.RNG.MarshalBinary()),
			predictor: must(gpt.NewPredictor(e.Backend, m))}
		fig, err := book.Find(c.ID)
		if err != nil {
			t.Fatal(err)
		}
		got, err := call(t.Context(), e, c, fig)
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		switch got := got.(type) {
		case string:
			if !strings.HasPrefix(got, "Every effort moves you") || len(got) < 40 {
				t.Errorf("%s: %q", c.ID, got)
			}
		case map[string]float64: // random logits: about ln 50257 = 10.8 and somewhat more
			for name, loss := range got {
				if math.Abs(loss-11) > 1 {
					t.Errorf("%s: %s loss %v", c.ID, name, loss)
				}
			}
		case map[string]int:
			if got["n_vocab"] != 50257 || got["n_ctx"] != 256 || got["n_embd"] != 8 || got["n_head"] != 2 ||
				got["n_layer"] != 1 {
				t.Errorf("%s: %v", c.ID, got)
			}
		case map[string]any:
			if corners := got["corners"].([][]float32); len(corners) != 6 || len(corners[5]) != 6 ||
				corners[0][0] != 0.33737019 {
				t.Errorf("%s: %v", c.ID, got)
			}
		default:
			t.Errorf("%s: %T", c.ID, got)
		}
	}
}

func TestMissingWeightsAreAMissingFile(t *testing.T) {
	for _, name := range []string{"LLM_DATA_DIR", "LLM_CACHE_DIR", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE",
		"HOME", "XDG_CACHE_HOME"} {
		t.Setenv(name, t.TempDir())
	}
	e := NewEnv(backendtest.Open(), func(string) ([]byte, error) { return []byte("a story"), nil })
	defer e.Close()
	for _, c := range ch05Pretrained {
		fig, err := book.Find(c.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, err = call(t.Context(), e, c, fig)
		var missing *MissingFile
		if !errors.As(err, &missing) || !strings.Contains(err.Error(), "llm fetch gpt2-") {
			t.Errorf("%s: %v", c.ID, err)
		}
	}
}
