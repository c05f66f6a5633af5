package course

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"llmfromscratch/shared/project"
)

// What the cells of the notebooks show is in the packages: cells compile even when it is not.
func TestNotebooksShowWhatThereIs(t *testing.T) {
	root, err := project.Root()
	if err != nil {
		t.Fatal(err)
	}
	var notebooks []string
	for _, pattern := range []string{"*.ipynb", "exercises/*.ipynb"} {
		found, err := filepath.Glob(filepath.Join(root, "notebooks", filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		notebooks = append(notebooks, found...)
	}
	shown := 0
	for _, path := range notebooks {
		for _, names := range shownBy(t, path) {
			for _, symbol := range names[1:] {
				if _, err := find(names[0], symbol); err != nil {
					t.Errorf("%s: %v", filepath.Base(path), err)
				}
				shown++
			}
		}
	}
	if shown < 100 {
		t.Errorf("found %d definitions that notebooks show", shown)
	}
}

// shownBy are the packages and symbols of all calls of Show in a notebook's cells.
func shownBy(t *testing.T, path string) (calls [][]string) {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var notebook struct {
		Cells []struct {
			Type   string   `json:"cell_type"`
			Source []string `json:"source"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(data, &notebook); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	call, name := regexp.MustCompile(`course\.Show\(([^)]*)\)`), regexp.MustCompile(`"([^"]*)"`)
	for _, cell := range notebook.Cells {
		if cell.Type != "code" {
			continue
		}
		for _, m := range call.FindAllStringSubmatch(strings.Join(cell.Source, ""), -1) {
			var names []string
			for _, n := range name.FindAllStringSubmatch(m[1], -1) {
				names = append(names, n[1])
			}
			calls = append(calls, names)
		}
	}
	return calls
}
