package layout

import (
	"slices"
	"strings"
	"testing"
)

const notebooks = "notebooks/"

// gradeParts are the packages that compare a learner's parts with notebooks/reference, as notebooks do.
var gradeParts = []string{"internal/learner", "internal/mutants", "shared/learn/solutions"}

func TestWhatOnlyNotebooksUseStaysBesideThem(t *testing.T) {
	found := 0
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, module)
		if strings.HasPrefix(path, notebooks) {
			found++
			for _, imported := range p.Imports {
				name, ours := strings.CutPrefix(imported, module)
				if ours && !isChapter(name) && !strings.HasPrefix(name, "shared/") &&
					!strings.HasPrefix(name, notebooks) {
					t.Errorf("%s imports %s: it may use chapters, shared packages and its own kind", path, name)
				}
			}
			continue
		}
		if path == "internal/figures" {
			continue
		}
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			name, _ := strings.CutPrefix(imported, module)
			if name == notebooks+"reference" && slices.Contains(gradeParts, path) {
				continue
			}
			if strings.HasPrefix(name, notebooks) {
				t.Errorf("%s or its tests import %s: notebooks and internal/figures do, nobody else", path, name)
			}
		}
	}
	if found == 0 {
		t.Error("no packages beside the notebooks found")
	}
}
