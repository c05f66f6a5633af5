package longrun_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/nn"
)

// Saves in the background change no number of the run, and any of them is one to go on from.
func TestSavesInTheBackgroundKeepTheBits(t *testing.T) {
	run := smallRun()
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	want, err := train(t, context.Background(), m, loaders, run)
	if err != nil {
		t.Fatal(err)
	}
	wantParameters := parameters(t, m)
	dir := t.TempDir()
	copies := map[string]bool{}
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: dir, Between: time.Nanosecond}
	run.Watchers = []pretrain.Watcher{pretrain.OnStep(func(pretrain.Progress) error {
		time.Sleep(5 * time.Millisecond)
		latest, err := pretrain.LatestCheckpoint(dir)
		if latest == "" || err != nil || copies[latest] || len(copies) == 4 {
			return err
		}
		to := filepath.Join(t.TempDir(), filepath.Base(latest))
		if os.CopyFS(to, os.DirFS(latest)) == nil { // it may be replaced meanwhile
			copies[latest] = true
			t.Cleanup(func() { goesOn(t, to, want, wantParameters) })
		}
		return nil
	})}
	m, loaders = start(t, run.Recipe, nn.TorchMasks)
	got, err := train(t, context.Background(), m, loaders, run)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(parameters(t, m), wantParameters) {
		t.Error("a run that is saved while it goes on differs from one that is not")
	}
	if len(copies) == 0 {
		t.Error("nothing was saved while the run went on")
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// goesOn goes on from a copy of a checkpoint.
func goesOn(t *testing.T, checkpoint string, want *pretrain.History, wantParameters map[string][]float32) {
	t.Helper()
	dir := filepath.Dir(checkpoint)
	name := []byte(filepath.Base(checkpoint))
	if err := os.WriteFile(filepath.Join(dir, pretrain.LatestFile), name, 0o600); err != nil {
		t.Fatal(err)
	}
	run := smallRun()
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: dir}
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	got, err := train(t, context.Background(), m, loaders, run)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(parameters(t, m), wantParameters) {
		t.Errorf("a run that goes on from %s differs", checkpoint)
	}
}

// A run whose last save would take longer than its notebook waits leaves it, and says what there is.
func TestARunInAHurryLeavesTheLastSave(t *testing.T) {
	for _, c := range []struct {
		hurry time.Duration
		saved int
	}{{time.Nanosecond, 0}, {time.Hour, 3}} {
		ctx, cancel := context.WithCancel(t.Context())
		run := smallRun()
		run.Long.Checkpoint = &longrun.Checkpoint{Dir: t.TempDir(), Hurry: c.hurry}
		run.Watchers = []pretrain.Watcher{pretrain.OnStep(func(p pretrain.Progress) error {
			if p.Step == 3 {
				cancel()
			}
			return nil
		})}
		m, loaders := start(t, run.Recipe, nn.TorchMasks)
		_, err := train(t, ctx, m, loaders, run)
		stopped := new(keep.StoppedError)
		if !errors.As(err, &stopped) || !errors.Is(err, context.Canceled) || stopped.Done != 3 || stopped.All != 24 ||
			stopped.Saved != c.saved {
			t.Errorf("hurry %v: %v", c.hurry, err)
		}
		cancel()
	}
}

