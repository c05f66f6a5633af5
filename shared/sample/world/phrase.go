package world

import (
	"fmt"
	"strings"
)

// node is a piece of a phrase: literal text, a reference such as {h:his}, a choice such as [big|large], or another
// beat's phrase, {*joy}.
type node struct {
	text string // the literal text
	key  string // of a reference: whom or what; of {*joy}: "joy"
	form string // of a reference: how, "his" of {h:his}
	beat bool
	alts [][]node
}

// line is one phrasing of a beat.
type line struct {
	want, not []string // flags that must be set, or must not
	nodes     []node
	size      int // how long it is, in bytes of the phrase
}

// section holds all phrasings of a beat.
type section struct{ lines []line }

// parsePhrase reads a phrase.
func parsePhrase(s string) ([]node, error) {
	nodes, rest, err := parseNodes(s, "")
	if err == nil && rest != "" {
		err = fmt.Errorf("unexpected %q", rest)
	}
	return nodes, err
}

// parseNodes reads up to one of the bytes in stops, which it leaves.
func parseNodes(s, stops string) (nodes []node, rest string, err error) {
	for s != "" && !strings.Contains(stops, s[:1]) {
		switch s[0] {
		case '{':
			end := strings.IndexByte(s, '}')
			if end < 0 {
				return nil, "", fmt.Errorf("no } after %q", s)
			}
			key, form, _ := strings.Cut(s[1:end], ":")
			n := node{key: key, form: form}
			if name, ok := strings.CutPrefix(key, "*"); ok {
				n = node{key: name, beat: true}
			}
			nodes, s = append(nodes, n), s[end+1:]
		case '[':
			var n node
			n, s, err = parseChoice(s[1:])
			if err != nil {
				return nil, "", err
			}
			nodes = append(nodes, n)
		default:
			end := strings.IndexAny(s, "{["+stops)
			if end < 0 {
				end = len(s)
			}
			if end == 0 {
				return nil, "", fmt.Errorf("unexpected %q", s)
			}
			nodes, s = append(nodes, node{text: s[:end]}), s[end:]
		}
	}
	return nodes, s, nil
}

func parseChoice(s string) (n node, rest string, err error) {
	for {
		alt, after, err := parseNodes(s, "|]")
		if err != nil {
			return n, "", err
		}
		if after == "" {
			return n, "", fmt.Errorf("no ] after %q", s)
		}
		n.alts = append(n.alts, alt)
		s = after[1:]
		if after[0] == ']' {
			return n, s, nil
		}
	}
}

// choose draws a phrasing whose flags fit, one not used in this story if there is any. Short stories take the
// shortest of three that are drawn.
func (t *tale) choose(s *section) []node {
	best := t.draw(s)
	if t.short {
		for range 2 {
			if l := t.draw(s); best == nil || t.used[best] && !t.used[l] || l.size < best.size && !t.used[l] {
				best = l
			}
		}
	}
	if best == nil {
		t.fault("no phrasing fits")
		return nil
	}
	t.used[best] = true
	return best.nodes
}

// draw draws a phrasing that fits and is not used, or a used one, or nil.
func (t *tale) draw(s *section) *line {
	n := len(s.lines)
	at := t.r.IntN(n)
	var fits *line
	for k := range n {
		switch l := &s.lines[(at+k*stride(n))%n]; {
		case !t.fits(l):
		case !t.used[l]:
			return l
		case fits == nil:
			fits = l
		}
	}
	return fits
}

// stride is a step that visits all of n places and does not favour the neighbours of lines that do not fit.
func stride(n int) int {
	for _, p := range []int{7, 5, 3} {
		if n%p != 0 {
			return p
		}
	}
	return 1
}

func (t *tale) fits(l *line) bool {
	for _, f := range l.want {
		if !t.flags[f] {
			return false
		}
	}
	for _, f := range l.not {
		if t.flags[f] {
			return false
		}
	}
	return true
}

// phrase writes nodes out as text, from a capital letter on.
func (t *tale) phrase(nodes []node) string {
	t.capital = true
	return t.words(nodes)
}

func (t *tale) words(nodes []node) string {
	t.out = t.out[:0]
	t.stopped = false
	t.emit(nodes)
	return fixArticles(string(t.out))
}

func (t *tale) emit(nodes []node) {
	for i := range nodes {
		switch n := &nodes[i]; {
		case n.alts != nil:
			t.emit(n.alts[t.r.IntN(len(n.alts))])
		case n.beat:
			if s := t.section(n.key); s != nil {
				t.emit(t.choose(s))
			} else {
				t.fault("no phrasing for {*" + n.key + "}")
			}
		case n.key != "":
			t.refer(n.key, n.form)
		default:
			t.write(n.text)
		}
	}
}
