//go:build unix

package corpus_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"llmfromscratch/shared/corpus"
)

// Environment of a test process that prepares a corpus.
const (
	envDir    = "CORPUS_TEST_DIR"   // folder with the texts; the corpus goes to "out" in it
	envLimit  = "CORPUS_TEST_LIMIT" // largest file it may write, in bytes
	envShards = "CORPUS_TEST_SHARDS"
)

// TestChild is no test of its own: the tests below run it in a process that they kill, or whose disk is full.
func TestChild(t *testing.T) {
	dir := os.Getenv(envDir)
	if dir == "" {
		t.Skip("only run by other tests, in a process of its own")
	}
	if limit, err := strconv.ParseUint(os.Getenv(envLimit), 10, 64); err == nil {
		signal.Ignore(syscall.SIGXFSZ) // so that a write beyond the limit fails as on a full disk
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			t.Fatal(err)
		}
	}
	opt := options()
	if n, err := strconv.Atoi(os.Getenv(envShards)); err == nil {
		opt.ShardTokens = n
	}
	if _, err := corpus.Prepare(t.Context(), filepath.Join(dir, "out"), list(t, filepath.Join(dir, "books")),
		opt); err != nil {
		t.Fatal(err)
	}
}

func child(dir string, env ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), append(env, envDir+"="+dir)...)
	return cmd
}

// books is a folder with texts that a child can prepare.
func books(t *testing.T) string {
	t.Helper()
	files := map[string]string{}
	for i := range 10 {
		files[fmt.Sprintf("%02d.txt", i)] = story(uint64(i), 40_000)
	}
	return filepath.Dir(tree(t, files))
}

func TestFullDiskKeepsTheOldCorpus(t *testing.T) {
	dir := books(t)
	out := filepath.Join(dir, "out")
	if said, err := child(dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	before := content(t, out)
	// The second run wants larger shards than the disk has room for; 4 kB let it write neither shards nor index.
	for _, limit := range []int{4000, 150_000} {
		said, err := child(dir, fmt.Sprintf("%s=%d", envLimit, limit), envShards+"=200000").CombinedOutput()
		if err == nil || !strings.Contains(string(said), "file too large") ||
			!strings.Contains(string(said), "train-00000") {
			t.Errorf("limit %d: %v\n%s", limit, err, said)
		}
		if got := content(t, out); !reflect.DeepEqual(got, before) {
			t.Errorf("limit %d: the folder has changed: %d files, had %d", limit, len(got), len(before))
		}
	}
	if err := os.RemoveAll(out); err != nil {
		t.Fatal(err)
	}
	if _, err := child(dir, envLimit+"=4000").CombinedOutput(); err == nil {
		t.Error("no error on a full disk")
	}
	if got := content(t, out); len(got) != 0 {
		t.Errorf("a failed first run leaves %d files", len(got))
	}
}

// Killed at any moment, a preparation leaves an index whose shards are whole, or none, and the next run gives the same
// as ever.
func TestKilledAtAnyMoment(t *testing.T) {
	dir := books(t)
	out := filepath.Join(dir, "out")
	if said, err := child(dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	want := content(t, out)
	r := rand.New(rand.NewPCG(5, 6))
	shards := []string{"50000", "60000", "70000"}
	killed := 0
	for i := range 15 {
		cmd := child(dir, envShards+"="+shards[i%3])
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.IntN(400)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil && i == 0 {
			t.Fatal(err)
		}
		cmd.Wait()
		if cmd.ProcessState.ExitCode() < 0 {
			killed++
		}
		c, err := corpus.Open(out)
		if err != nil {
			t.Fatalf("after a kill: %v", err)
		}
		if err := c.Verify(t.Context()); err != nil {
			t.Errorf("after a kill: %v", err)
		}
		c.Close()
		for name := range content(t, out) {
			if data := content(t, out)[name]; strings.HasPrefix(name, "train-") &&
				!strings.HasPrefix(data, "llmtoken") {
				t.Errorf("after a kill %s is not whole", name)
			}
		}
	}
	if killed == 0 {
		t.Error("no child was killed before it was done")
	}
	if said, err := child(dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if got := content(t, out); !reflect.DeepEqual(got, want) {
		t.Errorf("after the kills the folder has %d files, want %d of the same bytes", len(got), len(want))
	}
}
