package world

import (
	"strings"

	"llmfromscratch/shared/sample/world/lexicon"
)

// fact notes what the story has told. Question and answer are phrases, in which everybody is called by name.
func (t *tale) fact(kind, question, answer string) {
	if t.variant != plain || t.silent {
		return
	}
	q, a := t.aside(question), t.aside(answer)
	t.facts = append(t.facts, Fact{kind, lexicon.Capital(q), lexicon.Capital(a) + "."})
}

// sum sets the summary, a phrase of two sentences that calls the hero by name first.
func (t *tale) sum(phrase string) {
	if t.variant != plain {
		return
	}
	mark := t.voice
	t.voice = voice{}
	t.summary = t.phrase(must(parsePhrase(phrase)))
	t.voice = mark
}

// aside writes a phrase that is not part of the telling.
func (t *tale) aside(phrase string) string {
	if !strings.ContainsAny(phrase, "{[^") {
		return phrase
	}
	mark := t.voice
	t.voice = voice{quoted: true}
	s := t.words(must(parsePhrase(phrase)))
	t.voice = mark
	return s
}

// factsIn returns the facts whose answers stand in the text: which phrasing was drawn decides whether they do.
func (t *tale) factsIn(text string) []Fact {
	plainText := bare(text)
	told := make([]Fact, 0, len(t.facts))
	for _, f := range t.facts {
		if strings.Contains(plainText, bare(f.Answer)) {
			told = append(told, f)
		}
	}
	return told
}

// bare is s in small letters, only words, with a space around each.
func bare(s string) string {
	b := make([]byte, 0, len(s)+2)
	b = append(b, ' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case 'A' <= c && c <= 'Z':
			b = append(b, c+'a'-'A')
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '\'':
			b = append(b, c)
		case b[len(b)-1] != ' ':
			b = append(b, ' ')
		}
	}
	if b[len(b)-1] != ' ' {
		b = append(b, ' ')
	}
	return string(b)
}

func must(nodes []node, err error) []node {
	if err != nil {
		panic(err)
	}
	return nodes
}
