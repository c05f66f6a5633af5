package lesson_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/backend/backendtest"
)

func TestChangedCountsWhatIsDifferent(t *testing.T) {
	before := []float32{1, 2, -3}
	if n, largest := lesson.Changed(before, []float32{1, 2.25, -3.5, 9}); n != 2 || largest != 0.5 {
		t.Errorf("%d changed by %v at most, want 2 by 0.5", n, largest)
	}
	if n, largest := lesson.Changed(before, before); n != 0 || largest != 0 {
		t.Errorf("%d of the same logits changed, by %v", n, largest)
	}
}

func TestCornersAreThoseNumPyPrints(t *testing.T) {
	values := make([]float32, 7*8)
	for i := range values {
		values[i] = float32(i)
	}
	got, err := lesson.Corners(tensors.FromFlatDataAndDimensions(values, 7, 8))
	if err != nil || len(got) != 6 || !slices.Equal(got[0], []float32{0, 1, 2, 5, 6, 7}) ||
		!slices.Equal(got[3], []float32{32, 33, 34, 37, 38, 39}) ||
		!slices.Equal(got[5], []float32{48, 49, 50, 53, 54, 55}) {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := lesson.Corners(tensors.FromFlatDataAndDimensions(values, 56)); err == nil {
		t.Error("one axis is no error")
	}
}

func TestTinyGPT2IsThatOfTheTests(t *testing.T) {
	dir, err := lesson.TinyGPT2()
	if err != nil {
		t.Fatal(err)
	}
	m, err := gpt2.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	checkTiny(t, dir, m)
}

// checkTiny compares logits and greedy texts with those of PyTorch, which lie beside the weights.
func checkTiny(t *testing.T, dir string, m *gpt.Model) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Prompts []struct {
			IDs        []int     `json:"ids"`
			Greedy     []int     `json:"greedy_10"`
			Logits     []float32 `json:"logits"`      // of all positions
			LastLogits []float32 `json:"last_logits"` // or of the last
		}
	}
	if err := json.Unmarshal(data, &file); err != nil || len(file.Prompts) < 3 {
		t.Fatal(len(file.Prompts), err)
	}
	p, err := gpt.NewPredictor(backendtest.Open(), m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Finalize()
	worst := 0.0
	for _, prompt := range file.Prompts {
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
