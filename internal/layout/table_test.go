package layout

import (
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// tableName is a file in a line of a table: "layer.go" in "E.4  layer.go  Layer", neither in "weights_*.go" nor in
// "gpt2/layer.go".
var tableName = regexp.MustCompile(`(?:^|[\s,])([a-z0-9_]+\.go)\b`)

// TestEveryFileStandsInItsChaptersTable holds the tables of the doc.go files to the folders. A table's lines are those
// of the package comment that are set in by a tab. A package of one file needs no table.
func TestEveryFileStandsInItsChaptersTable(t *testing.T) {
	files := map[string][]string{} // by folder, without tests and doc.go
	for _, file := range goFiles(t) {
		folder, base := path.Split(name(file))
		if isChapter(folder) && base != "doc.go" && !strings.HasSuffix(base, "_test.go") {
			files[folder] = append(files[folder], base)
		}
	}
	if len(files) == 0 {
		t.Fatal("no chapters found")
	}
	for _, folder := range slices.Sorted(maps.Keys(files)) {
		t.Run(strings.TrimSuffix(folder, "/"), func(t *testing.T) {
			there := files[folder]
			if len(there) == 1 {
				return
			}
			_, doc := parse(t, filepath.Join(root, filepath.FromSlash(folder), "doc.go"), nil)
			table := inTable(doc.Doc.Text())
			for _, file := range there {
				if !slices.Contains(table, file) {
					t.Errorf("%s stands in no table of %sdoc.go: add a line for it", file, folder)
				}
			}
			for _, file := range table {
				if file != "doc.go" && !slices.Contains(there, file) {
					t.Errorf("%sdoc.go names %s, which is not there", folder, file)
				}
			}
		})
	}
}

func TestTablesNameWholeFiles(t *testing.T) {
	comment := "Package p has a.go.\n\n\t5.1  b.go, c_d.go  B of \"e\"\n\t     e_*.go, f/g.go  h\n\n\ti.go\n"
	if got, want := inTable(comment), []string{"b.go", "c_d.go", "i.go"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// inTable are the files that the lines of a comment name that are set in.
func inTable(comment string) (files []string) {
	for line := range strings.Lines(comment) {
		if !strings.HasPrefix(line, "\t") {
			continue
		}
		for _, m := range tableName.FindAllStringSubmatch(line, -1) {
			files = append(files, m[1])
		}
	}
	return files
}
