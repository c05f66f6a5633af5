package text

import (
	"iter"
	"slices"
)

// Vocabulary gives every token an id: its place in the list of tokens (sections 2.3 and 2.4).
type Vocabulary struct {
	tokens []string
	ids    map[string]int
}

// NewVocabulary sorts the different tokens of a text by code point, capitals before small letters, and appends the
// special tokens in the given order. The book's vocabulary of section 2.3 is NewVocabulary(Words(text)), that of
// section 2.4 has EndOfText and Unknown behind it. A special token that is also among the tokens is kept once, at the
// end.
func NewVocabulary(tokens []string, special ...string) *Vocabulary {
	words := slices.DeleteFunc(slices.Clone(tokens), func(t string) bool { return slices.Contains(special, t) })
	slices.Sort(words) // Go compares bytes; for UTF-8 that is the order of code points
	v := &Vocabulary{ids: map[string]int{}}
	for _, token := range append(slices.Compact(words), special...) {
		if _, twice := v.ids[token]; !twice {
			v.ids[token] = len(v.tokens)
			v.tokens = append(v.tokens, token)
		}
	}
	return v
}

// Len is the number of tokens; ids run from 0 to Len()-1.
func (v *Vocabulary) Len() int { return len(v.tokens) }

// ID is the id of a token, and whether it has one.
func (v *Vocabulary) ID(token string) (int, bool) {
	id, ok := v.ids[token]
	return id, ok
}

// Token is the token with an id, and whether there is one.
func (v *Vocabulary) Token(id int) (string, bool) {
	if id < 0 || id >= len(v.tokens) {
		return "", false
	}
	return v.tokens[id], true
}

// All iterates over ids and tokens in the order of the ids.
func (v *Vocabulary) All() iter.Seq2[int, string] { return slices.All(v.tokens) }

// decode looks ids up.
func (v *Vocabulary) decode(ids []int) ([]string, error) {
	tokens := make([]string, len(ids))
	for i, id := range ids {
		token, ok := v.Token(id)
		if !ok {
			return nil, &UnknownIDError{ID: id, Position: i, VocabSize: v.Len()}
		}
		tokens[i] = token
	}
	return tokens, nil
}
