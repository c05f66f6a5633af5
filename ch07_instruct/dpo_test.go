package instruct_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// dpo evaluates the loss, the margins and the gradient with respect to the policy.
func dpo(t *testing.T, policy, reference []float32, beta float64) (loss float64, margins, gradient []float32) {
	t.Helper()
	out := must(nn.Eval(backendtest.Open(), nn.NewBuilder(0).Store(), func(in []*graph.Node) []*graph.Node {
		loss, margins := instruct.DPOLoss(in[0], in[1], beta)
		return []*graph.Node{loss, margins, graph.Gradient(loss, in[0])[0]}
	}, policy, reference))
	return float64(tensors.ToScalar[float32](out[0])), out[1].Value().([]float32), out[2].Value().([]float32)
}

func TestDPOStartsAtLog2WithoutMargins(t *testing.T) {
	logProbs := []float32{-12.5, -3, -40, -1}
	loss, margins, gradient := dpo(t, logProbs, logProbs, 0.1)
	if math.Abs(loss-math.Ln2) > 1e-6 || margins[0] != 0 || margins[1] != 0 {
		t.Errorf("loss %v, margins %v", loss, margins)
	}
	for i, want := range []float32{-0.025, -0.025, 0.025, 0.025} { // ∓ β/2 over 2 pairs
		if math.Abs(float64(gradient[i]-want)) > 1e-7 {
			t.Errorf("gradient %v", gradient)
		}
	}
}

func TestDPOLossIsMinusLogSigmoidOfTheMargin(t *testing.T) {
	policy, reference := []float32{-10, -500, -3, -20, -5, -3000}, []float32{-12, -20, -3, -21, -900, -3}
	const beta = 0.5
	loss, margins, gradient := dpo(t, policy, reference, beta)
	var want float64
	for i := range 3 {
		margin := beta * (float64(policy[i]-reference[i]) - float64(policy[3+i]-reference[3+i]))
		if math.Abs(float64(margins[i])-margin) > 1e-3 {
			t.Errorf("margin %d is %v, want %v", i, margins[i], margin)
		}
		want += math.Log1p(math.Exp(-math.Abs(margin))) + math.Max(0, -margin)
		slope := -beta / 3 / (1 + math.Exp(margin)) // -β σ(-margin) / n
		if math.Abs(float64(gradient[i])-slope) > 1e-6 || gradient[3+i] != -gradient[i] {
			t.Errorf("gradient of pair %d is %v and %v, want ±%v", i, gradient[i], gradient[3+i], slope)
		}
	}
	if math.Abs(loss-want/3) > 1e-3 {
		t.Errorf("loss %v, want %v", loss, want/3)
	}
}

// manners are tasks with a polite and a rude answer.
var manners = []instruct.Preference{
	{Instruction: "greet", Input: "Ann", Chosen: "hello Ann", Rejected: "go away"},
	{Instruction: "greet", Input: "Bob", Chosen: "hello Bob", Rejected: "go away"},
	{Instruction: "thank", Input: "Ann", Chosen: "thanks Ann", Rejected: "so what"},
	{Instruction: "thank", Input: "Bob", Chosen: "thanks Bob", Rejected: "so what"},
	{Instruction: "greet", Input: "Eve", Chosen: "hello Eve", Rejected: "go away"},
}

// mannered trains a small model on all of them but the last.
func mannered(t *testing.T, ctx context.Context, change func(*instruct.DPOOptions),
	watchers ...pretrain.Watcher) (*instruct.DPOHistory, []string, error) {
	t.Helper()
	return manneredWith(t, ctx, manners[:4], change, watchers...)
}

// manneredOn trains a small model on other pairs.
func manneredOn(t *testing.T, prefs []instruct.Preference,
	change func(*instruct.DPOOptions)) (*instruct.DPOHistory, []string, error) {
	t.Helper()
	return manneredWith(t, t.Context(), prefs, change)
}

func manneredWith(t *testing.T, ctx context.Context, prefs []instruct.Preference, change func(*instruct.DPOOptions),
	watchers ...pretrain.Watcher) (*instruct.DPOHistory, []string, error) {
	t.Helper()
	var both []instruct.Entry
	for _, p := range manners {
		both = append(both, instruct.Entry{Instruction: p.Instruction, Input: p.Input, Output: p.Chosen},
			instruct.Entry{Output: p.Rejected})
	}
	a := smallAssistant(3, instruct.Phi3(), both...)
	var log strings.Builder
	opt := instruct.NewDPOOptions(torchrand.New(5))
	opt.Style, opt.EndOfText, opt.BatchSize, opt.Epochs = instruct.Phi3(), a.EndOfText, 2, 4
	opt.Optimizer = pretrain.NewAdamW(1e-3, 0)
	opt.Validate = manners[4:]
	if change != nil {
		change(&opt)
	}
	h, err := instruct.TrainDPO(ctx, backendtest.Open(), a.Model, a.Tok, prefs, opt,
		append(watchers, pretrain.Log(&log))...)
	return h, strings.Split(strings.TrimSpace(log.String()), "\n"), err
}

