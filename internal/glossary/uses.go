package glossary

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pattern is a form of a term, word by word.
type pattern struct {
	term  int // -1: a phrase in which nothing is a use
	page  func(page string) bool
	words []string
	exact bool // capitals are capitals
}

// matcher finds terms in texts.
type matcher struct {
	terms    []Term
	patterns map[string][]pattern // by the first word, in small letters
}

// newMatcher makes a matcher for the terms.
func newMatcher(terms []Term) *matcher {
	m := &matcher{terms: terms, patterns: map[string][]pattern{}}
	for i, t := range terms {
		for _, form := range t.forms() {
			m.add(pattern{term: i, page: t.means}, form)
		}
		for _, phrase := range t.Not {
			m.add(pattern{term: -1, page: t.means}, phrase)
		}
	}
	return m
}

// add adds a form to the matcher. Forms in backquotes are left to [matcher.code].
func (m *matcher) add(p pattern, form string) {
	for _, w := range words(form) {
		p.words = append(p.words, w.text)
	}
	if len(p.words) == 0 || strings.HasPrefix(form, "`") {
		return
	}
	p.exact = form != strings.ToLower(form)
	first := strings.ToLower(p.words[0])
	m.patterns[first] = append(m.patterns[first], p)
}

// word is a word of a text and where it stands.
type word struct {
	text string
	span
}

// words are the words of a text: letters, digits, and the sign of a negative number.
func words(text string) (found []word) {
	from := -1
	for i, r := range text + " " {
		next, _ := utf8.DecodeRuneInString(text[min(len(text), i+utf8.RuneLen(r)):])
		in := unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '−' && unicode.IsDigit(next)
		switch {
		case in && from < 0:
			from = i
		case !in && from >= 0:
			found = append(found, word{text[from:i], span{from, i}})
			from = -1
		}
	}
	return found
}

// use is a term in a text.
type use struct {
	term int
	span
}

// uses are the terms in the prose of a cell, in order. Of forms that overlap the longest counts, so that "attention
// weight" is no use of "weight". What stands between single asterisks is quoted, and a use only when it is the form.
func (m *matcher) uses(at Place, text string) []use {
	text = prose(at, text)
	quoted := emphases(text, 1)
	all := words(text)
	var found []use
	for i := range all {
		for _, p := range m.patterns[strings.ToLower(all[i].text)] {
			if u, ok := p.at(text, all[i:]); ok && p.page(at.Page) && isUse(u.span, quoted) {
				found = append(found, u)
			}
		}
	}
	return longest(found)
}

// isUse reports whether a form is more than a part of a quotation.
func isUse(s span, quoted []span) bool {
	return !slices.ContainsFunc(quoted, func(q span) bool { return s.within(q) && s != q })
}

// at matches the pattern with the beginning of words.
func (p pattern) at(text string, all []word) (use, bool) {
	if len(all) < len(p.words) {
		return use{}, false
	}
	for i, want := range p.words {
		if all[i].text != want && (p.exact || !strings.EqualFold(all[i].text, want)) {
			return use{}, false
		}
		if i > 0 && strings.Trim(text[all[i-1].to:all[i].from], " \n-'’") != "" {
			return use{}, false
		}
	}
	s := span{all[0].from, all[len(p.words)-1].to}
	return use{p.term, s}, !joined(text, s)
}

// joined reports whether hyphens make a form a part of a longer word.
func joined(text string, s span) bool {
	before, hyphen := strings.CutSuffix(text[:s.from], "-")
	if r, _ := utf8.DecodeLastRuneInString(before); hyphen && unicode.IsLetter(r) {
		return true
	}
	after, hyphen := strings.CutPrefix(text[s.to:], "-")
	r, _ := utf8.DecodeRuneInString(after)
	return hyphen && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// longest leaves out what overlaps with something longer, and what is no use.
func longest(found []use) []use {
	slices.SortStableFunc(found, func(a, b use) int { return cmp.Compare(b.to-b.from, a.to-a.from) })
	var kept []use
	for _, u := range found {
		overlaps := func(k use) bool { return u.from < k.to && k.from < u.to && u.span != k.span }
		if !slices.ContainsFunc(kept, overlaps) {
			kept = append(kept, u)
		}
	}
	kept = slices.DeleteFunc(kept, func(u use) bool { return u.term < 0 })
	slices.SortStableFunc(kept, func(a, b use) int { return cmp.Compare(a.from, b.from) })
	return kept
}

// code is where a text has the term as a piece of code, when it has such a form.
func (m *matcher) code(term int, text string) (span, bool) {
	for _, form := range m.terms[term].forms() {
		if i := strings.Index(text, form); strings.HasPrefix(form, "`") && i >= 0 {
			return span{i, i + len(form)}, true
		}
	}
	return span{}, false
}
