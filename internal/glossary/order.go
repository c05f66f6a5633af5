package glossary

import (
	"fmt"
	"slices"
	"strings"
)

// Cell is a cell of text.
type Cell struct {
	Place
	Text string
}

// Check lists the terms that are used before they are explained, and what is wrong with their entries otherwise. The
// cells are those of all notebooks, in the order in which they are read.
func Check(terms []Term, cells []Cell) (problems []string) {
	m := newMatcher(terms)
	index := map[Place]int{}
	used := make([][]int, len(terms)) // the cells that use each term
	for i, c := range cells {
		index[c.Place] = i
		text := unlinked(c.Text)
		for _, u := range m.uses(c.Place, text) {
			if at := used[u.term]; len(at) == 0 || at[len(at)-1] != i {
				used[u.term] = append(at, i)
			}
		}
		for t := range terms {
			if _, ok := m.code(t, text); ok {
				used[t] = append(used[t], i)
			}
		}
	}
	for i, t := range terms {
		for _, p := range t.problems(index, cells, used[i]) {
			problems = append(problems, fmt.Sprintf("%s: %s", t.Term, p))
		}
	}
	return append(problems, sameAnchors(terms)...)
}

// problems are those of a term that the cells with these numbers use.
func (t Term) problems(index map[Place]int, cells []Cell, used []int) (found []string) {
	add := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	if t.Earliest() != t.Full() && index[t.Earliest()] >= index[t.Full()] {
		add("%s does not stand before %s", t.First, t.Full())
	}
	for _, at := range []Place{t.Earliest(), t.Full()} {
		i, ok := index[at]
		if !ok {
			add("there is no cell %s", at)
		} else if !slices.Contains(used, i) {
			add("does not stand in the prose of %s, which is said to explain it", at)
		}
	}
	for _, name := range t.In {
		if !slices.ContainsFunc(cells, func(c Cell) bool { return c.Page == name }) {
			add("there is no notebook %s", name)
		}
	}
	if t.Everyday != "" {
		return found
	}
	allowed := 0
	for _, i := range used {
		switch at := cells[i].Place; {
		case i >= index[t.Earliest()]:
		case t.Early[at] != "":
			allowed++
		default:
			add("%s uses it before %s explains it", at, t.Earliest())
		}
	}
	if allowed != len(t.Early) {
		add("of %d cells that may use it early, %d do", len(t.Early), allowed)
	}
	return found
}

// sameAnchors lists terms that a link cannot tell apart.
func sameAnchors(terms []Term) (problems []string) {
	of := map[string]string{}
	for _, t := range terms {
		a := t.Anchor()
		if of[a] != "" || strings.TrimSpace(a) == "" {
			problems = append(problems, fmt.Sprintf("%s: the anchor %q is empty or that of %s", t.Term, a, of[a]))
		}
		of[a] = t.Term
	}
	return problems
}