func TestDPOTrainingWidensTheMargin(t *testing.T) {
	h, log, err := mannered(t, t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	first, last := h.Train[0], h.Train[len(h.Train)-1]
	if math.Abs(first.Loss-math.Ln2) > 1e-6 || first.Margin != 0 || first.Chosen != 0 || first.Rejected != 0 ||
		first.Accuracy != 0 {
		t.Errorf("before training: %+v", first)
	}
	if math.Abs(h.StepLosses[0]-math.Ln2) > 1e-5 {
		t.Errorf("the first step's loss is %v: policy and reference differ", h.StepLosses[0])
	}
	if last.Margin < 0.2 || last.Accuracy != 1 || last.Loss > 0.6 ||
		math.Abs(last.Margin-(last.Chosen-last.Rejected)) > 1e-9 {
		t.Errorf("after training: %+v", last)
	}
	if v := h.Validation[len(h.Validation)-1]; v.Margin <= 0 || v.Accuracy != 1 {
		t.Errorf("on a pair that was not trained on: %+v", v)
	}
	if len(h.Train) != 5 || len(h.StepLosses) != 8 || len(log) != 5 ||
		!strings.Contains(log[0], "loss 0.693, margin 0.000") {
		t.Errorf("%d evaluations, %d steps, log %q", len(h.Train), len(h.StepLosses), log)
	}
}

func TestDPOSettingsThatCannotBe(t *testing.T) {
	for name, change := range map[string]func(*instruct.DPOOptions){
		"no beta":       func(o *instruct.DPOOptions) { o.Beta = 0 },
		"NaN beta":      func(o *instruct.DPOOptions) { o.Beta = math.NaN() },
		"no epochs":     func(o *instruct.DPOOptions) { o.Epochs = 0 },
		"no batch":      func(o *instruct.DPOOptions) { o.BatchSize = 0 },
		"no generator":  func(o *instruct.DPOOptions) { o.RNG = nil },
		"learning rate": func(o *instruct.DPOOptions) { o.Optimizer.LearningRate = -1 },
		"too long an answer": func(o *instruct.DPOOptions) {
			o.Validate = []instruct.Preference{{Instruction: "greet", Chosen: strings.Repeat("hello ", 50),
				Rejected: "go away"}}
		},
	} {
		if _, _, err := mannered(t, t.Context(), change); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	stop := errors.New("enough")
	steps := 0
	h, _, err := mannered(t, t.Context(), nil, pretrain.OnStep(func(p pretrain.Progress) error {
		if steps++; p.Step != steps || p.Steps != 8 {
			t.Errorf("step %d: %+v", steps, p)
		}
		if steps == 3 {
			return stop
		}
		return nil
	}))
	if !errors.Is(err, stop) || len(h.StepLosses) != 3 {
		t.Errorf("%+v, %v", h, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := mannered(t, ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestPreferencesOfOurOwnCanBeRead(t *testing.T) {
	prefs := must(instruct.ReadPreferences(sample.Preferences()))
	if len(prefs) < 60 || prefs[0].Chosen == "" {
		t.Errorf("%d preferences, first %+v", len(prefs), prefs[0])
	}
}

func TestBadPreferencesNameTheEntry(t *testing.T) {
	for data, want := range map[string]string{
		"":   "the file is empty",
		`[]`: "no entries",
		"[\n{\"instruction\": \"a\", \"input\": \"\", \"chosen\": \"b\"}]":      `entry 0 (line 2) has no "rejected"`,
		`[{"instruction": "a", "input": "", "chosen": "b", "rejected": "b"}]`:   "entry 0 has the same answer twice",
		`[{"instruction": "", "input": "", "chosen": "b", "rejected": "c"}]`:    "entry 0 has an empty instruction",
		`[{"instruction": "a", "input": "", "chosen": "b", "rejected": ["c"]}]`: `"rejected" is ["c"], want a text`,
	} {
		if _, err := instruct.ReadPreferences([]byte(data)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", data, err, want)
		}
	}
}

func FuzzReadPreferences(f *testing.F) {
	f.Add([]byte(`[{"instruction": "a", "input": "", "chosen": "b", "rejected": "c"}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		prefs, err := instruct.ReadPreferences(data)
		for _, p := range prefs {
			if p.Instruction == "" || p.Chosen == p.Rejected {
				t.Errorf("%+v", p)
			}
		}
		if (err == nil) == (len(prefs) == 0) {
			t.Errorf("%d preferences and error %v", len(prefs), err)
		}
	})
}

func ExampleDPOLoss() {
	reference := []float32{-4, -6} // a model finds the chosen answer likelier already
	for _, policy := range [][]float32{{-4, -6}, {-2, -8}, {-8, -2}} {
		out, err := nn.Eval(backendtest.Open(), nn.NewBuilder(0).Store(), func(in []*graph.Node) []*graph.Node {
			loss, margins := instruct.DPOLoss(in[0], in[1], 0.1)
			return []*graph.Node{loss, margins}
		}, policy, reference)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("policy %v: loss %.4f, margin %.1f\n", policy, tensors.ToScalar[float32](out[0]),
			out[1].Value().([]float32)[0])
	}
	// Output:
	// policy [-4 -6]: loss 0.6931, margin 0.0
	// policy [-2 -8]: loss 0.5130, margin 0.4
	// policy [-8 -2]: loss 1.1711, margin -0.8
}
