package lesson_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/notebooks/ch05"
)

func TestRefusalIsEmptyForAGoodFolderAndNamesNoPlace(t *testing.T) {
	tiny, err := lesson.TinyGPT2()
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, name := range []string{pretrain.ModelFile, pretrain.ConfigFile} {
		data, err := os.ReadFile(filepath.Join(tiny, name))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, string(data))
	}
	dir := filepath.Join(t.TempDir(), "a", "b")
	if got, err := lesson.Refusal(dir, files[0], files[1]); err != nil || got != "" {
		t.Errorf("a good folder: %q, %v", got, err)
	}
	got, err := lesson.Refusal(dir, files[0][:len(files[0])/2], files[1])
	if err != nil || !strings.Contains(got, pretrain.ModelFile) || strings.Contains(got, dir) {
		t.Errorf("half a file: %q, %v", got, err)
	}
}

func TestStopAtStopsAtItsStepAlone(t *testing.T) {
	stopped := 0
	watch := lesson.StopAt(5, func() { stopped++ })
	for step := range 8 {
		e := pretrain.Event{Kind: pretrain.Stepped, Progress: pretrain.Progress{Step: step}}
		if err := watch(e); err != nil {
			t.Fatal(err)
		}
		if want := map[bool]int{true: 1}[step >= 5]; stopped != want {
			t.Errorf("after step %d it has stopped %d times", step, stopped)
		}
	}
}
