package lesson_test

import (
	"strings"
	"testing"

	"llmfromscratch/notebooks/ch00"
)

func TestBoxShowsEveryAxis(t *testing.T) {
	got, err := lesson.Box([][][]int64{{{1, 2, 3}, {4, 5, 6}}, {{7, 8, 9}, {10, 11, 12}}})
	want := strings.Join([]string{
		"axis 2 →",
		"axis 1 ↓   | 1 2 3 |   |  7  8  9 |",
		"           | 4 5 6 |   | 10 11 12 |",
		"axis 0 →       0             1",
	}, "\n")
	if err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
	for _, ragged := range [][][][]int64{{{{1, 2}, {3}}}, {{{1, 2}}, {{1, 2}, {3, 4}}}, {{{1, 2}}, {{1}}}} {
		if got, err := lesson.Box(ragged); err == nil {
			t.Errorf("%v is drawn as\n%s", ragged, got)
		}
	}
}

func TestProductStandsWhereRowAndColumnMeet(t *testing.T) {
	got, err := lesson.Product([][]int64{{1, 2, 3}, {4, 5, 6}}, [][]int64{{1, 4}, {2, 5}, {3, 6}})
	want := strings.Join([]string{
		"            |  1  4 |",
		"            |  2  5 |",
		"            |  3  6 |",
		"| 1 2 3 |   | 14 32 |",
		"| 4 5 6 |   | 32 77 |",
	}, "\n")
	if err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
	if got, err := lesson.Product([][]int64{{1, 2, 3}}, [][]int64{{1}, {2}}); err == nil {
		t.Errorf("[1, 3] times [2, 1] is drawn as\n%s", got)
	}
	if got, err := lesson.Product([][]int64{{1, 2}}, [][]int64{{1, 2}, {3}}); err == nil {
		t.Errorf("a ragged matrix is drawn as\n%s", got)
	}
}
