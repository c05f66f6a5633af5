package course

import (
	"bufio"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"

	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/project"
)

// TestWaitingSaysWhatItWaitsFor holds the lock of a result, as another notebook does that makes it.
func TestWaitingSaysWhatItWaitsFor(t *testing.T) {
	root := t.TempDir()
	saved := filepath.Join(root, "build", "saved")
	err := errors.Join(os.WriteFile(filepath.Join(root, "go.mod"), []byte("module llmfromscratch\n"), 0o644),
		os.MkdirAll(filepath.Join(saved, ".run.part-1"), 0o755))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	other := flock.New(filepath.Join(saved, "run.lock"))
	if held, err := other.TryLock(); !held || err != nil {
		t.Fatal(held, err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = w
	defer func() { os.Stdout = stdout }()
	done := make(chan error)
	go func() {
		_, err := Saved(t.Context(), "run", func(string) (int, error) { return 1, nil },
			func(_ context.Context, path string) (int, error) { return 1, atomicfile.WriteBytes(path, []byte("1")) })
		w.Close()
		done <- err
	}()
	lines := bufio.NewScanner(r)
	if lines.Scan(); !strings.HasPrefix(lines.Text(), "waiting for another notebook") ||
		!strings.HasSuffix(lines.Text(), "makes build/saved/run") {
		t.Errorf("it says %q", lines.Text())
	}
	if err := other.Unlock(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"making build/saved/run", "saved in build/saved/run"} {
		if lines.Scan(); lines.Text() != want {
			t.Errorf("it says %q, want %q", lines.Text(), want)
		}
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if left, err := filepath.Glob(filepath.Join(saved, ".run*")); err != nil || len(left) > 0 {
		t.Errorf("of a program that was killed there is still %v (%v)", left, err)
	}
}

// A line in a notebook has no path of the machine that it was made on.
func ExampleSay() {
	root, err := project.Root()
	if err != nil {
		panic(err)
	}
	Say("goes on from step 19 of 540 in " + filepath.Join(root, "build", "saved", "run.part"))
	// Output: goes on from step 19 of 540 in build/saved/run.part
}
