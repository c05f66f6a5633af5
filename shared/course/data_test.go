package course_test

import (
	"bytes"
	"testing"

	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/sample"
)

func TestDataIsOurOwnWhereTheBooksIsNotHere(t *testing.T) {
	t.Setenv("LLM_DATA_DIR", t.TempDir())
	t.Setenv("LLM_CACHE_DIR", t.TempDir())
	if got := course.Messages(); !bytes.Equal(got, sample.SMS()) {
		t.Errorf("messages: %.40q…", got)
	}
	if got := course.Instructions(); !bytes.Equal(got, sample.Instructions()) {
		t.Errorf("instructions: %.40q…", got)
	}
}

func TestDataIsTheBooksWhereItIsHere(t *testing.T) {
	for name, read := range map[string]func() []byte{book.NeedSpam: course.Messages,
		book.NeedInstruction: course.Instructions} {
		want, err := assets.Read(name)
		if err != nil {
			t.Skip(err)
		}
		if !bytes.Equal(read(), want) {
			t.Errorf("%s is here, but something else was read", name)
		}
	}
}
