package course_test

import (
	"os"
	"path/filepath"
	"testing"

	"llmfromscratch/shared/course"
	"llmfromscratch/shared/sample"
)

func TestTextIsTheBooksWhereItIsThereElseOurOwn(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("LLM_DATA_DIR", dir)
	if got := course.Text(); got != sample.Story() {
		t.Errorf("without the file: %.40q…", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "the-verdict.txt"), []byte("a story"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := course.Text(); got != "a story" {
		t.Errorf("with the file: %.40q…", got)
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
