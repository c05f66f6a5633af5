package problems_test

import (
	"errors"
	"io/fs"
	"testing"

	"llmfromscratch/shared/problems"
)

func TestOnlyTheFirstProblemsAreTold(t *testing.T) {
	var list problems.List
	if err := list.Err(); err != nil {
		t.Errorf("an empty list is the error %v", err)
	}
	for i, want := range []string{"a", "a\nb", "a\nb\nc", "a\nb\nc\n… and 1 more difference",
		"a\nb\nc\n… and 2 more differences"} {
		list.Add("%c", 'a'+i)
		for range 2 { // asking changes nothing
			if err := list.Err(); err.Error() != want {
				t.Errorf("%d problems: %q, want %q", i+1, err, want)
			}
		}
	}
}

func TestWrappedErrorsAreFound(t *testing.T) {
	var list problems.List
	list.Add("model: %w", fs.ErrNotExist)
	if !errors.Is(list.Err(), fs.ErrNotExist) {
		t.Error("the wrapped error is lost")
	}
}
