package tools_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch00_tools"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

func TestAdamWIsThatOfChapter5(t *testing.T) {
	const rate, decay, steps = 0.05, 0.1, 25
	start := []float32{1, -2, 0.5, 40}
	b := nn.NewBuilder(0)
	p := b.Parameter("p", start, len(start))
	trainer, err := pretrain.NewTrainer(backendtest.Open(), b, func(in []*graph.Node) *graph.Node {
		return graph.ReduceAllSum(graph.Mul(p.NodeValue(in[0]), in[0])) // its gradient is the input
	}, pretrain.NewAdamW(rate, decay))
	if err != nil {
		t.Fatal(err)
	}
	defer trainer.Finalize()

	var ours []*tools.AdamW
	var numbers []float64
	for _, x := range start {
		ours, numbers = append(ours, tools.NewAdamW(rate, decay)), append(numbers, float64(x))
	}
	rng := rand.New(rand.NewPCG(7, 0))
	for range steps {
		g := make([]float32, len(start))
		for i := range g {
			g[i] = float32(rng.NormFloat64() * math.Pow(10, float64(i-2)))
			numbers[i] = ours[i].Step(numbers[i], float64(g[i]))
		}
		if _, err := trainer.Step(tensors.FromValue(g)); err != nil {
			t.Fatal(err)
		}
		wantNear(t, "parameters", numbers, float64s(p.MustValue()), 1e-5)
	}
}

// One step by hand from 2 with a gradient of 3, rate 0.1.
func TestFirstSteps(t *testing.T) {
	for _, c := range []struct {
		name string
		o    tools.Optimizer
		want float64
	}{
		{"SGD", &tools.SGD{Rate: 0.1}, 2 - 0.1*3},
		{"momentum", &tools.Momentum{Rate: 0.1, Keep: 0.9}, 2 - 0.1*3},
		{"Adam", tools.NewAdam(0.1), 2 - 0.1},
		{"AdamW", tools.NewAdamW(0.1, 0.5), 2*(1-0.1*0.5) - 0.1},
	} {
		if got := c.o.Step(2, 3); !near(got, c.want, 1e-8) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestOptimizersContainOneAnother(t *testing.T) {
	for _, pair := range [][2]tools.Optimizer{
		{&tools.SGD{Rate: 0.1}, &tools.Momentum{Rate: 0.1}},
		{tools.NewAdam(0.1), tools.NewAdamW(0.1, 0)},
	} {
		a, b := 2.0, 2.0
		for _, g := range []float64{3, -1, 0.5, 0, 2} {
			if a, b = pair[0].Step(a, g), pair[1].Step(b, g); a != b {
				t.Errorf("%T gives %v, %T %v", pair[0], a, pair[1], b)
			}
		}
	}
}

// With gradients that always agree momentum goes 1/(1-0.9) times as fast, and Adam by its rate, whatever their size.
func TestWhereGradientsAgree(t *testing.T) {
	momentum, adam := &tools.Momentum{Rate: 0.1, Keep: 0.9}, tools.NewAdam(0.1)
	a, b := 0.0, 0.0
	for range 200 {
		a, b = momentum.Step(a, 3), adam.Step(b, 1000)
	}
	if step := momentum.Step(a, 3) - a; !near(step, -3, 1e-6) {
		t.Errorf("momentum takes steps of %v, want -0.1 · 3 · 10", step)
	}
	if step := adam.Step(b, 1000) - b; !near(step, -0.1, 1e-6) {
		t.Errorf("Adam takes steps of %v, want -0.1", step)
	}
}
