package glossary

import (
	"slices"
	"strings"
	"testing"
)

// terms are those of a small course.
func terms() []Term {
	return []Term{
		{Term: "token", Meaning: "A piece | of text.", Notebook: "ch01", Section: "1.1", Cell: "b"},
		{Term: "attention", Meaning: "Looking.", Notebook: "ch02", Section: "2.1", Cell: "b",
			First: Place{"ch01", "b"}, Forms: []string{"attention"}},
		{Term: "attention weight", Meaning: "A part.", Go: "attention.Weights", Notebook: "ch02",
			Section: "2.1", Cell: "b"},
		{Term: "mask", Meaning: "Hides.", Notebook: "ch02", Section: "2.2", Cell: "c",
			Not: []string{"mask of a thief"}},
	}
}

// cells are the texts of a small course without fault.
func cells() []Cell {
	cell := func(page, id, text string) Cell { return Cell{Place{page, id}, text} }
	return []Cell{
		cell("ch01", "a", "# One\n\nNo word of it.\n\n| section | on |\n|---|---|\n| 1.1 | the mask |\n\n"+
			"**After this chapter you can**\n\n* wear a mask;\n* make tokens.\n\nThe end."),
		cell("ch01", "b", "## Tokens\n\n**What is a token?**\n\nA **token** is a piece; *attention* looks at tokens."),
		cell("exercises/ch01", "a", "Count the tokens. `mask` is code, [a mask](x.ipynb) a link, *the mask of Zorro* "+
			"a film,\nand the mask of a thief another thing. An after-mask-party is none.\n\n```\nmask\n```"),
		cell("ch02", "a", "# Two\n\nAttention takes a token."),
		cell("ch02", "b", "**Attention** gives **attention weights**."),
		cell("ch02", "c", "### The mask\n\n<details><summary>Which?</summary>\n\nThe mask.\n\n</details>\n\n"+
			"A *mask* hides."),
		cell("exercises/ch02", "a", "Masks, attention\nweights, Attention."),
	}
}

func TestACourseThatExplainsFirstHasNoProblems(t *testing.T) {
	if got := Check(terms(), cells()); len(got) > 0 {
		t.Errorf("found %q", got)
	}
}

func TestEveryFaultIsFound(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil func(terms []Term, cells []Cell)
		want  string
	}{
		"an early use": {func(_ []Term, cells []Cell) { cells[0].Text += " Masks first." },
			"mask: ch01/a uses it before ch02/c explains it"},
		"an early use in exercises": {func(_ []Term, cells []Cell) { cells[2].Text += "\n* a (mask), too" },
			"mask: exercises/ch01/a uses it before ch02/c explains it"},
		"an early use in bold": {func(_ []Term, cells []Cell) { cells[3].Text += " **The mask of the future**" },
			"mask: ch02/a uses it before ch02/c explains it"},
		"an early use in a table": {func(_ []Term, cells []Cell) { cells[4].Text += "\n\n| mask |\n|---|" },
			"mask: ch02/b uses it before ch02/c explains it"},
		"a definition without the term": {func(_ []Term, cells []Cell) { cells[5].Text = "### The mask\n\nIt hides." },
			"mask: does not stand in the prose of ch02/c, which is said to explain it"},
		"a first explanation without the term": {func(_ []Term, cells []Cell) { cells[1].Text = "A token is it." },
			"attention: does not stand in the prose of ch01/b, which is said to explain it"},
		"a first explanation that is none": {func(terms []Term, _ []Cell) {
			terms[1].First = Place{"exercises/ch02", "a"}
		}, "attention: exercises/ch02/a does not stand before ch02/b"},
		"no such cell": {func(terms []Term, _ []Cell) { terms[3].Cell = "z" }, "mask: there is no cell ch02/z"},
		"no such notebook": {func(terms []Term, _ []Cell) { terms[3].In = []string{"ch02", "ch2"} },
			"mask: there is no notebook ch2"},
		"an exemption that nothing needs": {func(terms []Term, _ []Cell) {
			terms[3].Early = map[Place]string{{"ch01", "a"}: "the question of the course"}
		}, "mask: of 1 cells that may use it early, 0 do"},
		"two terms of one anchor": {func(terms []Term, _ []Cell) { terms[2].Term = "Token" },
			`Token: the anchor "token" is empty or that of token`},
	} {
		terms, cells := terms(), cells()
		tc.spoil(terms, cells)
		if got := Check(terms, cells); !slices.Contains(got, tc.want) {
			t.Errorf("%s: found %q, want %q", name, got, tc.want)
		}
	}
}

