package figures

import (
	"fmt"
	"slices"
	"strings"

	"llmfromscratch/shared/book"
)

// Chapters returns the chapters of which something can be recomputed here, in the book's order.
func Chapters() []string {
	return slices.DeleteFunc(book.Chapters(), func(chapter string) bool {
		return !slices.ContainsFunc(book.Chapter(chapter), func(f book.Figure) bool {
			_, ok := Find(f.ID)
			return ok
		})
	})
}

// Select returns the figures with these names, in the book's order: chapters ("ch03"), ids ("ch03.mha.out") or
// beginnings of ids ("ch03.mha"). Without a name it returns those of every chapter in Chapters. An unknown name is an
// error that lists near ones.
func Select(names ...string) ([]book.Figure, error) {
	if len(names) == 0 {
		names = Chapters()
	}
	wanted := make([]bool, len(names))
	var figs []book.Figure
	for _, f := range book.All() {
		matched := false
		for i, name := range names {
			if f.Chapter == name || f.ID == name || strings.HasPrefix(f.ID, name+".") {
				wanted[i], matched = true, true
			}
		}
		if matched {
			figs = append(figs, f)
		}
	}
	for i, name := range names {
		if !wanted[i] {
			_, err := book.Find(name)
			return nil, fmt.Errorf("%w; the chapters are %s", err, strings.Join(book.Chapters(), ", "))
		}
	}
	// What only pretrained weights can show stands at the end of the table: bring it to its chapter.
	chapters := book.Chapters()
	slices.SortStableFunc(figs, func(a, b book.Figure) int {
		return slices.Index(chapters, a.Chapter) - slices.Index(chapters, b.Chapter)
	})
	return figs, nil
}
