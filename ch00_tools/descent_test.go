package tools_test

import (
	"math"
	"testing"

	"llmfromscratch/ch00_tools"
	"llmfromscratch/shared/torchrand"
)

// bowl is (x-3)², lowest at 3.
func bowl(x *tools.Value) *tools.Value { return tools.Pow(tools.Sub(x, tools.NewValue(3)), 2) }

func TestEveryOptimizerFindsTheBottomOfABowl(t *testing.T) {
	for _, o := range []tools.Optimizer{&tools.SGD{Rate: 0.1}, &tools.Momentum{Rate: 0.05, Keep: 0.8},
		tools.NewAdam(0.1), tools.NewAdamW(0.1, 0)} {
		places := tools.Descend(bowl, -1, o, 400)
		if end := places[400]; places[0] != -1 || !near(end, 3, 1e-3) {
			t.Errorf("%T goes from %v to %v, want from -1 to 3", o, places[0], end)
		}
	}
}

// From -1 the slope is -8; a step of rate 0.1 goes to -0.2, the next to 0.44. Above rate 1 every step is further off.
func TestStepsOnABowl(t *testing.T) {
	wantNear(t, "rate 0.1", tools.Descend(bowl, -1, &tools.SGD{Rate: 0.1}, 2), []float64{-1, -0.2, 0.44}, 1e-12)
	places := tools.Descend(bowl, -1, &tools.SGD{Rate: 1.1}, 30)
	for i := range 30 {
		if math.Abs(places[i+1]-3) <= math.Abs(places[i]-3) {
			t.Fatalf("with rate 1.1 step %d comes nearer: from %v to %v", i, places[i], places[i+1])
		}
	}
}

// Either or, not both: no single neuron can tell, one hidden layer can.
func TestAHiddenLayerLearnsWhatANeuronCannot(t *testing.T) {
	for _, c := range []struct {
		widths []int
		solves bool
	}{{[]int{2, 1}, false}, {[]int{2, 4, 1}, true}} {
		network := tools.NewNetwork(torchrand.New(123), tools.Tanh, c.widths...)
		losses := tools.Fit(network.Parameters(), func() *tools.Value { return tools.XORLoss(network) }, 0.1, 400)
		right := 0
		for _, e := range tools.XOR() {
			if y := network.Forward(e.Inputs())[0].Data; math.Abs(y-e.Target) < 0.3 {
				right++
			}
		}
		if last := losses[len(losses)-1]; last >= losses[0] || (right == 4) != c.solves {
			t.Errorf("%v: loss from %v to %v, %d of 4 right", c.widths, losses[0], last, right)
		}
	}
}