func TestExemptionsHold(t *testing.T) {
	for name, exempt := range map[string]func(t *Term){
		"a cell with a reason": func(t *Term) { t.Early = map[Place]string{{"ch01", "a"}: "the course's question"} },
		"another notebook":     func(t *Term) { t.In = []string{"ch02"} },
		"an everyday word":     func(t *Term) { t.Everyday = "thieves have masks, too" },
	} {
		terms, cells := terms(), cells()
		cells[0].Text += " A mask first."
		exempt(&terms[3])
		if got := Check(terms, cells); len(got) > 0 {
			t.Errorf("%s: found %q", name, got)
		}
	}
}

func TestLinksLeadFromDefinitionsAndFirstUses(t *testing.T) {
	all := cells()
	want := []string{
		all[0].Text,
		"## Tokens\n\n**What is a token?**\n\nA **[token](GLOSSARY.md#token)** is a piece; " +
			"*[attention](GLOSSARY.md#attention)* looks at tokens.",
		strings.Replace(all[2].Text, "the tokens", "the [tokens](../GLOSSARY.md#token)", 1),
		"# Two\n\nAttention takes a [token](GLOSSARY.md#token).", // attention is defined further down
		"**[Attention](GLOSSARY.md#attention)** gives **[attention weights](GLOSSARY.md#attention-weight)**.",
		"### The mask\n\n<details><summary>Which?</summary>\n\nThe mask.\n\n</details>\n\n" +
			"A *[mask](GLOSSARY.md#mask)* hides.",
		"[Masks](../GLOSSARY.md#mask), [attention\nweights](../GLOSSARY.md#attention-weight), " +
			"[Attention](../GLOSSARY.md#attention).",
	}
	for pass := range 2 { // the second time, links are there already
		for i, text := range Link(terms(), all) {
			if text != want[i] {
				t.Errorf("pass %d, %s: %q, want %q", pass+1, all[i].Place, text, want[i])
			}
			all[i].Text = text
		}
	}
	if got := Check(terms(), all); len(got) > 0 {
		t.Errorf("with links: %q", got)
	}
}

func TestLinksThatNobodyNeedsAreRemoved(t *testing.T) {
	all := cells()
	want := all[4].Text
	all[4].Text = strings.Replace(want, "gives", "[gives](GLOSSARY.md#gift)", 1)
	few := terms()[:1] // the others are no terms any more
	if got := Link(few, all)[4]; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestThePageHasAnAnchorForEachTerm(t *testing.T) {
	page := Page(terms())
	for _, want := range []string{
		"| <a id=\"token\"></a>**token** | A piece \\| of text. |  | [1.1](ch01.ipynb) |\n",
		"| <a id=\"attention-weight\"></a>**attention weight** | A part. | `attention.Weights` | [2.1](ch02.ipynb) |\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in %s", want, page)
		}
	}
	for term, want := range map[string]string{"−100": "minus-100", "ΔW": "delta-w", "β": "beta", "<|unk|>": "unk",
		"byte-pair encoding (BPE)": "byte-pair-encoding-bpe", "Wilson's interval": "wilson-s-interval"} {
		if got := (Term{Term: term}).Anchor(); got != want {
			t.Errorf("%s: %q, want %q", term, got, want)
		}
	}
}
