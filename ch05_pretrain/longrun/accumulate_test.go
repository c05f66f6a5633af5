package longrun

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

// rowsOfIDs is a batch of a vocabulary of 50; every third target of the first rows is ignored, more in one row than in
// another.
func rowsOfIDs(t *testing.T, batch, seq int, ignoring bool) (inputs, targets *tensors.Tensor) {
	t.Helper()
	in, out := make([][]int, batch), make([][]int, batch)
	for i := range in {
		for j := range seq {
			in[i] = append(in[i], (7*i+3*j+1)%50)
			id := (5*i + 11*j + 2) % 50
			if ignoring && j > seq-2-2*i {
				id = pretrain.IgnoreIndex
			}
			out[i] = append(out[i], id)
		}
	}
	inputs, targets, err := pretrain.BatchTensors(text.Batch{Inputs: in, Targets: out}, 50)
	if err != nil {
		t.Fatal(err)
	}
	return inputs, targets
}

// afterSteps are losses, norms and parameters after some steps on one batch.
func afterSteps(t *testing.T, accumulate int, onHost bool, clip pretrain.Clip, rows int,
	ignoring bool) (results []pretrain.StepResult, parameters map[string][]float32) {
	t.Helper()
	m, err := gpt.NewModel(nn.NewBuilder(123), gpt.Config{VocabSize: 50, ContextLength: 8, EmbDim: 16, NumHeads: 2,
		NumLayers: 2})
	if err != nil {
		t.Fatal(err)
	}
	trainer, err := newStepper(backendtest.Open(), m.Builder, pretrain.LanguageLoss(m), pretrain.NewAdamW(1e-2, 0.1),
		StepOptions{Clip: clip, Accumulate: accumulate, Weigh: CountedTargets}, onHost)
	if err != nil {
		t.Fatal(err)
	}
	defer trainer.Finalize()
	inputs, targets := rowsOfIDs(t, rows, 8, ignoring)
	for range 5 {
		r, err := trainer.Step(inputs, targets)
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, r)
	}
	parameters = map[string][]float32{}
	for p := range nn.Parameters(m.Store()) {
		parameters[p.Path()] = tensors.MustCopyFlatData[float32](p.MustValue())
	}
	return results, parameters
}

// Sums of float32 numbers in another order differ in the last digits: tolerance is that of the golden training traces.
func TestAccumulationEqualsTheFullBatch(t *testing.T) {
	const tolerance = 2e-5
	clip := pretrain.ClipFrom{FirstStep: 1, Norm: 0.5}
	for _, c := range []struct {
		name       string
		accumulate int
		onHost     bool
		clip       pretrain.Clip
		rows       int
		ignoring   bool
	}{
		{"on the host", 2, true, nil, 4, false},
		{"on the host, clipped", 2, true, clip, 4, false},
		{"in the graph", 4, false, nil, 4, false},
		{"in the graph, clipped", 4, false, clip, 4, false},
		{"rows that do not come out even", 3, true, clip, 4, false},
		{"parts with fewer targets", 4, true, clip, 4, true},
		{"a part without targets", 5, false, clip, 5, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			want, wantParameters := afterSteps(t, 0, c.onHost, c.clip, c.rows, c.ignoring)
			got, parameters := afterSteps(t, c.accumulate, c.onHost, c.clip, c.rows, c.ignoring)
			for i := range want {
				if d := math.Abs(got[i].Loss - want[i].Loss); !(d <= tolerance) {
					t.Errorf("step %d: loss %v, want %v", i, got[i].Loss, want[i].Loss)
				}
				if d := math.Abs(got[i].GradientNorm - want[i].GradientNorm); !(d <= tolerance) {
					t.Errorf("step %d: norm %v, want %v", i, got[i].GradientNorm, want[i].GradientNorm)
				}
			}
			if c.clip != nil && !(want[2].GradientNorm > 0.5) {
				t.Fatalf("nothing was clipped: norm %v", want[2].GradientNorm)
			}
			for path, values := range wantParameters {
				for i, v := range values {
					if d := math.Abs(float64(parameters[path][i] - v)); !(d <= 1e-4) {
						t.Fatalf("%s, value %d: %v, want %v", path, i, parameters[path][i], v)
					}
				}
			}
		})
	}
}

func TestAccumulationRefusesMorePartsThanRows(t *testing.T) {
	m, err := gpt.NewModel(nn.NewBuilder(123), gpt.Config{VocabSize: 50, ContextLength: 8, EmbDim: 16, NumHeads: 2,
		NumLayers: 1})
	if err != nil {
		t.Fatal(err)
	}
	before := variablePaths(m)
	trainer, err := NewStepper(backendtest.Open(), m.Builder, pretrain.LanguageLoss(m), pretrain.NewAdamW(1e-2, 0.1),
		StepOptions{Accumulate: 3})
	if err != nil {
		t.Fatal(err)
	}
	inputs, targets := rowsOfIDs(t, 2, 8, false)
	if _, err := trainer.Step(inputs, targets); err == nil ||
		!strings.Contains(err.Error(), "2 rows cannot be cut into 3") {
		t.Errorf("error = %v", err)
	}
	if _, err := trainer.Step(inputs, tensors.FromScalar(int64(1))); err == nil {
		t.Error("an input without rows was cut")
	}
	trainer.Finalize()
	if after := variablePaths(m); !slices.Equal(before, after) {
		t.Errorf("the trainer leaves variables in the store: %v, before %v", after, before)
	}
}

func variablePaths(m *gpt.Model) (paths []string) {
	for v := range m.Store().IterVariables() {
		paths = append(paths, v.Path())
	}
	return paths
}
