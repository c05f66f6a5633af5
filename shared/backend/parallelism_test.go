package backend

import (
	"io"
	"os"
	"strings"
	"testing"

	"github.com/gomlx/compute"
)

// TestParallelismIsSetWithoutALine: the backend is as its configuration says, and nothing was printed.
func TestParallelismIsSetWithoutALine(t *testing.T) {
	for config, want := range map[string]string{
		GoParallel:                            "parallelism=-1",
		"go:parallelism=3":                    "parallelism=3",
		"go:ops_sequential,parallelism=1":     "parallelism=1",
		"go:parallelism=2,parallelism=4":      "parallelism=4",
		"go:parallelism=-1,dependency_order,": "parallelism=-1",
	} {
		var b compute.Backend
		printed := printedBy(t, func() {
			var err error
			if b, err = load(config); err != nil {
				t.Fatal(err)
			}
		})
		defer b.Finalize()
		if printed != "" || !strings.Contains(b.Description(), want) {
			t.Errorf("%s: %s, printed %q; want %s and nothing printed", config, b.Description(), printed, want)
		}
	}
	for config, want := range map[string]string{
		"go:parallelism=many":           `"many"`,
		"go:parallelism":                `""`,
		"go:parallelism=2,nonsense":     "nonsense",
		"go:parallelism=2,parallelism=": `""`,
	} {
		if b, err := load(config); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, error %v, want one with %s", config, b, err, want)
		}
	}
	if err := setParallelism(plainGo(t), 1); err != nil {
		t.Error(err)
	}
	if err := setParallelism(&rewriter{}, 1); err == nil || !strings.Contains(err.Error(), "*backend.rewriter") {
		t.Errorf("a backend without workers: error %v", err)
	}
}

// printedBy is what f prints on standard output.
func printedBy(t *testing.T, f func()) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = w
	defer func() { os.Stdout = stdout }()
	f()
	w.Close()
	printed, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(printed)
}
