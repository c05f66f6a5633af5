package tasks

import (
	"strings"

	"llmfromscratch/shared/sample/world/lexicon"
)

// deed is a verb with those who do it and those it is done to.
type deed struct {
	past, participle string // "ate", "eaten"
	who, whom        []string
}

func deeds() (list []deed) {
	for _, line := range lines("deeds.txt") {
		c := cells(line)
		past, participle, ok := strings.Cut(c[0], "/")
		if !ok {
			participle = past
		}
		list = append(list, deed{past, participle, strings.Fields(c[1]), strings.Fields(c[2])})
	}
	return list
}

// looks are adjectives that suit everybody and everything.
var looks = []string{"big", "small", "old", "little", "black", "brown", "white", "beautiful", "dirty", "wet"}

// passive draws sentences such as "The dog chased the black cat", to be turned round. The verb and whom it is done to
// decide the part.
func passive() func(d *drawer) item {
	all := deeds()
	plurals := map[string]string{}
	for _, n := range lexicon.Nouns() {
		if n.Countable() && !n.Varies && n.Plural != n.Word {
			plurals[n.Word] = n.Plural
		}
	}
	// some of one kind, with an adjective now and then: "dog", "black dogs"
	phrase := func(d *drawer, word string) (s string, several bool) {
		if plural := plurals[word]; plural != "" && d.r.IntN(4) == 0 {
			word, several = plural, true
		}
		if d.r.IntN(3) == 0 {
			word = pick(d.r, looks) + " " + word
		}
		return word, several
	}
	be := func(several bool) string {
		if several {
			return "were"
		}
		return "was"
	}
	return func(d *drawer) item {
		deed := pick(d.r, all)
		who, whom := pick(d.r, deed.who), pick(d.r, deed.whom)
		if who == whom {
			return item{}
		}
		agent, agents := phrase(d, who)
		patient, patients := phrase(d, whom)
		turned := func(whom string, several bool, who string) string {
			return "the " + whom + " " + be(several) + " " + deed.participle + " by the " + who
		}
		return item{
			key: deed.past + " " + whom,
			values: values{"x": "the " + agent + " " + deed.past + " the " + patient,
				"y": turned(patient, patients, agent)},
			wrong: values{"y": turned(agent, agents, patient)},
		}
	}
}
