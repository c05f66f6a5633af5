package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/internal/bench"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/backend/backendtest"
)

func options() bench.Options {
	return bench.Options{
		Config: gpt.Config{VocabSize: 300, ContextLength: 40, EmbDim: 16, NumHeads: 2, NumLayers: 1},
		Name:   "test", Batch: 2, Context: 20, Steps: 1,
	}
}

// Nothing is said here about how fast anything is, only that everything is measured and can be read.
func TestRunMeasuresEverything(t *testing.T) {
	if testing.Short() {
		t.Skip("measures large matrix products and a block of memory")
	}
	var told []string
	r, err := bench.Run(context.Background(), backendtest.Open(), backend.Choice{Config: "go"}, options(),
		func(name string) { told = append(told, name) })
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"memory read", "matrix product", "tokenizer", "forward 2 x 16", "forward 2 x 20", "first token, batch 1",
		"token with cache, batch 1", "token with cache in loops, batch 1", "first token in loops, 8 bits, batch 8",
		"token without cache, batch 8", "training step", "peak memory", "prompt, batch 1", "prompt in loops, batch 1",
		"prompt in loops, 8 bits, batch 1", "generation, batch 1", "generation in loops, 8 bits, batch 8",
	} {
		found := false
		for _, x := range r.Results {
			found = found || strings.HasPrefix(x.Name, want)
		}
		if !found {
			t.Errorf("no result for %q", want)
		}
	}
	for _, x := range r.Results {
		if !(x.Min > 0 && x.Min <= x.Value && x.Value <= x.Max) || x.Unit == "" {
			t.Errorf("%+v", x)
		}
		reads := strings.HasPrefix(x.Name, "token with cache") || strings.HasPrefix(x.Name, "prompt")
		if reads && !(x.MemoryShare > 0 && x.MatrixShare > 0) {
			t.Errorf("%s has no shares of memory and matrix products: %+v", x.Name, x)
		}
	}
	if len(told) < 4 {
		t.Errorf("told of %v only", told)
	}
	var table bytes.Buffer
	if err := r.Write(&table); err != nil || !strings.Contains(table.String(), "training step") ||
		!strings.Contains(table.String(), "% of memory") || !strings.Contains(table.String(), "% of matrix products") {
		t.Errorf("table: %v\n%s", err, &table)
	}
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back bench.Report
	if err := json.Unmarshal(data, &back); err != nil || len(back.Results) != len(r.Results) {
		t.Errorf("JSON does not come back: %v", err)
	}
}

func TestRunRefusesWhatCannotBe(t *testing.T) {
	for name, change := range map[string]func(*bench.Options){
		"batch 0":    func(o *bench.Options) { o.Batch = 0 },
		"steps 0":    func(o *bench.Options) { o.Steps = 0 },
		"context 41": func(o *bench.Options) { o.Context = 41 },
		"context 1":  func(o *bench.Options) { o.Context = 1 },
	} {
		opt := options()
		change(&opt)
		_, err := bench.Run(context.Background(), backendtest.Open(), backend.Choice{}, opt, func(string) {})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error = %v", name, err)
		}
	}
}

func TestRunCanBeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := bench.Run(ctx, backendtest.Open(), backend.Choice{}, options(), func(string) {})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
}
