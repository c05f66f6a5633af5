package tasks

import (
	"iter"
	"slices"
	"strings"

	"llmfromscratch/shared/sample/world/lexicon"
)

// Preference is a task with two answers, of which the chosen one is better. As JSON it is an entry of chapter 7's
// preference data.
type Preference struct {
	Instruction string `json:"instruction"`
	Input       string `json:"input"`
	Chosen      string `json:"chosen"`
	Rejected    string `json:"rejected"`
	Family      string `json:"family"` // "kind", "short" or "true": what the better answer is
}

// PreferenceParts are preferences for training, for watching the training and for the test.
type PreferenceParts struct{ Train, Validation, Test []Preference }

// MakePreferences is [Make] for preferences.
func MakePreferences(seed uint64, train, validation, test int) PreferenceParts {
	return PreferenceParts{
		Train:      first(train, DrawPreferences(seed, Train)),
		Validation: first(validation, DrawPreferences(seed, Validation)),
		Test:       first(test, DrawPreferences(seed, Test)),
	}
}

// DrawPreferences draws preferences of a part without end: in turn one in which a kind answer is better than a rude
// one, one with a short answer and a long-winded one, one with a true answer and a false one. What they ask is split
// as entries are.
func DrawPreferences(seed uint64, part Part) iter.Seq[Preference] {
	return func(yield func(Preference) bool) {
		kind := newDrawer(seed, part)
		remarks := kindness()
		next, stop := iter.Pull(newDrawer(seed, part).tasks(answerable(), usual))
		defer stop()
		for {
			if t, ok := remarks.entry(kind); ok {
				p := t.preference("kind", t.item.values.fill(t.item.wrong["y"]))
				if !yield(p) {
					return
				}
			}
			for _, family := range []string{"short", "true"} {
				p, ok := worse(kind, next, family)
				if !ok || !yield(p) {
					return
				}
			}
		}
	}
}

// worse is the next task with an answer that is worse than its own.
func worse(d *drawer, next func() (task, bool), family string) (Preference, bool) {
	for {
		t, ok := next()
		if !ok {
			return Preference{}, false
		}
		rejected := t.fam.form.answer
		if family == "short" {
			return t.preference(family, longWinded(d, t.Output)), true
		}
		if t.item.wrong == nil {
			continue
		}
		rejected = t.item.values.with(t.item.wrong).fill(rejected)
		if rejected != t.Output {
			return t.preference(family, rejected), true
		}
	}
}

func (t task) preference(family, rejected string) Preference {
	return Preference{
		Instruction: t.Instruction, Input: t.Input, Chosen: t.Output, Rejected: rejected, Family: family,
	}
}

// answerable are the families with one right answer.
func answerable() []*family {
	return slices.DeleteFunc(slices.Clone(families()), func(f *family) bool { return f.free || f.name == "tidy" })
}

var (
	before = []string{
		"Well, that is a good question, and I have to think about it.",
		"Oh, you want to know that?",
		"Let me see, let me see.",
		"Many people ask me this, and I am always happy to answer.",
		"There is so much that one could say about it.",
	}
	after = []string{
		"I hope that this is what you wanted to know.",
		"But there is more, and I could go on and on about it.",
		"You can ask me again and I will say the same once more.",
		"That is what I think, and I have thought about it for a very long time.",
		"And if you want to hear other things, then I can tell you those as well.",
	}
)

// longWinded is an answer with much around it.
func longWinded(d *drawer, answer string) string {
	list := slices.Concat(some(d.r, before, 1+d.r.IntN(2)), []string{answer}, some(d.r, after, 1+d.r.IntN(2)))
	return strings.Join(list, " ")
}

// kindness is what somebody says, with a kind answer and a rude one.
func kindness() *family {
	type remark struct {
		way        way
		kind, rude string
	}
	remarks := map[string][]remark{}
	var kinds []string
	for _, line := range lines("kind.txt") {
		c := cells(line)
		remarks[c[0]] = append(remarks[c[0]], remark{way{instruction: c[1]}, c[2], c[3]})
		kinds = append(kinds, c[0]) // as often as it has remarks
	}
	nouns := map[string][]string{}
	for _, n := range lexicon.Nouns() {
		if n.Countable() && !n.Shared {
			nouns[n.Kind] = append(nouns[n.Kind], n.Word)
		}
	}
	// The remark is the item's, so the way to ask is the item's text.
	f := &family{name: "kind", whole: true, form: &form{answer: "{y}", ways: []way{{instruction: "{q}"}}}}
	f.draw = func(d *drawer) item {
		kind := pick(d.r, kinds)
		x, said := pick(d.r, nouns[kind]), pick(d.r, remarks[kind])
		v := values{"x": x, "a": lexicon.A(x)}
		return item{
			key:    said.way.instruction + "/" + x,
			values: v.with(values{"q": v.fill(said.way.instruction), "y": v.fill(said.kind)}),
			wrong:  values{"y": said.rude},
		}
	}
	return f
}
