package course

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// TestACellAnswersProbesBeforeItBegins starts this program as a cell that is asked to try a backend, and as another
// program that imports the package.
func TestACellAnswersProbesBeforeItBegins(t *testing.T) {
	for _, tt := range []struct {
		name, pipe string
		answers    bool
	}{
		{"a cell", "pipe", true},
		{"another program", "", false},
	} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), protocol.GONB_PIPE_ENV+"="+tt.pipe, "LLM_PROBE_BACKEND=go")
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		answered, ran := strings.Contains(string(out), "llm-probe:ok"), strings.Contains(string(out), "PASS")
		if answered != tt.answers || ran == tt.answers {
			t.Errorf("%s printed %q", tt.name, out)
		}
	}
}
