package tasks

import (
	"embed"
	"fmt"
	"strings"

	"llmfromscratch/shared/sample/world/lexicon"
)

//go:embed *.txt
var tables embed.FS

// lines are those of a table that are neither empty nor comments.
func lines(name string) []string {
	content, err := tables.ReadFile(name)
	if err != nil {
		panic(err) // the tables are part of the program
	}
	var list []string
	for line := range strings.Lines(string(content)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			list = append(list, line)
		}
	}
	return list
}

// cells are the parts of a line between bars.
func cells(line string) []string {
	parts := strings.Split(line, " | ")
	for i, p := range parts {
		parts[i] = strings.TrimSpace(p)
	}
	return parts
}

// form is what a family's tasks look like. Names in braces stand for an item's values.
type form struct {
	answer   string
	ways     []way
	training []way // for training only: they name nothing that could be new in a test
}

// way is a way to ask.
type way struct{ instruction, input string }

// forms are those of a table's families by their names.
func forms(name string) map[string]*form {
	all := map[string]*form{}
	var f *form
	for _, line := range lines(name) {
		if heading, ok := strings.CutPrefix(line, "["); ok {
			family, answer, _ := strings.Cut(heading, "]")
			f = &form{answer: strings.TrimSpace(answer)}
			all[family] = f
			continue
		}
		text, onlyTraining := strings.CutPrefix(line, "= ")
		instruction, input, _ := strings.Cut(text, " | ")
		w := way{instruction: instruction, input: input}
		if onlyTraining {
			f.training = append(f.training, w)
		} else {
			f.ways = append(f.ways, w)
		}
	}
	return all
}

// values are what an item has for the names in braces.
type values map[string]string

// fill puts values in the place of names: {x} of x "cat" is "cat", {X} is "Cat".
func (v values) fill(text string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		value, known := v[name]
		if !known {
			small := strings.ToLower(name[:1]) + name[1:]
			if value, known = v[small]; !known {
				panic(fmt.Sprintf("tasks: %q: nothing for {%s}", text, name)) // a test fills all texts
			}
			value = lexicon.Capital(value)
		}
		b.WriteString(value)
		text = after
	}
}

// with is v with other values for some names.
func (v values) with(others values) values {
	all := make(values, len(v))
	for name, value := range v {
		all[name] = value
	}
	for name, value := range others {
		all[name] = value
	}
	return all
}
