package layout

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "llmfromscratch/"

// chapters are the chapter packages with the chapters that each of them imports, exactly. Arrows run forward only.
var chapters = map[string][]string{
	"ch02_text":          nil,
	"ch03_attention":     {"ch02_text"},
	"ch04_gpt":           {"ch02_text", "ch03_attention"},
	"ch04_gpt/plain":     {"ch03_attention", "ch04_gpt"},
	"ch05_pretrain":      {"ch02_text", "ch04_gpt"},
	"ch05_pretrain/gpt2": {"ch02_text", "ch04_gpt", "ch04_gpt/plain", "ch05_pretrain"},
	"ch05_pretrain/lora": {"ch04_gpt", "ch05_pretrain"},
	// What makes long runs fast and safe stands around the chapter, and no chapter needs it.
	"ch05_pretrain/longrun": {"ch02_text", "ch03_attention", "ch04_gpt", "ch05_pretrain"},
	"ch06_classify":         {"ch02_text", "ch03_attention", "ch04_gpt", "ch05_pretrain", "ch05_pretrain/lora"},
	"ch07_instruct":         {"ch02_text", "ch04_gpt", "ch05_pretrain"},
}

// pkg is what `go list -json` says of a package.
type pkg struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	dependOnSources(t)
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", module+"...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, &stderr)
	}
	var all []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// dependOnSources walks the module's folders in this process. The result of a test is cached until a file that the test
// itself looked at changes; what a child such as "go list" looks at does not count.
func dependOnSources(t *testing.T) {
	t.Helper()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "build" || path != root && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func isChapter(path string) bool { return strings.HasPrefix(path, "ch0") }

func TestChaptersImportWhatTheBookBuildsOn(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, module)
		if !isChapter(path) {
			continue
		}
		seen[path] = true
		var got []string
		for _, imported := range p.Imports {
			if name, ok := strings.CutPrefix(imported, module); ok && !strings.HasPrefix(name, "shared/") {
				got = append(got, name)
			}
		}
		want, known := chapters[path]
		if slices.Sort(got); !known || !slices.Equal(got, want) {
			t.Errorf("%s imports %v, want %v", path, got, want)
		}
	}
	for path := range chapters {
		if !seen[path] {
			t.Errorf("package %s is missing", path)
		}
	}
}

func TestSharedNeverImportsAChapter(t *testing.T) {
	n := 0
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, module)
		if !strings.HasPrefix(path, "shared/") {
			continue
		}
		n++
		for _, imported := range p.Imports {
			if name, ok := strings.CutPrefix(imported, module); ok && !strings.HasPrefix(name, "shared/") {
				t.Errorf("%s imports %s: shared packages stand below all others", path, name)
			}
		}
	}
	if n == 0 {
		t.Error("no shared packages found")
	}
}

func TestOnlyTestsImportWhatIsForTests(t *testing.T) {
	for _, p := range packages(t) { // Imports are those of the files that are no tests
		if slices.Contains(p.Imports, module+"shared/backend/backendtest") {
			t.Errorf("%s imports backendtest", p.ImportPath)
		}
	}
}

func TestOnlyCommandsImportTheirInternals(t *testing.T) {
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, module)
		if strings.HasPrefix(path, "cmd/") || strings.HasPrefix(path, "internal/") {
			continue
		}
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, module+"internal/") || strings.HasPrefix(imported, module+"cmd/") {
				t.Errorf("%s imports %s", path, imported)
			}
		}
	}
}
