package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/backend/backendtest"
)

func ladderBase() Setting {
	return Setting{
		Options: Options{
			Config: gpt.Config{VocabSize: 300, ContextLength: 16, EmbDim: 16, NumHeads: 2, NumLayers: 1, DropRate: 0.1},
			Name:   "test", Batch: 1, Context: 16, Steps: 1,
		},
		Backend: backend.GoSequential,
	}
}

// gpu is a backend that says it is XLA on CUDA and has whatever that has. Nothing is computed on it.
type gpu struct{ compute.Backend }

func (gpu) PluginName() string { return "cuda12" }

func (g gpu) Capabilities() compute.Capabilities {
	c := g.Backend.Capabilities().Clone()
	c.Operations[compute.OpTypeFusedScaledDotProductAttention] = true
	c.Operations[compute.OpTypeFusedScaledDotProductAttentionVJP] = true
	return c
}

func TestLadderStandsOnWhatABackendHas(t *testing.T) {
	climb := func(be compute.Backend) (s Setting, missing []string) {
		s = ladderBase()
		for _, rung := range Ladder() {
			if err := rung.climb(be, &s); err != nil {
				missing = append(missing, rung.Name)
			}
		}
		return s, missing
	}
	s, missing := climb(backendtest.Open())
	if got := strings.Join(missing, ","); !strings.Contains(got, "TF32") || !strings.Contains(got, "flash attention") {
		t.Errorf("the Go backend lacks %v", missing)
	}
	if s.Flash || s.Backend != backend.GoSequential || s.Config.VocabSize != 320 || s.Batch != ladderBatch {
		t.Errorf("rungs that there are were not kept, or others were: %+v", s)
	}
	// bfloat16 is left to the backend: whether its products are right depends on the processor.
	s, missing = climb(gpu{backendtest.Open()})
	if s.Backend != "xla:cuda12,tf32=true" || s.Config.VocabSize != 320 {
		t.Errorf("%+v", s)
	}
	want := []string{}
	if !s.BFloat16 {
		want = append(want, "bfloat16")
	}
	if !s.Flash || !slices.Equal(missing, want) {
		t.Errorf("precision %v, flash attention %v, missing %v", s.BFloat16, s.Flash, missing)
	}
}

func TestLadderIsMeasuredAndWritten(t *testing.T) {
	r, err := ClimbLadder(context.Background(), ladderBase(), func(rung int) (RungResult, error) {
		if strings.Contains(Ladder()[rung].Name, "the batch") {
			return RungResult{}, errors.New("out of memory")
		}
		return MeasureRung(context.Background(), ladderBase(), rung)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rungs) != len(Ladder()) {
		t.Fatalf("%d rungs", len(r.Rungs))
	}
	for _, x := range r.Rungs {
		measured := x.Speed != nil && x.Speed.Value > 0 && x.Memory != nil && x.Memory.Value > 0 &&
			x.Backend == backend.GoSequential
		if named := x.Missing+x.Failed != ""; measured == named {
			t.Errorf("%+v", x)
		}
	}
	var table bytes.Buffer
	if err := r.Write(&table); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"float32", "1.00x", "not available on this backend", "xla:cuda uses", "failed",
		"out of memory", "says nothing about a GPU", "320"} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the table does not say %q:\n%s", want, &table)
		}
	}
	data, err := json.Marshal(r)
	if err != nil || !bytes.Contains(data, []byte(`"missing"`)) {
		t.Errorf("%v: %s", err, data)
	}
}

func TestRungsThatAreNotThere(t *testing.T) {
	for _, rung := range []int{-1, len(Ladder())} {
		if _, err := MeasureRung(context.Background(), ladderBase(), rung); err == nil {
			t.Errorf("rung %d: no error", rung)
		}
	}
	base := ladderBase()
	base.Backend = "bogus"
	if _, err := MeasureRung(context.Background(), base, 0); err == nil || !strings.Contains(err.Error(), "bogus") {
		t.Errorf("error = %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ClimbLadder(ctx, base, func(int) (RungResult, error) { return RungResult{}, nil }); !errors.Is(err,
		context.Canceled) {
		t.Errorf("error = %v", err)
	}
}

func TestGPUMemoryIsReadFromItsTool(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the tool is played by a shell script")
	}
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	if _, err := gpuMemory(context.Background()); err == nil {
		t.Error("no error without the tool")
	}
	for says, want := range map[string]float64{"1000\n24": 1.048576, "[N/A]": 0} {
		script := "#!/bin/sh\nprintf '" + strings.ReplaceAll(says, "\n", `\n`) + "'\n"
		if err := os.WriteFile(filepath.Join(dir, "nvidia-smi"), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		got, err := gpuMemory(context.Background())
		if (err == nil) != (want > 0) || got.Value != want {
			t.Errorf("%q: %v, %v", says, got.Value, err)
		}
	}
}
