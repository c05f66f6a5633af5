package clienttest

import (
	"os"
	"os/exec"
	"testing"

	"llmfromscratch/internal/batch/batchtest"
)

// OpenAI's client for JavaScript, as npm installs it, works against the server unchanged.
func TestJavaScriptClient(t *testing.T) {
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("no %s on the PATH: OpenAI's client for JavaScript was not tried", program)
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/npm")); err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	run("node", "client.mjs", serveLetters(t, 4, 4, new(batchtest.Counter)))
}
