package pretrain_test

import (
	"bytes"
	"context"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

func TestTrainingLowersTheLoss(t *testing.T) {
	run := smallRun()
	run.Options.Epochs = 8
	run.Options.Optimizer.LearningRate = 1e-2
	var log bytes.Buffer
	m, loaders := start(t, run, nn.TorchMasks)
	h, err := train(t, context.Background(), m, loaders, run.Options, pretrain.Log(&log))
	if err != nil {
		t.Fatal(err)
	}
	steps := run.Options.Epochs * loaders.Train.Len()
	if len(h.StepLosses) != steps {
		t.Errorf("%d step losses, want %d", len(h.StepLosses), steps)
	}
	first, last := h.TrainLosses[0], h.TrainLosses[len(h.TrainLosses)-1]
	if last > first-0.5 {
		t.Errorf("training loss went from %.3f to %.3f", first, last)
	}
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if !strings.HasPrefix(lines[0], "Ep 1 (Step 000000): Train loss ") {
		t.Errorf("first line of the log: %q", lines[0])
	}
	if want := len(h.TrainLosses) + run.Options.Epochs; len(lines) != want {
		t.Errorf("the log has %d lines, want %d: one for each evaluation and each epoch's sample", len(lines), want)
	}
}

func TestSameSeedSameRun(t *testing.T) {
	run := smallRun()
	var runs [2]*pretrain.History
	for i := range runs {
		m, loaders := start(t, run, nn.TorchMasks)
		h, err := train(t, context.Background(), m, loaders, run.Options)
		if err != nil {
			t.Fatal(err)
		}
		runs[i] = h
	}
	if !reflect.DeepEqual(runs[0], runs[1]) {
		t.Error("two runs from one seed differ")
	}
}

func parameters(t *testing.T, m *gpt.Model) map[string][]float32 {
	t.Helper()
	values := map[string][]float32{}
	for p := range nn.Parameters(m.Store()) {
		values[p.Path()] = tensors.MustCopyFlatData[float32](p.MustValue())
	}
	return values
}

func TestFrozenParametersStay(t *testing.T) {
	run := smallRun()
	m, loaders := start(t, run, nn.TorchMasks)
	frozen := m.Embedding.Token.Weight.SetTrainable(false)
	before := tensors.MustCopyFlatData[float32](frozen.MustValue())
	if _, err := train(t, context.Background(), m, loaders, run.Options); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(before, tensors.MustCopyFlatData[float32](frozen.MustValue())) {
		t.Error("a frozen parameter changed")
	}
	for v := range m.Store().IterVariables() {
		if strings.HasPrefix(v.Path(), "/#adamw") && strings.HasSuffix(v.Path(), frozen.Path()) {
			t.Errorf("the optimizer keeps %s for a frozen parameter", v.Path())
		}
	}
	for p := range nn.Parameters(m.Store()) {
		p.SetTrainable(false)
	}
	if _, err := train(t, context.Background(), m, loaders, run.Options); err == nil ||
		!strings.Contains(err.Error(), "frozen") {
		t.Errorf("training with everything frozen: error = %v", err)
	}
}

// rising is a schedule of a test's own.
type rising struct{}

func (rising) Rate(step int) float64 { return float64(step+1) * 1e-4 }

func TestScheduleAndClipAreUsed(t *testing.T) {
	run := smallRun()
	run.Options.Schedule = rising{}
	run.Options.Optimizer.WeightDecay = 0
	run.Options.Clip = pretrain.ClipFrom{}
	m, loaders := start(t, run, nn.TorchMasks)
	before := parameters(t, m)
	h, err := train(t, context.Background(), m, loaders, run.Options)
	if err != nil {
		t.Fatal(err)
	}
	if want := run.Options.Schedule.Rate(2); h.LearningRates[2] != want {
		t.Errorf("learning rate of step 2 is %v, want %v", h.LearningRates[2], want)
	}
	if len(h.GradientNorms) != len(h.StepLosses) || h.GradientNorms[0] <= 0 {
		t.Errorf("gradient norms: %v", h.GradientNorms)
	}
	if !reflect.DeepEqual(before, parameters(t, m)) {
		t.Error("with gradients clipped to norm 0 the parameters must stay")
	}
}

// Until the first clipped step the gradients must be left alone, to the bit.
func TestClipLeavesEarlierStepsAlone(t *testing.T) {
	run := smallRun()
	m, loaders := start(t, run, nn.TorchMasks)
	plain, err := train(t, context.Background(), m, loaders, run.Options)
	if err != nil {
		t.Fatal(err)
	}
	run.Options.Clip = pretrain.ClipFrom{FirstStep: 10, Norm: 1e-3}
	m, loaders = start(t, run, nn.TorchMasks)
	clipped, err := train(t, context.Background(), m, loaders, run.Options)
	if err != nil {
		t.Fatal(err)
	}
	const same = 11 // the loss of step 10 is taken before its gradient is clipped
	if !reflect.DeepEqual(plain.StepLosses[:same], clipped.StepLosses[:same]) {
		t.Error("steps before the clipping differ")
	}
	if reflect.DeepEqual(plain.StepLosses[same:], clipped.StepLosses[same:]) {
		t.Error("clipping changed nothing")
	}
}

func TestLossThatIsNoNumberStopsTraining(t *testing.T) {
	run := smallRun()
	run.Options.Optimizer.LearningRate = 1e30
	m, loaders := start(t, run, nn.TorchMasks)
	_, err := train(t, context.Background(), m, loaders, run.Options)
	if err == nil || !strings.Contains(err.Error(), "lower learning rate") {
		t.Errorf("error = %v", err)
	}
}

func TestOptimizerSettingsAreChecked(t *testing.T) {
	for _, tt := range []struct {
		change  func(*pretrain.AdamW)
		wantErr string
	}{
		{func(a *pretrain.AdamW) { a.LearningRate = -1 }, "learning rate"},
		{func(a *pretrain.AdamW) { a.LearningRate = math.NaN() }, "learning rate"},
		{func(a *pretrain.AdamW) { a.WeightDecay = math.Inf(1) }, "weight decay"},
		{func(a *pretrain.AdamW) { a.Beta1 = 1 }, "betas"},
		{func(a *pretrain.AdamW) { a.Epsilon = 0 }, "epsilon"},
	} {
		a := pretrain.NewAdamW(4e-4, 0.1)
		tt.change(&a)
		if err := a.Validate(); err == nil || !strings.Contains(err.Error(), tt.wantErr) {
			t.Errorf("%+v: error = %v, want one with %q", a, err, tt.wantErr)
		}
	}
}

func TestLoadersNeedEnoughText(t *testing.T) {
	run := smallRun()
	for _, tt := range []struct {
		name, txt string
		ratio     float64
		wantErr   string
	}{
		{"empty text", "", 0.8, "leaves one side empty"},
		{"nothing for validation", babble(300), 1, "leaves one side empty"},
		{"validation shorter than a window", babble(60), 0.8, "validation text"},
		{"training shorter than a batch", babble(100), 0.2, "training text"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, _ := start(t, run, nn.TorchMasks)
			opt := run.Data
			opt.TrainRatio = tt.ratio
			_, err := pretrain.NewLoaders(tt.txt, letters{}, opt, m.Builder.RNG)
			if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
				t.Errorf("error = %v, want one with %q", err, tt.wantErr)
			}
		})
	}
}

func TestGradientNorm(t *testing.T) {
	b := nn.NewBuilder(1)
	w := b.Parameter("w", []float32{3, 4}, 2)
	out, err := nn.Eval(backendtest.Open(), b.Store(), func(in []*graph.Node) []*graph.Node {
		loss := graph.ReduceAllSum(graph.Square(w.NodeValue(in[0]))) // gradient (6, 8)
		return []*graph.Node{pretrain.GlobalNorm(pretrain.Gradients(loss, nn.Trainable(b.Store())))}
	}, float32(0))
	if err != nil {
		t.Fatal(err)
	}
	if norm := tensors.ToScalar[float32](out[0]); norm != 10 {
		t.Errorf("norm = %v, want 10", norm)
	}
}
