package world

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed words/*.txt tables/*.txt
var files embed.FS

// library is all that the text files say. A file such as words/rescue.txt has phrasings of the plot's beats under
// "# beat", and cases under "## case", each with attributes ("key: value") and phrasings of its own.
type library struct {
	sections map[string]*section          // "rescue.kitten.see", "rescue.see", "common.joy"
	attrs    map[string]map[string][]node // of "rescue.kitten"
	plain    map[string]map[string]string // the same attributes as text
	cases    map[string][]string          // of "rescue": "kitten", ...
}

var lib = readLibrary()

func readLibrary() *library {
	l := &library{
		sections: map[string]*section{},
		attrs:    map[string]map[string][]node{},
		plain:    map[string]map[string]string{},
		cases:    map[string][]string{},
	}
	names, err := files.ReadDir("words")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		text, err := files.ReadFile("words/" + name.Name())
		if err != nil {
			panic(err)
		}
		if err := l.read(strings.TrimSuffix(name.Name(), ".txt"), string(text)); err != nil {
			panic(fmt.Errorf("words/%s: %w", name.Name(), err))
		}
	}
	return l
}

// read adds one file. Blank lines and lines that begin with "//" say nothing.
func (l *library) read(file, text string) error {
	prefix, beat := file, ""
	for n, s := range strings.Split(text, "\n") {
		s = strings.TrimSpace(s)
		switch {
		case s == "" || strings.HasPrefix(s, "//"):
		case strings.HasPrefix(s, "## "):
			name := s[3:]
			l.cases[file] = append(l.cases[file], name)
			prefix, beat = file+"."+name, ""
			l.attrs[prefix], l.plain[prefix] = map[string][]node{}, map[string]string{}
		case strings.HasPrefix(s, "# "):
			beat = prefix + "." + s[2:]
		case beat == "":
			if err := l.attribute(prefix, s); err != nil {
				return fmt.Errorf("line %d: %w", n+1, err)
			}
		default:
			ln, err := parseLine(s)
			if err != nil {
				return fmt.Errorf("line %d: %w", n+1, err)
			}
			if l.sections[beat] == nil {
				l.sections[beat] = &section{}
			}
			l.sections[beat].lines = append(l.sections[beat].lines, ln)
		}
	}
	return nil
}

func (l *library) attribute(prefix, s string) error {
	key, value, ok := strings.Cut(s, ": ")
	if !ok || l.attrs[prefix] == nil {
		return fmt.Errorf("%q is no attribute of a case", s)
	}
	nodes, err := parsePhrase(value)
	if err != nil {
		return err
	}
	l.attrs[prefix][key], l.plain[prefix][key] = nodes, value
	return nil
}

// parseLine reads "<child,!short>phrase".
func parseLine(s string) (ln line, err error) {
	if flags, rest, ok := strings.Cut(s, ">"); ok && strings.HasPrefix(s, "<") {
		for f := range strings.SplitSeq(flags[1:], ",") {
			if name, not := strings.CutPrefix(f, "!"); not {
				ln.not = append(ln.not, name)
			} else {
				ln.want = append(ln.want, f)
			}
		}
		s = rest
	}
	ln.size = len(s)
	ln.nodes, err = parsePhrase(strings.TrimSpace(s))
	return ln, err
}

// section finds a beat's phrasings.
func (t *tale) section(beat string) *section {
	if t.which != "" {
		if s := lib.sections[t.plot.name+"."+t.which+"."+beat]; s != nil {
			return s
		}
	}
	if s := lib.sections[t.plot.name+"."+beat]; s != nil {
		return s
	}
	return lib.sections["common."+beat]
}

// attribute finds an attribute of the case, nil when it has none of the name.
func (t *tale) attribute(key string) []node {
	return lib.attrs[t.plot.name+"."+t.which][key]
}

// attr is an attribute of the case as it is written, "" when there is none.
func (t *tale) attr(key string) string {
	return lib.plain[t.plot.name+"."+t.which][key]
}

// pickCase draws one of the plot's cases; for heroes that are animals, not one marked "only: child".
func (t *tale) pickCase() {
	all := lib.cases[t.plot.name]
	for {
		t.which = one(t, all)
		switch only := t.attr("only"); {
		case only == "child" && t.flags["animal"], only == "animal" && t.flags["child"]:
		default:
			return
		}
	}
}

// rows reads a table in a text file: a row for each line, fields separated by "|".
func rows(name string) [][]string {
	text, err := files.ReadFile("tables/" + name)
	if err != nil {
		panic(err)
	}
	var all [][]string
	for s := range strings.Lines(string(text)) {
		if s = strings.TrimSpace(s); s == "" || strings.HasPrefix(s, "//") {
			continue
		}
		fields := strings.Split(s, "|")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		all = append(all, slices.Clip(fields))
	}
	return all
}
