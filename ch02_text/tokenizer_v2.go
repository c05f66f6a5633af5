package text

import (
	"fmt"
	"regexp"
	"strings"
)

// SimpleTokenizerV2 differs from [SimpleTokenizerV1] in one thing: it has special tokens, and a word that is not in the
// vocabulary becomes [Unknown] (section 2.4). A special token is recognized where it stands between white space or
// punctuation marks: "tea? <|endoftext|> In".
type SimpleTokenizerV2 struct {
	vocab   *Vocabulary
	unknown int
}

// NewSimpleTokenizerV2 makes the tokenizer of a vocabulary, which must have the token [Unknown].
func NewSimpleTokenizerV2(vocab *Vocabulary) (*SimpleTokenizerV2, error) {
	unknown, ok := vocab.ID(Unknown)
	if !ok {
		return nil, fmt.Errorf("a vocabulary without the token %s: add it, NewVocabulary(words, text.EndOfText, "+
			"text.Unknown)", Unknown)
	}
	return &SimpleTokenizerV2{vocab: vocab, unknown: unknown}, nil
}

// Encode splits a text into [Words] and looks up their ids. The error is always nil: every text can be encoded.
func (t *SimpleTokenizerV2) Encode(text string) ([]int, error) {
	words := Words(text)
	ids := make([]int, len(words))
	for i, word := range words {
		id, ok := t.vocab.ID(word)
		if !ok {
			id = t.unknown
		}
		ids[i] = id
	}
	return ids, nil
}

// Decode is that of [SimpleTokenizerV1], and takes away the blanks before : and ; as well.
func (t *SimpleTokenizerV2) Decode(ids []int) (string, error) {
	tokens, err := t.vocab.decode(ids)
	if err != nil {
		return "", err
	}
	return spaceBeforeV2.ReplaceAllString(strings.Join(tokens, " "), "$1"), nil
}

var spaceBeforeV2 = regexp.MustCompile(WhiteSpace + `+([,.:;?!"()'])`)
