package longrun

import (
	"reflect"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

// The step that chapter 5 teaches and the fast one give the same losses, norms, parameters and running means, bit for
// bit: with dropout, with a schedule, clipped and not.
func TestStepperEqualsTrainer(t *testing.T) {
	cfg := gpt.Config{VocabSize: 50, ContextLength: 8, EmbDim: 16, NumHeads: 2, NumLayers: 2, DropRate: 0.1}
	schedule := pretrain.WarmUpCosine{Initial: 1e-4, Peak: 1e-2, Min: 1e-4, WarmUpSteps: 2, TotalSteps: 5}
	for name, opt := range map[string]StepOptions{
		"plain":            {},
		"with a schedule":  {Schedule: schedule},
		"clipped":          {Clip: pretrain.ClipFrom{Norm: 0.1}},
		"clipped later on": {Schedule: schedule, Clip: pretrain.ClipFrom{FirstStep: 2, Norm: 0.5}},
	} {
		t.Run(name, func(t *testing.T) {
			run := func(prepare func(m *gpt.Model) (pretrain.Stepper, error)) ([]pretrain.StepResult,
				map[string][]float32) {
				m, err := gpt.NewModel(nn.NewBuilder(123), cfg)
				if err != nil {
					t.Fatal(err)
				}
				stepper, err := prepare(m)
				if err != nil {
					t.Fatal(err)
				}
				return fiveSteps(t, m, stepper)
			}
			optimizer := pretrain.NewAdamW(1e-2, 0.1)
			want, wantValues := run(func(m *gpt.Model) (pretrain.Stepper, error) {
				trainer, err := pretrain.NewTrainer(backendtest.Open(), m.Builder, pretrain.LanguageLoss(m), optimizer)
				if err == nil {
					trainer.Schedule, trainer.Clip = opt.Schedule, opt.Clip
				}
				return trainer, err
			})
			for _, onHost := range []bool{true, false} {
				got, values := run(func(m *gpt.Model) (pretrain.Stepper, error) {
					return newStepper(backendtest.Open(), m.Builder, pretrain.LanguageLoss(m), optimizer, opt, onHost)
				})
				if !reflect.DeepEqual(got, want) {
					t.Errorf("on the host %v: steps found\n%+v, want\n%+v", onHost, got, want)
				}
				if len(values) != len(wantValues) {
					t.Errorf("on the host %v: %d variables, want %d", onHost, len(values), len(wantValues))
				}
				for path, v := range wantValues {
					if !reflect.DeepEqual(values[path], v) {
						t.Errorf("on the host %v: %s differs", onHost, path)
					}
				}
			}
		})
	}
}

// fiveSteps on one batch, and all variables afterwards.
func fiveSteps(t *testing.T, m *gpt.Model, stepper pretrain.Stepper) ([]pretrain.StepResult, map[string][]float32) {
	t.Helper()
	inputs := tensors.FromValue([][]int64{{1, 2, 3, 4}, {5, 6, 7, 8}})
	targets := tensors.FromValue([][]int64{{2, 3, 4, 5}, {6, 7, 8, 9}})
	var results []pretrain.StepResult
	for range 5 {
		r, err := stepper.Step(inputs, targets)
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, r)
	}
	values := map[string][]float32{}
	for v := range m.Store().IterVariables() {
		values[v.Path()] = tensors.MustCopyFlatData[float32](v.MustValue())
	}
	return results, values
}

// The optimizer in shared memory and the optimizer in the graph are two ways to the same numbers, bit for bit on the Go
// backend, which fuses nothing.
func TestAdamWOnHostEqualsAdamWInGraph(t *testing.T) {
	cfg := gpt.Config{VocabSize: 50, ContextLength: 8, EmbDim: 16, NumHeads: 2, NumLayers: 2}
	train := func(onHost bool) map[string][]float32 {
		m, err := gpt.NewModel(nn.NewBuilder(123), cfg)
		if err != nil {
			t.Fatal(err)
		}
		adamw := pretrain.NewAdamW(1e-2, 0.1)
		trainer, err := newStepper(backendtest.Open(), m.Builder, pretrain.LanguageLoss(m), adamw,
			StepOptions{}, onHost)
		if err != nil {
			t.Fatal(err)
		}
		defer trainer.Finalize()
		inputs := tensors.FromValue([][]int64{{1, 2, 3, 4}, {5, 6, 7, 8}})
		targets := tensors.FromValue([][]int64{{2, 3, 4, 5}, {6, 7, 8, 9}})
		for range 5 {
			if _, err := trainer.Step(inputs, targets); err != nil {
				t.Fatal(err)
			}
		}
		values := map[string][]float32{}
		for v := range m.Store().IterVariables() {
			values[v.Path()] = tensors.MustCopyFlatData[float32](v.MustValue())
		}
		return values
	}
	host, inGraph := train(true), train(false)
	if len(host) != len(inGraph) {
		t.Fatalf("%d variables after training on the host, %d after training in the graph", len(host), len(inGraph))
	}
	for path, want := range inGraph {
		if !reflect.DeepEqual(host[path], want) {
			t.Errorf("%s differs", path)
		}
	}
}
