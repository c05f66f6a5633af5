package pretrain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
)

func ExampleWarmUpCosine() {
	total := 15 * 9
	w := pretrain.WarmUpCosine{Initial: 0.0001, Peak: 0.01, Min: 0.00001, WarmUpSteps: pretrain.WarmUpSteps(total, 0.2),
		TotalSteps: total}
	for _, step := range []int{0, 1, 26, 27, 81, 134} {
		fmt.Printf("step %3d: %.6f\n", step, w.Rate(step))
	}
	// Output:
	// step   0: 0.000100
	// step   1: 0.000467
	// step  26: 0.009633
	// step  27: 0.010000
	// step  81: 0.005005
	// step 134: 0.000012
}

func ExampleClipByGlobalNorm() {
	out, err := graph.CallOnceN(backendtest.Open(), func(g *graph.Node) []*graph.Node {
		clipped, norm := pretrain.ClipByGlobalNorm([]*graph.Node{g}, graph.Scalar(g.Graph(), g.DType(), 1))
		return append(clipped, norm)
	}, [][]float32{{1, 2}, {2, 4}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("norm %.4f, clipped %.4f\n", out[1].Value(), out[0].Value())
	// Output: norm 5.0000, clipped [[0.2000 0.4000] [0.4000 0.8000]]
}

func TestScheduleErrors(t *testing.T) {
	good := pretrain.WarmUpCosine{Initial: 1e-5, Peak: 1e-3, Min: 1e-5, WarmUpSteps: 2, TotalSteps: 10}
	for _, tt := range []struct {
		change func(*pretrain.WarmUpCosine)
		want   string
	}{
		{func(w *pretrain.WarmUpCosine) { w.WarmUpSteps = 0 }, "0 warm-up steps"},
		{func(w *pretrain.WarmUpCosine) { w.TotalSteps = 1 }, "want at most as many"},
		{func(w *pretrain.WarmUpCosine) { w.Peak = -1 }, "rates"},
	} {
		w := good
		tt.change(&w)
		if err := w.Validate(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error = %v, want one with %q", w, err, tt.want)
		}
	}
}

// The book's loop never comes to the second half when all steps are warm-up.
func TestScheduleMayBeAllWarmUp(t *testing.T) {
	w := pretrain.WarmUpCosine{Initial: 0, Peak: 1, Min: 0, WarmUpSteps: 4, TotalSteps: 4}
	if err := w.Validate(); err != nil {
		t.Fatal(err)
	}
	if got := pretrain.Rates(w, 5); !slices.Equal(got, []float64{0, 0.25, 0.5, 0.75, 1}) {
		t.Errorf("rates %v", got)
	}
}
