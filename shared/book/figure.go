package book

import (
	"fmt"
	"slices"
	"strings"
)

// What a computation can need besides the figure's own inputs. The names of data files are those of shared/assets.
const (
	NeedVerdict     = "the-verdict.txt"       // the short story of chapters 2 to 5
	NeedSpam        = "SMSSpamCollection.tsv" // the text messages of chapter 6
	NeedInstruction = "instruction-data.json" // the instructions of chapter 7
	NeedGPT2Small   = "gpt2-124M"             // pretrained weights, 124M parameters
	NeedGPT2Medium  = "gpt2-355M"             // pretrained weights, 355M parameters
	NeedGPT2XL      = "gpt2-1558M"            // pretrained weights, 1558M parameters
	NeedTraining    = "full-training"         // a whole training run of the book's size
	NeedJudge       = "judge-model"           // a language-model server that scores answers
)

// Figure is one figure of the book.
type Figure struct {
	ID      string // such as "ch03.simple.scores2"
	Chapter string // "ch02" to "ch07", "appa", "appd", "appe"
	Section string // the book's section, "3.3.1", or "exercise 3.1"
	Title   string // what it shows, in a few words

	// Want is the expected value, nil where only the book's print is known. Its parts are Tensor, Summary, Checksum,
	// Digest, []any, map[string]any, string, bool, int64 and float64.
	Want any
	// Abs and Rel are the tolerance: a number passes when |got-want| <= Abs + Rel*|want|. Both zero means equal.
	Abs, Rel float64
	// Printed is what the book prints; empty where the book shows nothing or only a plot.
	Printed string

	// Needs lists what a computation needs besides Inputs (NeedVerdict, NeedGPT2Small, …).
	Needs []string
	// RNG is "torch" when PyTorch's random numbers enter, "seed-only" when the weights themselves are such numbers
	// and too many to store, and empty otherwise.
	RNG string

	// Differs says why the book prints another value than Want, although Want is what its code gives.
	Differs string
	// Exception says why this project's computation is not expected to reproduce Want. Empty for all that are.
	Exception string
	// Note is anything else worth knowing.
	Note string

	inputs map[string]any
}

// Computable reports whether the figure has an expected value that needs neither pretrained weights nor a whole
// training run, nor a model server.
func (f Figure) Computable() bool {
	return f.Want != nil && !slices.ContainsFunc(f.Needs, beyondFiles)
}

// beyondFiles tells weights, training runs and servers from plain data files.
func beyondFiles(need string) bool {
	switch need {
	case NeedVerdict, NeedSpam, NeedInstruction:
		return false
	}
	return true
}

// Find returns the figure of that id. An unknown id is an error that lists the nearest ones.
func Find(id string) (Figure, error) {
	t := table()
	if k, ok := t.byID[id]; ok {
		return t.figures[k], nil
	}
	return Figure{}, fmt.Errorf("no figure %q in the book's table; near it: %s", id,
		strings.Join(nearest(id, t.figures), ", "))
}

// All returns every figure in the order of the chapters; what only the book's print is known of comes last.
func All() []Figure { return slices.Clone(table().figures) }

// Chapter returns the figures of "ch02" to "ch07", "appa", "appd" or "appe", in the book's order.
func Chapter(name string) []Figure {
	var figs []Figure
	for _, f := range table().figures {
		if f.Chapter == name {
			figs = append(figs, f)
		}
	}
	return figs
}

// Chapters returns the names that Chapter knows.
func Chapters() []string {
	var names []string
	for _, f := range table().figures {
		if !slices.Contains(names, f.Chapter) {
			names = append(names, f.Chapter)
		}
	}
	return names
}

// ChapterName is a chapter of [Chapters] in words: "chapter 2" for ch02, "appendix A" for appa.
func ChapterName(chapter string) string {
	if letter, ok := strings.CutPrefix(chapter, "app"); ok {
		return "appendix " + strings.ToUpper(letter)
	}
	return "chapter " + strings.TrimLeft(strings.TrimPrefix(chapter, "ch"), "0")
}

// Check finds a figure and compares got with it. An unknown id is a verdict that is not OK.
func Check(id string, got any) Verdict {
	f, err := Find(id)
	if err != nil {
		return Verdict{Where: id, Want: "a known figure", Got: err.Error()}
	}
	return f.Compare(got)
}

// nearest returns up to five ids, those with the longest common beginning first, then by edit distance.
func nearest(id string, figs []Figure) []string {
	type near struct {
		id               string
		common, distance int
	}
	all := make([]near, len(figs))
	for i, f := range figs {
		all[i] = near{f.ID, commonPrefix(id, f.ID), editDistance(id, f.ID)}
	}
	slices.SortStableFunc(all, func(a, b near) int {
		if a.distance-a.common != b.distance-b.common {
			return (a.distance - a.common) - (b.distance - b.common)
		}
		return strings.Compare(a.id, b.id)
	})
	var ids []string
	for _, n := range all[:min(5, len(all))] {
		ids = append(ids, n.id)
	}
	return ids
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// editDistance counts the single-byte insertions, deletions and replacements that turn a into b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			above := row[j]
			replace := diagonal
			if a[i-1] != b[j-1] {
				replace++
			}
			row[j] = min(replace, above+1, row[j-1]+1)
			diagonal = above
		}
	}
	return row[len(b)]
}
