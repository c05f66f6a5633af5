package world

import (
	"slices"
	"strings"

	"llmfromscratch/shared/sample/world/lexicon"
)

// school: somebody asks about words, and children answer. The words are those of package lexicon.
func school(t *tale) {
	h := t.hero(true)
	t.pickCase()
	t.day(false)
	t.set("time", "morning")
	f := t.friend("f")
	t.teacher()
	t.feel("proud", "happy", "keen", "worry")
	t.set("prize", oneOf(t, "a gold star", "a sticker with a lion on it", "a shiny red apple", "a paper medal",
		"the first place in the line", "a stamp on the hand", "the box of new chalk to carry",
		"a feather to write with"))

	t.open()
	t.say("intro")
	t.fact("teacher", "Who asked the questions?", "{m}")
	t.maybe(0.4, "hands")

	t.newParagraph()
	rounds := 3
	if t.short {
		rounds = 2
	} else if t.chance(0.4) {
		rounds = 4
	}
	who := []*being{h, f, h, h}
	for i, q := range t.questions(rounds) {
		t.set("x", who[i])
		t.set("w", q.word)
		t.set("v", q.answer)
		t.set("q1", q.a)
		t.set("q2", q.b)
		t.set("choice", q.choice)
		t.set("full", q.full)
		if i == 2 {
			t.newParagraph()
			t.maybe(0.7, "hard")
		}
		t.say("round")
		t.fact("lesson", q.question, q.answer)
		if i == 1 {
			t.maybe(0.6, "praise")
		}
	}

	if t.ending(2) == 0 {
		t.say("end.prize")
		t.fact("prize", "What did {h} get?", "{prize}")
	} else {
		t.say("end.home")
	}
	t.maybe(0.4, "closing")
	t.sum("{m:n} asked {h:n} and {f:n} about {topic}. They knew the answers, and {h:n} was {proud}.")
}

// teacher makes {m}, who asks: a teacher or, for one child in three, somebody at home.
func (t *tale) teacher() *being {
	if t.chance(0.3) {
		t.flag("home")
		return t.parent("m")
	}
	t.flag("class")
	if t.flags["animal"] {
		m := t.elder()
		m.intro = literal(m.name + oneOf(t, " who taught them", " at the blackboard"))
		t.set("m", m)
		return m
	}
	m := &being{kind: "teacher", pron: feminine, grown: true}
	m.name = oneOf(t, "Mrs ", "Miss ")
	if t.chance(0.4) {
		m.name, m.pron = "Mr ", masculine
	}
	m.name += t.free(surnames)
	m.intro = literal(oneOf(t, "the teacher "+m.name, m.name+" the teacher"))
	t.set("m", m)
	return m
}

// question is one that is asked at school.
type question struct {
	word, question, answer, full string

	a, b   string // the two numbers of a sum, {q1} and {q2}
	choice string // what there is to choose from
}

// questions draws n different questions of the case.
func (t *tale) questions(n int) []question {
	var all []question
	for len(all) < n {
		q := t.question()
		again := false
		for _, old := range all {
			again = again || old.word == q.word || old.word == q.answer
		}
		if !again {
			all = append(all, q)
		}
	}
	return all
}

func (t *tale) question() question {
	switch t.which {
	case "opposites":
		o := one(t, oppositeWords)
		return question{word: o.Word, answer: o.Opposite,
			question: "What is the opposite of " + o.Word + "?",
			full:     "The opposite of " + o.Word + " is " + o.Opposite}
	case "plurals":
		n := one(t, pluralWords)
		return question{word: n.Word, answer: n.Plural,
			question: "What do you call more than one " + n.Word + "?",
			full:     "One " + n.Word + ", two " + n.Plural}
	case "past":
		v := one(t, pastWords)
		return question{word: v.Word, answer: v.Past,
			question: "What is the past tense of " + v.Word + "?",
			full:     "Today I " + v.Word + ", and yesterday I " + v.Past}
	case "rhymes":
		return t.rhymeQuestion()
	case "spelling":
		w := one(t, shortWords)
		return question{word: w, answer: strings.Join(strings.Split(w, ""), "-"),
			question: "How do you spell " + w + "?",
			full:     "That makes " + w}
	case "counting":
		return t.sumQuestion()
	default:
		return t.oddOneOut()
	}
}

func (t *tale) rhymeQuestion() question {
	r := one(t, rhymes).Words
	i, j := t.sim.IntN(len(r)), t.sim.IntN(len(r)-1)
	if j >= i {
		j++
	}
	return question{word: r[i], answer: r[j],
		question: "Which word did they find that rhymes with " + r[i] + "?",
		full:     lexicon.Capital(r[i]) + " and " + r[j] + " sound the same at the end"}
}

// sumQuestion asks how many things there are.
func (t *tale) sumQuestion() question {
	n := one(t, pluralWords).Plural
	a, b := 2+t.sim.IntN(5), 1+t.sim.IntN(5)
	first, second, sum := lexicon.Number(a), lexicon.Number(b), lexicon.Number(a+b)
	return question{word: n, answer: sum, a: first, b: second,
		question: "How many " + n + " are " + first + " " + n + " and " + second + " more?",
		full:     lexicon.Capital(first) + " and " + second + " make " + sum}
}

// oddOneOut asks what does not belong to the others.
func (t *tale) oddOneOut() question {
	for {
		kind, other := one(t, sortKinds), one(t, sortKinds)
		if kind.Name == other.Name || !lexicon.Apart(kind.Name, other.Name) {
			continue
		}
		same, odd := sortWords[kind.Name], one(t, sortWords[other.Name])
		words := make([]string, 0, 4)
		for _, i := range t.sim.Perm(len(same))[:3] {
			words = append(words, lexicon.A(same[i]))
		}
		words = slices.Insert(words, t.sim.IntN(4), lexicon.A(odd))
		choice := strings.Join(words[:3], ", ") + " or " + words[3]
		return question{word: odd, answer: "the " + odd, choice: choice,
			question: "Which one does not fit: " + choice + "?",
			full:     "The others are " + kind.Several}
	}
}
