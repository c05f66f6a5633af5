package course_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/sample"
)

func TestTextIsOurOwnWhereTheBooksIsNotHere(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("LLM_DATA_DIR", dir)
	t.Setenv("LLM_CACHE_DIR", t.TempDir())
	text, from := course.Story()
	if text != sample.Story() || !strings.Contains(from, "llm fetch the-verdict.txt") {
		t.Errorf("without the file: %.40q…, from %s", text, from)
	}
	// Another text under that name is not the book's: its figures would differ without a word.
	if err := os.WriteFile(filepath.Join(dir, "the-verdict.txt"), []byte("a story"), 0o644); err != nil {
		t.Fatal(err)
	}
	if text := course.Text(); text != sample.Story() {
		t.Errorf("with another file of that name: %.40q…", text)
	}
}

func TestTextIsTheBooksWhereItIsHere(t *testing.T) {
	if _, err := assets.Find(book.NeedVerdict); err != nil {
		t.Skip(err)
	}
	text, from := course.Story()
	if len(text) != 20479 || from != book.NeedVerdict {
		t.Errorf("%d bytes from %s", len(text), from)
	}
}

// The first cell of a notebook must run on a machine that has nothing, and say the size that it was given.
func TestStartReturnsTheSizeOfTheRun(t *testing.T) {
	t.Setenv("LLM_DATA_DIR", "")
	t.Setenv("GOMLX_BACKEND", "go")
	t.Setenv(course.EnvSize, "book")
	if got := course.Start(123); got != course.Book {
		t.Errorf("Start = %v, want %v", got, course.Book)
	}
}
