package tasks

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"llmfromscratch/shared/sample/world"
	"llmfromscratch/shared/sample/world/lexicon"
)

// questionKinds are the kinds of facts that make a family of questions, "story-who" and so on, with how many a round
// has of them. All other kinds together make "story-detail".
var questionKinds = []struct {
	name   string
	weight int
}{
	{"who", 2}, {"what", 3}, {"where", 2}, {"why", 2}, {"colour", 1}, {"feeling", 2}, {"weather", 1}, {"helper", 1},
	{"first", 1}, {"how", 1}, {"home", 1}, {detail, 3},
}

const detail = "detail"

// kindOf is the kind of question that a fact makes.
func kindOf(f world.Fact) string {
	for _, k := range questionKinds {
		if k.name == f.Kind {
			return f.Kind
		}
	}
	return detail
}

// storyFamilies ask about stories and for stories.
func storyFamilies() []*family {
	all := forms("stories.txt")
	var list []*family
	for _, k := range questionKinds {
		list = append(list, &family{
			name: "story-" + k.name, weight: k.weight, form: all["question"], whole: true, split: "story",
			draw: func(d *drawer) item { return question(d, k.name) },
		})
	}
	free := func(name string, weight int, output func(s world.Story) (input, output string)) {
		list = append(list, &family{
			name: name, weight: weight, form: all[name], whole: true, split: "story", free: true,
			draw: func(d *drawer) item {
				s := d.story()
				input, output := output(s)
				if input == "" || output == "" {
					return item{}
				}
				return item{key: storyKey(s), values: values{"story": input, "y": output}}
			},
		})
	}
	free("continue", 1, func(s world.Story) (string, string) {
		start := beginning(s.Text, mostToContinue)
		return start, beginning(strings.TrimPrefix(s.Text[len(start):], between), mostContinuation)
	})
	free("retell", 1, func(s world.Story) (string, string) { return whole(s.Text, mostToRetell), s.Summary })
	free("rain", 1, func(s world.Story) (string, string) {
		return whole(s.Opening, mostToWet), whole(s.Rain, mostToWet)
	})
	free("ending", 1, func(s world.Story) (string, string) { return end(s.Text, mostBeforeEnding), s.OtherEnding })
	return append(list,
		&family{name: "tidy", weight: 1, form: all["tidy"], whole: true, split: "story", draw: untidy},
		&family{name: "sentence", weight: 1, form: all["sentence"], free: true, draw: sentenceWith},
		&family{name: "story", weight: 2, form: all["story"], free: true, draw: storyAbout},
	)
}

// poolSize is how many stories a drawer has at hand. Several tasks are about each, so that the question counts.
const poolSize, fresh = 64, 4

// story is one of the drawer's stories, all of which are of its part. One in four is new.
func (d *drawer) story() world.Story {
	if len(d.pool) > 0 && d.r.IntN(fresh) > 0 {
		return pick(d.r, d.pool)
	}
	for {
		tell := world.Tell
		if d.r.IntN(2) == 0 {
			tell = world.TellShort // the whole of it can be asked about
		}
		s := tell(d.seed, int(d.r.Uint32()>>1))
		if partOf("story", storyKey(s)) != d.part {
			continue
		}
		if len(d.pool) < poolSize {
			d.pool = append(d.pool, s)
		} else {
			d.pool[d.r.IntN(poolSize)] = s
		}
		return s
	}
}

// storyKey is what a story is made of: stories with the same hero, plot, things, places and colours are for one part.
func storyKey(s world.Story) string {
	parts := []string{s.Hero, s.Plot}
	for _, f := range s.Facts {
		if slices.Contains([]string{"who", "what", "where", "colour"}, f.Kind) {
			parts = append(parts, f.Answer)
		}
	}
	return strings.Join(parts, "/")
}

// question asks for a fact of a kind. A wrong answer is right in another story, and not to be read in this one.
func question(d *drawer, kind string) item {
	s := d.story()
	f, ok := factOf(d, s, kind)
	if !ok {
		return item{}
	}
	passage := around(s.Text, f.Answer, mostToAskAbout)
	if kind == "who" {
		passage = beginning(s.Text, mostToAskAbout) // where people are named, and the first is whom the story is about
	}
	if !tells(passage, f.Answer) {
		return item{}
	}
	it := item{key: storyKey(s), values: values{"q": f.Question, "story": passage, "y": f.Answer}}
	for _, other := range d.story().Facts {
		if other.Kind == f.Kind && !tells(passage, other.Answer) {
			it.wrong = values{"y": other.Answer}
		}
	}
	return it
}

// factOf is one of a story's facts that make a kind of question.
func factOf(d *drawer, s world.Story, kind string) (world.Fact, bool) {
	var facts []world.Fact
	for _, f := range s.Facts {
		if kindOf(f) == kind {
			facts = append(facts, f)
		}
	}
	if len(facts) == 0 {
		return world.Fact{}, false
	}
	return pick(d.r, facts), true
}

var plainSentence = regexp.MustCompile(`^[A-Z][a-z]*( [A-Za-z]+,?)+\.$`)

// sentences are those of a text that stand alone: nobody speaks in them, and they call everybody by name.
func sentences(text string) []string {
	var list []string
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if strings.Contains(paragraph, `"`) {
			continue
		}
		for _, s := range strings.SplitAfter(paragraph, ". ") {
			s = strings.TrimSpace(s)
			first, _, _ := strings.Cut(s, " ")
			if plainSentence.MatchString(s) && !pronouns[first] && strings.Count(s, " ") < 20 {
				list = append(list, s)
			}
		}
	}
	return list
}

// pronouns are first words of sentences that lean on the one before.
var pronouns = func() map[string]bool {
	const words = "He She It They His Her Its Their That This Then So But And There These Those"
	all := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		all[word] = true
	}
	return all
}()

// untidy is a sentence without capital letters and full stop.
func untidy(d *drawer) item {
	s := d.story()
	list := sentences(s.Text)
	if len(list) == 0 {
		return item{}
	}
	right := pick(d.r, list)
	return item{
		key:    storyKey(s),
		values: values{"x": strings.ToLower(strings.TrimSuffix(right, ".")), "y": right},
	}
}

// countable are the nouns that a story or a sentence can be about.
var countable = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, n := range lexicon.Nouns() {
		all[n.Word] = n.Countable()
	}
	return all
})

// nounsOf are the countable nouns of a text, each once.
func nounsOf(text string) []string {
	var list []string
	noLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	for _, word := range strings.FieldsFunc(text, noLetter) {
		if countable()[word] && !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	return list
}

// sentenceWith asks for a sentence with a word.
func sentenceWith(d *drawer) item {
	list := sentences(d.story().Text)
	if len(list) == 0 {
		return item{}
	}
	s := pick(d.r, list)
	nouns := nounsOf(s)
	if len(nouns) == 0 {
		return item{}
	}
	x := pick(d.r, nouns)
	return item{key: x, values: values{"x": x, "y": s}}
}

// storyAbout asks for a story about somebody, or about something that is in it.
func storyAbout(d *drawer) item {
	s := d.story()
	if s.Kind == "" || s.Hero == "" || wordsOf(s.Text) > mostToTell {
		return item{}
	}
	about := []string{s.Kind, s.Kind + " called " + s.Hero}
	about = append(about, nounsOf(s.Text)...)
	x := pick(d.r, about)
	return item{key: x, values: values{"x": x, "a": lexicon.A(x), "y": s.Text}}
}
