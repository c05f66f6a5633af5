package corpus_test

import (
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"llmfromscratch/shared/corpus"
)

// tree writes files below a new folder; a name that ends in a slash makes a folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "books")
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		folder := filepath.Dir(path)
		if strings.HasSuffix(name, "/") {
			folder = path
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if folder != path {
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

func TestFilesComeInAFixedOrder(t *testing.T) {
	dir := tree(t, map[string]string{
		"b.txt": "22", "a/z.TXT": "1", "a/b/c.txt": "333", "a.txt": "4444", "picture.jpg": "", "readme": "",
		".git/x.txt": "", ".hidden.txt": "",
		"Z.txt": "5", "empty/": "",
	})
	want := []corpus.File{
		{Path: filepath.Join(dir, "b.txt"), Name: "b.txt", Size: 2}, // named first, so it comes first, and once
		{Path: filepath.Join(dir, "Z.txt"), Name: "books/Z.txt", Size: 1},
		{Path: filepath.Join(dir, "a", "b", "c.txt"), Name: "books/a/b/c.txt", Size: 3},
		{Path: filepath.Join(dir, "a", "z.TXT"), Name: "books/a/z.TXT", Size: 1},
		{Path: filepath.Join(dir, "a.txt"), Name: "books/a.txt", Size: 4},
	}
	got, err := corpus.Files([]string{filepath.Join(dir, "b.txt"), dir, filepath.Join(dir, "a")}, []string{".txt"})
	if err != nil || !reflect.DeepEqual(got.Files, want) {
		t.Errorf("files\n%v\n%v, want\n%v", got.Files, err, want)
	}
	if left := corpus.Endings(got.LeftOut); left != "1 without ending, 1 .jpg, 2 hidden" {
		t.Errorf("left out: %s", left)
	}
	got, err = corpus.Files([]string{filepath.Join(dir, "picture.jpg")}, []string{".txt"})
	if err != nil || len(got.Files) != 1 {
		t.Errorf("a file that is named is taken whatever it is called: %v, %v", got.Files, err)
	}
}

func TestFilesThatCannotBeTaken(t *testing.T) {
	dir := tree(t, map[string]string{"empty/": "", "pictures/a.jpg": "", "pictures/b.jpg": "", "pictures/.c.txt": ""})
	for _, tt := range []struct {
		name string
		path []string
		want []string
	}{
		{"nothing named", nil, []string{"no files or folders"}},
		{"not there", []string{"gone"}, []string{"gone", "2 .txt"[:0]}},
		{"empty folder", []string{"empty"}, []string{"empty", "is empty"}},
		{"no texts", []string{"pictures"}, []string{"pictures", "no file whose name ends in .txt", "2 .jpg, 1 hidden"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var paths []string
			for _, p := range tt.path {
				paths = append(paths, filepath.Join(dir, p))
			}
			_, err := corpus.Files(paths, []string{".txt"})
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
	if runtime.GOOS != "windows" {
		if _, err := corpus.Files([]string{os.DevNull}, nil); err == nil ||
			!strings.Contains(err.Error(), "neither a file nor a folder") {
			t.Errorf("a device: %v", err)
		}
	}
}

func TestLinksAreFollowedOnce(t *testing.T) {
	dir := tree(t, map[string]string{"real/a.txt": "1", "other/": ""})
	for link, target := range map[string]string{"other/a.txt": "../real/a.txt", "other/loop": "..", "link": "real"} {
		if err := os.Symlink(filepath.FromSlash(target), filepath.Join(dir, filepath.FromSlash(link))); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	got, err := corpus.Files([]string{filepath.Join(dir, "link"), filepath.Join(dir, "other")}, []string{".txt"})
	if err != nil || len(got.Files) != 1 || got.Files[0].Name != "link/a.txt" {
		t.Errorf("files %v, %v", got.Files, err)
	}
}

// A link that leads nowhere is no text, unless it is called one.
func TestLinksThatLeadNowhere(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "1", "more/b.txt": "2"})
	for _, name := range []string{"readme.bak", "noending", "more/cover.jpg"} {
		if err := os.Symlink("nowhere", filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	if err := os.Symlink("loop", filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a.txt", filepath.Join(dir, "c.txt")); err != nil {
		t.Fatal(err)
	}
	got, err := corpus.Files([]string{dir}, []string{".txt"})
	if err != nil || len(got.Files) != 2 || corpus.Endings(got.LeftOut) != "2 without ending, 1 .bak, 1 .jpg" {
		t.Errorf("%v, left out %v, %v", got.Files, got.LeftOut, err)
	}
	lost := filepath.Join(dir, "lost.txt")
	if err := os.Symlink("nowhere", lost); err != nil {
		t.Fatal(err)
	}
	if _, err := corpus.Files([]string{dir}, []string{".txt"}); err == nil || !strings.Contains(err.Error(), lost) ||
		!strings.Contains(err.Error(), "leads nowhere") {
		t.Errorf("a link with the ending of a text: %v", err)
	}
}
