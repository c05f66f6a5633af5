//go:build unix

package longrun_test

import (
	"context"
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

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/nn"
)

// Environment of a test process that trains with a checkpoint after every step.
const (
	envChildDir   = "PRETRAIN_TEST_DIR"   // folder of the run
	envChildLimit = "PRETRAIN_TEST_LIMIT" // largest file it may write, in bytes
)

// TestChild is no test of its own: the tests below run it in a process that they kill, or whose disk is full.
func TestChild(t *testing.T) {
	dir := os.Getenv(envChildDir)
	if dir == "" {
		t.Skip("only run by other tests, in a process of its own")
	}
	if limit, err := strconv.ParseUint(os.Getenv(envChildLimit), 10, 64); err == nil {
		signal.Ignore(syscall.SIGXFSZ) // so that a write beyond the limit fails as on a full disk
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			t.Fatal(err)
		}
	}
	run := smallRun()
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: dir, Every: 1}
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	if _, err := train(t, context.Background(), m, loaders, run); err != nil {
		t.Fatal(err)
	}
}

func child(dir string, env ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), append(env, envChildDir+"="+dir)...)
	return cmd
}

func TestKilledAtAnyMomentResumes(t *testing.T) {
	run := smallRun()
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	want, err := train(t, context.Background(), m, loaders, run)
	if err != nil {
		t.Fatal(err)
	}
	wantParameters := parameters(t, m)

	dir := t.TempDir()
	r := rand.New(rand.NewPCG(3, 4))
	for range 12 {
		cmd := child(dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20+r.IntN(200)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
		if latest, err := pretrain.LatestCheckpoint(dir); err != nil {
			t.Fatal(err)
		} else if latest != "" {
			if _, err := pretrain.LoadModelDir(latest); err != nil {
				t.Fatalf("the newest checkpoint is not whole: %v", err)
			}
		}
	}
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: dir}
	m, loaders = start(t, run.Recipe, nn.TorchMasks)
	got, err := train(t, context.Background(), m, loaders, run)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(parameters(t, m), wantParameters) {
		t.Error("a run that was killed twelve times differs from one that never was")
	}
}

func TestFullDiskKeepsTheOldCheckpoint(t *testing.T) {
	dir := t.TempDir()
	run := smallRun()
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: dir}
	interruptAfter(t, run, nn.TorchMasks, 3)
	before, err := pretrain.LatestCheckpoint(dir)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(before, pretrain.ModelFile))
	if err != nil {
		t.Fatal(err)
	}
	out, err := child(dir, fmt.Sprintf("%s=%d", envChildLimit, info.Size()/2)).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "checkpoint after step 4") ||
		!strings.Contains(string(out), "file too large") {
		t.Errorf("training on a full disk: %v\n%s", err, out)
	}
	after, err := pretrain.LatestCheckpoint(dir)
	if err != nil || after != before {
		t.Fatalf("newest checkpoint %s (%v), want still %s", after, err, before)
	}
	if _, err := pretrain.LoadModelDir(after); err != nil {
		t.Errorf("the old checkpoint does not load: %v", err)
	}
}
