package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend"
)

// envMoments is how many moments the test below kills each command at; without it there is one.
const envMoments = "LLM_TEST_KILLS"

// killedRun is a command that trains a small model with a checkpoint after every step.
type killedRun struct {
	name   string
	args   []string // without --out
	result []string // files of the finished run in its folder
}

func killedRuns(t *testing.T) []killedRun {
	t.Helper()
	model := []string{filepath.Join("model", pretrain.ModelFile), filepath.Join("model", recordFile)}
	return []killedRun{
		{"pretrain", []string{"pretrain", "--data", shortText(t, 3), "--epochs=1", "--context=4", "--batch=2"}, model},
		{"classify train", []string{"classify", "train", "--data", spamFile(t), "--epochs=2", "--batch=16",
			"--length=8"}, model},
		{"instruct train", []string{"instruct", "train", "--model", savedSmall(t), "--packed=48",
			"--data", entriesFile(t), "--epochs=2", "--batch=4",
			"--style=phi3"}, append(model, filepath.Base(instructAnswers))},
	}
}

// start starts the command as a program of its own.
func (k killedRun) start(t *testing.T, out string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], append(k.args, "--out", out, "--checkpoint-every=1", "--backend",
		backend.GoSequential)...)
	cmd.Env = append(os.Environ(), envCommand+"=1")
	cmd.Stderr = new(bytes.Buffer)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// finish runs the command to its end and returns the files that it leaves.
func (k killedRun) finish(t *testing.T, out string) (files [][]byte) {
	t.Helper()
	cmd := k.start(t, out)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%s: %v\n%s", k.name, err, cmd.Stderr)
	}
	for _, name := range k.result {
		content, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, content)
	}
	return files
}

// TestKilledCommandsEndAsOthers kills each command that trains, as kill -9 does, and runs it again: what it leaves in
// the end is that of a run that was never killed, byte for byte.
func TestKilledCommandsEndAsOthers(t *testing.T) {
	moments := 1
	if n, err := strconv.Atoi(os.Getenv(envMoments)); err == nil {
		moments = n
	}
	for _, k := range killedRuns(t) {
		t.Run(k.name, func(t *testing.T) {
			began := time.Now()
			want := k.finish(t, filepath.Join(t.TempDir(), "out"))
			whole := time.Since(began)
			r := rand.New(rand.NewPCG(5, uint64(moments)))
			seen := map[string]int{}
			for range moments {
				out := filepath.Join(t.TempDir(), "out")
				for range 1 + r.IntN(2) {
					seen[k.kill(t, out, time.Duration(r.Float64()*float64(whole)))]++
				}
				for i, got := range k.finish(t, out) {
					if !bytes.Equal(got, want[i]) {
						t.Errorf("%s differs from that of a run that was never killed", k.result[i])
					}
				}
				left(t, out)
			}
			t.Logf("killed at %d moments, a whole run takes %v: %v", moments, whole.Round(time.Millisecond), seen)
		})
	}
}

// kill starts the command and kills it some time later, and says how far it was.
func (k killedRun) kill(t *testing.T, out string, after time.Duration) string {
	t.Helper()
	cmd := k.start(t, out)
	time.Sleep(after)
	_ = cmd.Process.Kill() // one that is over has ended by itself
	if cmd.Wait() == nil {
		return "over"
	}
	if _, err := os.Stat(filepath.Join(out, "model")); err == nil {
		return "model there"
	}
	latest, err := pretrain.LatestCheckpoint(filepath.Join(out, "checkpoints"))
	if err != nil {
		t.Fatal(err)
	}
	if latest == "" {
		return "no checkpoint"
	}
	if _, err := os.Stat(filepath.Join(latest, pretrain.OptimizerFile)); err != nil {
		t.Errorf("the newest checkpoint is not whole: %v", err)
	}
	return "checkpoint there"
}

// left fails when something is left in the folder of a run that belongs to no whole file.
func left(t *testing.T, out string) {
	t.Helper()
	for _, pattern := range []string{".*", filepath.Join("checkpoints", ".*")} {
		if names, err := filepath.Glob(filepath.Join(out, pattern)); err != nil || len(names) > 0 {
			t.Error(fmt.Sprint("left behind: ", names, err))
		}
	}
}
