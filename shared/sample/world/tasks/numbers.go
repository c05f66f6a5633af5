package tasks

import (
	"fmt"
	"slices"
	"strings"

	"llmfromscratch/shared/sample/world/lexicon"
)

// numberFamilies ask for sums and differences.
func numberFamilies() []*family {
	all := forms("choices.txt")
	return []*family{
		{name: "add", weight: 2, form: all["add"], draw: func(d *drawer) item {
			x, z := 2+d.r.IntN(11), 1+d.r.IntN(10)
			return sum(d, min(x, z), max(x, z), x, z, x+z)
		}},
		{name: "take-away", weight: 1, form: all["take-away"], draw: func(d *drawer) item {
			x := 2 + d.r.IntN(19)
			z := 1 + d.r.IntN(min(x-1, 10))
			return sum(d, x, z, x, z, x-z)
		}},
	}
}

// sum asks what x and z make. The numbers a and b decide the part: of 3 + 5 and 5 + 3 they are the same.
func sum(d *drawer, a, b, x, z, result int) item {
	return item{
		key: fmt.Sprint(a, b),
		values: values{
			"x": lexicon.Number(x), "z": lexicon.Number(z), "y": lexicon.Number(result), "dx": fmt.Sprint(x),
			"dz": fmt.Sprint(z),
		},
		wrong: values{"y": lexicon.Number(nearby(d, result))},
	}
}

// nearby is another number than n that is not far from it, and not negative.
func nearby(d *drawer, n int) int {
	if less := n - 1 - d.r.IntN(2); less >= 0 && d.r.IntN(2) == 0 {
		return less
	}
	return n + 1 + d.r.IntN(2)
}

// counted asks how many words there are.
func counted(d *drawer, words []string) item {
	n := 2 + d.r.IntN(4)
	list := some(d.r, words, n)
	return item{
		key:    keyOf(list...),
		values: values{"list": strings.Join(list, comma), "y": lexicon.Number(n)},
		wrong:  values{"y": lexicon.Number(max(2, nearby(d, n)+n/2))},
	}
}

// countedKind asks how many words are of a kind, others being among them.
func countedKind() func(d *drawer) item {
	var kinds []lexicon.Kind
	words := map[string][]string{}
	for _, k := range lexicon.Kinds() {
		for _, n := range lexicon.Of(k.Name) {
			if !n.Shared && !n.PluralOnly() {
				words[k.Name] = append(words[k.Name], n.Word)
			}
		}
		if article, word, _ := strings.Cut(k.One, " "); len(article) <= 2 && !strings.Contains(word, " ") &&
			k.Name != "thing" && k.Name != "place" {
			kinds = append(kinds, k)
		}
	}
	return func(d *drawer) item {
		k, others := pick(d.r, kinds), pick(d.r, kinds)
		if !lexicon.Apart(k.Name, others.Name) {
			return item{}
		}
		n := 1 + d.r.IntN(4)
		list := slices.Concat(some(d.r, words[k.Name], n), some(d.r, words[others.Name], 1+d.r.IntN(3)))
		v := counting(k, n)
		v["list"] = strings.Join(shuffled(d, list...), comma)
		return item{key: keyOf(list...), values: v, wrong: counting(k, max(1, n%4+1))}
	}
}

// counting are the words of "There are three animals."
func counting(k lexicon.Kind, n int) values {
	v := values{"y": lexicon.Number(n), "are": "are", "things": k.Several, "several": k.Several}
	if n == 1 {
		_, one, _ := strings.Cut(k.One, " ")
		v["are"], v["things"] = "is", one
	}
	return v
}
