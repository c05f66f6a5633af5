package longrun_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/internal/pretend"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

// What a real backend does with several devices is not run here; that everything which they are given and give back is
// dealt out and put together as it says, is: evaluations, samples, dropout masks, clipping, micro-batches and a second
// run on the same model among it.
func TestDevicesHaveTheLossesOfOne(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*longRun)
	}{
		{"plain", func(r *longRun) {}},
		{"clipped, in micro-batches", func(r *longRun) {
			r.Model.DropRate, r.Long.Accumulate, r.Options.Clip = 0, 2, pretrain.ClipFrom{FirstStep: 0, Norm: 1}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			run := smallRun()
			run.Data.BatchSize, run.Options.Epochs, run.Options.SampleTokens = 4, 1, 4
			c.change(&run)
			m, loaders := start(t, run.Recipe, nn.TorchMasks)
			want, err := train(t, context.Background(), m, loaders, run)
			if err != nil {
				t.Fatal(err)
			}
			run.Long.Devices = 2
			be := pretend.Devices(backendtest.Open(), 2)
			m, loaders = start(t, run.Recipe, nn.TorchMasks)
			got, err := longrun.Train(context.Background(), be, m, loaders, letters{}, run.Options, run.Long)
			if err != nil {
				t.Fatal(err)
			}
			for _, list := range []struct {
				name      string
				got, want []float64
			}{{"step", got.StepLosses, want.StepLosses}, {"validation", got.ValidationLosses, want.ValidationLosses}} {
				if len(list.got) != len(list.want) {
					t.Errorf("%d %s losses, want %d", len(list.got), list.name, len(list.want))
					continue
				}
				for i := range list.want {
					if d := math.Abs(list.got[i] - list.want[i]); !(d <= 1e-4) {
						t.Errorf("%s loss %d: %v, want %v", list.name, i, list.got[i], list.want[i])
					}
				}
			}
			if strings.Join(got.Samples, "|") != strings.Join(want.Samples, "|") {
				t.Errorf("samples %q, want %q", got.Samples, want.Samples)
			}
			if _, err := longrun.Train(context.Background(), be, m, loaders, letters{}, run.Options,
				run.Long); err != nil {
				t.Errorf("second run: %v", err)
			}
		})
	}
}

func TestDevicesThatCannotShareTheWork(t *testing.T) {
	run := smallRun()
	run.Long.Devices = 3
	for _, c := range []struct {
		devices int
		want    string
	}{{1, "3 devices: the backend"}, {3, "dealt out among 3 devices"}} {
		m, loaders := start(t, run.Recipe, nn.TorchMasks)
		be := backendtest.Open()
		if c.devices > 1 {
			be = pretend.Devices(be, c.devices)
		}
		_, err := longrun.Train(context.Background(), be, m, loaders, letters{}, run.Options, run.Long)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d devices: error = %v", c.devices, err)
		}
	}
}
