package gpt_test

import (
	"fmt"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/nn"
)

// bookBatch holds the ids of "Every effort moves you" and "Every day holds a".
var bookBatch = [][]int{{6109, 3626, 6100, 345}, {6109, 1110, 6622, 257}}

// What chapter 4 prints of the smallest GPT-2 with seed 123. One model serves all parts, in the order of the book: the
// training pass draws the masks that follow the initial parameters.
func TestGPT2SmallOfSeed123(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: makes a model of 163 million parameters")
	}
	m := newModel(t, 123, gpt.GPT2Small())
	ids := must[*tensors.Tensor](t)(nn.IDs(bookBatch, m.Config.VocabSize))

	t.Run("parameters", func(t *testing.T) {
		if total, _ := nn.NumParameters(m.Store()); total != 163_009_536 {
			t.Errorf("%d parameters", total)
		}
		head := m.OutHead.(*nn.Linear).Weight.Shape().Size()
		if total, _ := nn.NumParameters(m.Store()); total-head != 124_412_160 {
			t.Errorf("%d parameters without the output head", total-head)
		}
	})
	t.Run("logits in training mode", func(t *testing.T) {
		out, err := nn.EvalTraining(testBackend(), m.Builder, one(m.Forward), ids)
		if err != nil {
			t.Fatal(err)
		}
		wantEdges(t, out[0], []string{
			"[0.3613, 0.4222, -0.0711, 0.3483, 0.4661, -0.2838]",
			"[-0.1792, -0.5660, -0.9485, 0.0477, 0.5181, -0.3168]",
			"[0.7120, 0.0332, 0.1085, 0.1018, -0.4327, -0.2553]",
			"[-1.0076, 0.3418, -0.1190, 0.7195, 0.4023, 0.0532]",
			"[-0.2564, 0.0900, 0.0335, 0.2659, 0.4454, -0.6806]",
			"[0.1230, 0.3653, -0.2074, 0.7705, 0.2710, 0.2246]",
			"[1.0558, 1.0318, -0.2800, 0.6936, 0.3205, -0.3178]",
			"[-0.1565, 0.3926, 0.3288, 1.2630, -0.1858, 0.0388]",
		})
	})
	p, cached := newPredictor(t, m), newCached(t, m)
	t.Run("logits in evaluation mode", func(t *testing.T) {
		logits := must[*tensors.Tensor](t)(p.Logits(bookBatch))
		wantNear(t, "first row", flat(logits)[:8], []float32{0.0641645, 0.2044259, -0.1694550, 0.0997141, -0.5608402,
			0.3318126, -0.1900445, -0.5764388}, 1e-4)
		n := len(flat(logits))
		wantNear(t, "last row", flat(logits)[n-3:], []float32{1.1915215, -0.1643130, 0.0370457}, 1e-4)
	})
	t.Run("text", func(t *testing.T) {
		const hello = "[15496 11 314 716 27018 24086 47843 30961 42348 7267"
		start := [][]int{{15496, 11, 314, 716}}
		got := must[[][]int](t)(gpt.GenerateSimple(t.Context(), p, start, 6, m.Config.ContextLength))
		if want := hello + "]"; fmt.Sprint(got[0]) != want {
			t.Errorf("without cache: %v, want %v", got[0], want)
		}
		got = must[[][]int](t)(gpt.GenerateSimple(t.Context(), cached, start, 10, m.Config.ContextLength))
		if want := hello + " 49706 43231 47062 34657]"; fmt.Sprint(got[0]) != want {
			t.Errorf("with cache: %v, want %v", got[0], want)
		}
	})
	t.Run("text with a context of 3", func(t *testing.T) {
		got := must[[][]int](t)(gpt.GenerateSimple(t.Context(), p, [][]int{{15496, 11, 314, 716}}, 6, 3))
		if want := "[15496 11 314 716 24311 9327 11222 12037 12904 15130]"; fmt.Sprint(got[0]) != want {
			t.Errorf("%v, want %v", got[0], want)
		}
	})
	m.Store().Finalize()
}

// The outline of section 4.1, in training mode as the book runs it.
func TestDummyModelOfSeed123(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: makes two tables of 50257 rows")
	}
	b := nn.NewBuilder(123)
	m := must[*gpt.DummyModel](t)(gpt.NewDummyModel(b, gpt.GPT2Small()))
	out, err := nn.EvalTraining(testBackend(), b, one(m.Forward),
		must[*tensors.Tensor](t)(nn.IDs(bookBatch, m.Config.VocabSize)))
	if err != nil {
		t.Fatal(err)
	}
	wantEdges(t, out[0], []string{
		"[-1.2034, 0.3201, -0.7130, -1.5548, -0.2390, -0.4667]",
		"[-0.1192, 0.4539, -0.4432, 0.2392, 1.3469, 1.2430]",
		"[0.5307, 1.6720, -0.4695, 1.1966, 0.0111, 0.5835]",
		"[0.0139, 1.6754, -0.3388, 1.1586, -0.0435, -1.0400]",
		"[-1.0908, 0.1798, -0.9484, -1.6047, 0.2439, -0.4530]",
		"[-0.7860, 0.5581, -0.0610, 0.4835, -0.0077, 1.6621]",
		"[0.3567, 1.2698, -0.6398, -0.0162, -0.1296, 0.3717]",
		"[-0.2407, -0.7349, -0.5102, 2.0057, -0.3694, 0.1814]",
	})
	b.Store().Finalize()
}

// wantEdges compares the first and last three logits of each token with the digits that the book prints. One unit in
// the last digit is left to rounding.
func wantEdges(t *testing.T, logits *tensors.Tensor, want []string) {
	t.Helper()
	values, vocab := flat(logits), logits.Shape().Dim(-1)
	for i, w := range want {
		row := values[i*vocab : (i+1)*vocab]
		got := []float32{row[0], row[1], row[2], row[vocab-3], row[vocab-2], row[vocab-1]}
		var printed [6]float32
		if _, err := fmt.Sscanf(w, "[%f, %f, %f, %f, %f, %f]", &printed[0], &printed[1], &printed[2], &printed[3],
			&printed[4], &printed[5]); err != nil {
			t.Fatal(err)
		}
		for k := range got {
			if d := got[k] - printed[k]; d > 1.5e-4 || d < -1.5e-4 {
				t.Errorf("token %d: %s, want %s", i, course.Format(got), w)
				break
			}
		}
	}
}
