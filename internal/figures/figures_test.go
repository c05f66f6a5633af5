package figures_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/internal/figures"
	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/book"
)

// chapters are those whose figures all have a computation.
var chapters = []string{"ch02", "ch03", "ch04", "ch05", "ch06", "ch07", "appa", "appd", "appe"}

func TestEveryFigureOfTheChaptersHasAComputation(t *testing.T) {
	for _, chapter := range chapters {
		for _, fig := range book.Chapter(chapter) {
			if _, ok := figures.Find(fig.ID); fig.Computable() && !ok {
				t.Errorf("%s has no computation", fig.ID)
			}
		}
	}
}

func TestEveryComputationBelongsToOneFigure(t *testing.T) {
	var seen []string
	for _, c := range figures.All() {
		if _, err := book.Find(c.ID); err != nil {
			t.Error(err)
		}
		if slices.Contains(seen, c.ID) {
			t.Errorf("%s has two computations", c.ID)
		}
		seen = append(seen, c.ID)
	}
}

// envAll names the environment variable that makes TestFigures take the training runs as well, which need minutes.
const envAll = "LLM_FIGURES"

// TestFigures recomputes every figure and compares it with the book's table.
func TestFigures(t *testing.T) {
	env := figures.NewEnv(backendtest.Open(), assets.Read) // which downloads nothing
	t.Cleanup(env.Close)
	for _, c := range figures.All() {
		t.Run(c.ID, func(t *testing.T) {
			switch {
			case c.Cost == figures.Training && os.Getenv(envAll) != "all":
				t.Skipf("trains or evaluates a model for tens of seconds: llm verify does it, and so does %s=all",
					envAll)
			case c.Cost == figures.Heavy && testing.Short():
				t.Skip("needs a model of 163 million parameters; not with -short")
			}
			fig, err := book.Find(c.ID)
			if err != nil {
				t.Fatal(err)
			}
			for r := range figures.Run(t.Context(), env, []book.Figure{fig}, figures.Options{}) {
				switch r.Status {
				case figures.Reproduced:
				case figures.Skipped:
					t.Skip(r.Reason)
				case figures.Excepted:
					t.Skipf("listed exception: %s", r.Reason)
				case figures.Failed:
					t.Error(r.Reason)
				default:
					t.Errorf("%s: %v", r.Status, r.Verdict)
				}
			}
		})
	}
}

type noData struct{}

func (noData) Error() string { return "set LLM_DATA_DIR to the folder that holds it" }

var errNoData = noData{}

func TestMissingDataIsASkipThatSaysWhatToDo(t *testing.T) {
	env := figures.NewEnv(backendtest.Open(), func(string) ([]byte, error) { return nil, errNoData })
	defer env.Close()
	fig, err := book.Find("ch02.vocab.size")
	if err != nil {
		t.Fatal(err)
	}
	for r := range figures.Run(t.Context(), env, []book.Figure{fig}, figures.Options{}) {
		if r.Status != figures.Skipped || !strings.Contains(r.Reason, book.NeedVerdict) ||
			!strings.Contains(r.Reason, "LLM_DATA_DIR") {
			t.Errorf("status %s, reason %q", r.Status, r.Reason)
		}
	}
}

func TestWrongResultIsReported(t *testing.T) {
	for _, name := range []string{"LLM_DATA_DIR", "LLM_CACHE_DIR", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"} {
		t.Setenv(name, t.TempDir()) // no weights
	}
	env := figures.NewEnv(backendtest.Open(), func(string) ([]byte,
		error) {
		return []byte("Another text, with nothing of the story."), nil
	})
	defer env.Close()
	for id, want := range map[string]figures.Status{
		"ch02.vocab.size":     figures.Differs,
		"ch02.pre.first30":    figures.Failed,  // the text has no thirty tokens
		"book.ch05.settings":  figures.Skipped, // as there are no weights
		"book.ch05.wte":       figures.Skipped,
		"book.ch05.ex4":       figures.NotComputed,
		"ch02.bpe.encode":     figures.Reproduced,
		"ch02.loader.b8s4":    figures.Differs,
		"ch05.data.first99":   figures.Failed,
		"ch02.text.num_chars": figures.Failed,
	} {
		fig, err := book.Find(id)
		if err != nil {
			t.Fatal(err)
		}
		for r := range figures.Run(t.Context(), env, []book.Figure{fig}, figures.Options{}) {
			if r.Status != want {
				t.Errorf("%s: %s (%s), want %s", id, r.Status, r.Reason, want)
			}
		}
	}
}
