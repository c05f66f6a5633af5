package gpt2_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/book"
)

// checkpoints are the folders of all models that the project has: the small GPT-2 and those that figures start from.
func checkpoints(t *testing.T) []string {
	t.Helper()
	folders := []string{tiny}
	seen := map[string]bool{}
	for _, fig := range book.All() {
		if !slices.Contains(fig.Inputs(), "weights_file") || !slices.Contains(fig.Inputs(), "config") {
			continue
		}
		name, err := fig.Input("weights_file").String()
		if err != nil || seen[name] {
			continue
		}
		seen[name] = true
		var cfg gpt.Config
		weights, weightsErr := book.Weights(name)
		dir := filepath.Join(t.TempDir(), "model")
		if err := errors.Join(weightsErr, fig.Input("config").Decode(&cfg), os.Mkdir(dir, 0o755),
			os.WriteFile(filepath.Join(dir, pretrain.ModelFile), weights, 0o600),
			atomicfile.WriteJSON(filepath.Join(dir, pretrain.ConfigFile), cfg)); err != nil {
			t.Fatal(err)
		}
		folders = append(folders, dir)
	}
	return folders
}

// TestLoopsWriteTheGraphsTextOfEveryCheckpoint: greedy text, past the end of the context as well.
func TestLoopsWriteTheGraphsTextOfEveryCheckpoint(t *testing.T) {
	done := 0
	for _, dir := range checkpoints(t) {
		m, err := gpt2.Load(dir)
		if other := new(gpt2.LookalikeError); errors.As(err, &other) { // a classifier, or one with adapters
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		done++
		p, err := plain.New(m)
		if err != nil {
			t.Fatal(err)
		}
		graph := gpt.NewCachedPredictor(backendtest.Open(), m)
		defer graph.Finalize()
		last := m.Config.VocabSize - 1
		for _, start := range [][][]int{{{0}}, {{1, 2, 3}, {last, 1, last}}, {{5, 5, 5, 5, 5, 5, 5}}} {
			write := func(next gpt.NextToken) [][]int {
				context := m.Config.ContextLength
				ids, err := gpt.GenerateSimple(t.Context(), next, start, context+9, context)
				if err != nil {
					t.Fatal(err)
				}
				return ids
			}
			want, got := write(graph), write(plain.NewPredictor(p))
			if !slices.EqualFunc(got, want, func(a, b []int) bool { return slices.Equal(a, b) }) {
				t.Errorf("%s, %v: the loops write %v, the graph %v", dir, start, got, want)
			}
		}
	}
	if done < 4 {
		t.Errorf("%d checkpoints, want those of the project", done)
	}
}
