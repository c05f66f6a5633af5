package glossary

import (
	"cmp"
	"slices"
	"strings"
)

// PageName is the page that links lead to, beside the notebooks.
const PageName = "GLOSSARY.md"

// Link gives the cells of a notebook their links to the glossary and takes away those that it had: the cell that
// explains a term links to it, and so does its first use in each notebook after that. cells are those of all notebooks,
// in the order in which they are read; the result has their new texts.
func Link(terms []Term, cells []Cell) []string {
	m := newMatcher(terms)
	l := &linker{matcher: m, texts: make([]string, len(cells)), links: map[int][]use{}, done: map[string]map[int]bool{}}
	for i, c := range cells {
		l.texts[i] = unlinked(c.Text)
	}
	for i, c := range cells {
		l.definitions(i, c.Place)
	}
	for i, c := range cells {
		l.firstUses(i, c.Place)
	}
	for i, c := range cells {
		l.texts[i] = l.write(l.texts[i], c.Page, l.links[i])
	}
	return l.texts
}

// linker collects links.
type linker struct {
	*matcher
	texts     []string
	links     map[int][]use           // cell → its links
	done      map[string]map[int]bool // notebook → terms that have their link there
	explained map[int]bool            // the terms explained so far
}

// definitions collects the links of the terms that a cell explains.
func (l *linker) definitions(i int, at Place) {
	for t, term := range l.terms {
		if at != term.Earliest() && at != term.Full() {
			continue
		}
		if u, ok := l.definition(t, at, l.texts[i]); ok {
			l.take(i, at.Page, u)
		}
	}
}

// definition is where a cell explains a term: where it stands out, else where it first stands.
func (l *linker) definition(t int, at Place, text string) (use, bool) {
	if s, ok := l.code(t, text); ok {
		return use{t, s}, true
	}
	found := l.linkable(at, text)
	found = slices.DeleteFunc(found, func(u use) bool { return u.term != t })
	if len(found) == 0 {
		return use{}, false
	}
	for _, asterisks := range []int{2, 1} {
		for _, e := range emphases(prose(at, text), asterisks) {
			for _, u := range found {
				if u.within(e) && u.to-u.from > (e.to-e.from)/2 {
					return u, true
				}
			}
		}
	}
	return found[0], true
}

// linkable are the uses in a cell that can be links.
func (l *linker) linkable(at Place, text string) []use {
	return l.uses(at, blank(text, noLinks))
}

// firstUses collects the links of the terms that a cell is the first of its notebook to use.
func (l *linker) firstUses(i int, at Place) {
	if l.explained == nil {
		l.explained = map[int]bool{}
	}
	for _, u := range l.linkable(at, l.texts[i]) {
		if l.explained[u.term] && l.terms[u.term].Everyday == "" && !l.done[at.Page][u.term] {
			l.take(i, at.Page, u)
		}
	}
	for t, term := range l.terms {
		if at == term.Earliest() {
			l.explained[t] = true
		}
	}
}

// take notes a link, unless it would overlap with another.
func (l *linker) take(i int, page string, u use) {
	if slices.ContainsFunc(l.links[i], func(o use) bool { return u.from < o.to && o.from < u.to }) {
		return
	}
	if l.done[page] == nil {
		l.done[page] = map[int]bool{}
	}
	l.done[page][u.term] = true
	l.links[i] = append(l.links[i], u)
}

// write puts links into a text.
func (l *linker) write(text, page string, links []use) string {
	slices.SortFunc(links, func(a, b use) int { return cmp.Compare(b.from, a.from) })
	way := ""
	if strings.HasPrefix(page, exercises) {
		way = "../"
	}
	for _, u := range links {
		link := "[" + text[u.from:u.to] + "](" + way + PageName + "#" + l.terms[u.term].Anchor() + ")"
		text = text[:u.from] + link + text[u.to:]
	}
	return text
}
