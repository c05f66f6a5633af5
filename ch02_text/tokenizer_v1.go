package text

import (
	"regexp"
	"strings"
)

// SimpleTokenizerV1 is the first tokenizer of the book: a token is a word or a punctuation mark, and a word that is not
// in the vocabulary is an error (section 2.3).
type SimpleTokenizerV1 struct {
	vocab *Vocabulary
}

// NewSimpleTokenizerV1 makes the tokenizer of a vocabulary.
func NewSimpleTokenizerV1(vocab *Vocabulary) *SimpleTokenizerV1 {
	return &SimpleTokenizerV1{vocab: vocab}
}

// Encode splits a text into [Words] and looks up their ids. For a word without an id the error is an
// [UnknownWordError].
func (t *SimpleTokenizerV1) Encode(text string) ([]int, error) {
	words := Words(text)
	ids := make([]int, len(words))
	for i, word := range words {
		id, ok := t.vocab.ID(word)
		if !ok {
			return nil, &UnknownWordError{Word: word}
		}
		ids[i] = id
	}
	return ids, nil
}

// Decode joins the tokens by blanks and takes away the blanks before , . ? ! " ( ) and '. The result is readable but
// not the text that was encoded: "It's" comes back as "It' s". For an id without a token the error is an
// [UnknownIDError].
func (t *SimpleTokenizerV1) Decode(ids []int) (string, error) {
	tokens, err := t.vocab.decode(ids)
	if err != nil {
		return "", err
	}
	return spaceBeforeV1.ReplaceAllString(strings.Join(tokens, " "), "$1"), nil
}

var spaceBeforeV1 = regexp.MustCompile(WhiteSpace + `+([,.?!"()'])`)
