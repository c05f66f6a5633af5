package tasks

import (
	"maps"
	"slices"
	"strings"
)

// talkFamilies are what people say to a model beside asking for something.
func talkFamilies() []*family {
	var names []values
	for _, line := range lines("names.txt") {
		for name := range strings.FieldsSeq(line) {
			names = append(names, values{"x": name})
		}
	}
	var list []*family
	all := forms("talk.txt")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		about := []values{{}}
		if name == "greeting" {
			about = names
		}
		list = append(list, &family{name: name, weight: 1, form: all[name], free: true, draw: func(d *drawer) item {
			v := pick(d.r, about)
			return item{key: name + v["x"], values: v}
		}})
	}
	return list
}