// A step that outlasts the time a stop button leaves is not waited for in silence.
func TestAnInterruptionWithinALongStepSaysWhatIsKept(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	run := smallRun()
	said := make(chan string, 9)
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: t.TempDir(), Every: 2, Hurry: 10 * time.Millisecond,
		Say: func(line string) { said <- line }}
	run.Watchers = []pretrain.Watcher{pretrain.OnStep(func(p pretrain.Progress) error {
		if p.Step == 3 {
			stop()
			const want = "stopped within a step that takes long, saved after step 2 of "
			if line := <-said; !strings.HasPrefix(line, want) {
				t.Error(line)
			}
		}
		return nil
	})}
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	if _, err := train(t, ctx, m, loaders, run); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestCheckpointsOfOtherSettingsAreRefused(t *testing.T) {
	settings := func(change func(keep.Settings)) keep.Settings {
		s := keep.Settings{keep.Flag("batch", 4), {Name: "--data", Value: "d1", Label: "a.txt"},
			keep.Flag("backend", "go")}
		s[2].Free = true
		change(s)
		return s
	}
	run, dir := smallRun(), t.TempDir()
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: dir, Settings: settings(func(keep.Settings) {})}
	interruptAfter(t, run, nn.TorchMasks, 2)
	for _, c := range []struct {
		change func(keep.Settings)
		says   []string
	}{
		{func(s keep.Settings) { s[0].Value = "2" }, []string{dir, "--batch: 4, now 2"}},
		{func(s keep.Settings) { s[1].Value = "d2" }, []string{"--data: a.txt has changed since (d1, now d2)"}},
		{func(s keep.Settings) { s[1].Value, s[1].Label = "d2", "b.txt" }, []string{"a.txt (d1), now b.txt (d2)"}},
	} {
		run.Long.Checkpoint = &longrun.Checkpoint{Dir: dir, Settings: settings(c.change)}
		m, loaders := start(t, run.Recipe, nn.TorchMasks)
		_, err := train(t, t.Context(), m, loaders, run)
		for _, want := range c.says {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
	}
	var lines []string
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: dir, Say: func(line string) { lines = append(lines, line) },
		Settings: settings(func(s keep.Settings) { s[1].Label, s[2].Value = "renamed.txt", "xla" })}
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	if _, err := train(t, t.Context(), m, loaders, run); err != nil {
		t.Fatal(err)
	}
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "--backend: go, now xla") ||
		lines[1] != fmt.Sprintf("goes on from step 2 of 24 in %s", dir) {
		t.Errorf("it says %q", lines)
	}
}

// A run that begins anew leaves the old checkpoint until it has one of its own, even after as many steps.
func TestRestartKeepsTheOldCheckpointUntilThereIsANewOne(t *testing.T) {
	run, dir := smallRun(), t.TempDir()
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: dir}
	interruptAfter(t, run, nn.TorchMasks, 2)
	old, err := pretrain.LatestCheckpoint(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, ".saving5"), 0o755); err != nil {
		t.Fatal(err)
	}
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: dir, Restart: true}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var steps []int
	run.Watchers = []pretrain.Watcher{pretrain.OnStep(func(p pretrain.Progress) error {
		steps = append(steps, p.Step)
		if latest, err := pretrain.LatestCheckpoint(dir); latest != old || err != nil {
			t.Errorf("after step %d the checkpoint is %s (%v), want %s", p.Step, latest, err, old)
		}
		if p.Step == 2 {
			cancel()
		}
		return nil
	})}
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	if _, err := train(t, ctx, m, loaders, run); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	latest, err := pretrain.LatestCheckpoint(dir)
	if err != nil || latest == old || !slices.Equal(steps, []int{1, 2}) {
		t.Errorf("steps %v, checkpoint %s (%v)", steps, latest, err)
	}
	if _, err := pretrain.LoadModelDir(latest); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("%v, %v: want latest and one checkpoint", entries, err)
	}
}

// A save in the background that fails is tried again, and is an error when the run is interrupted.
func TestASaveThatFailsIsSaid(t *testing.T) {
	run, dir := smallRun(), filepath.Join(t.TempDir(), "file")
	var lines []string
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: dir, Between: time.Nanosecond, Hurry: time.Hour,
		Say: func(line string) { lines = append(lines, line) }}
	run.Watchers = []pretrain.Watcher{pretrain.OnStep(func(p pretrain.Progress) error {
		if time.Sleep(5 * time.Millisecond); p.Step == 9 {
			cancel()
		}
		return os.WriteFile(dir, nil, 0o600) // where the folder belongs
	})}
	m, loaders := start(t, run.Recipe, nn.TorchMasks)
	_, err := train(t, ctx, m, loaders, run)
	if errors.As(err, new(*keep.StoppedError)) || err == nil || !strings.Contains(err.Error(), dir) ||
		!strings.Contains(err.Error(), "checkpoint after step 9") {
		t.Errorf("error %v", err)
	}
	if len(lines) == 0 || !strings.Contains(lines[0], "tried again") {
		t.Errorf("it says %q", lines)
	}
}
