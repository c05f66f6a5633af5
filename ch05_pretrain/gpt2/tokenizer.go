package gpt2

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"llmfromscratch/ch02_text"
)

// ExtendedTokenizer is a tokenizer with special tokens more than the one it is made of. It is a text.Tokenizer.
type ExtendedTokenizer struct {
	base    text.Tokenizer
	size    int      // tokens of base
	special []string // the new ones; the first has the id size
}

// ExtendTokenizer adds special tokens to a tokenizer with vocabSize tokens: the first gets the id vocabSize, the next
// one more. Wherever a text spells one of them out, it becomes that id; all else is left to the tokenizer it is made
// of. With [ExtendVocabulary] the model learns of them:
//
//	base, err := text.NewGPT2()
//	tok, err := gpt2.ExtendTokenizer(base.Allowing(text.EndOfText), base.VocabSize(), "<|user|>", "<|assistant|>")
//	m, err = gpt2.ExtendVocabulary(m, 2, gpt2.MeanRows) // for the ids 50257 and 50258
func ExtendTokenizer(base text.Tokenizer, vocabSize int, special ...string) (*ExtendedTokenizer, error) {
	var errs []error
	for i, token := range special {
		if token == "" {
			errs = append(errs, errors.New("a special token is empty"))
		}
		if !utf8.ValidString(token) {
			errs = append(errs, fmt.Errorf("the special token %q is not UTF-8", token))
		}
		if slices.Contains(special[:i], token) {
			errs = append(errs, fmt.Errorf("the special token %q is there twice", token))
		}
		if ids, err := base.Encode(token); err == nil && len(ids) == 1 && token != "" {
			errs = append(errs, fmt.Errorf("%q is a token already, with id %d", token, ids[0]))
		}
	}
	if len(special) == 0 {
		errs = append(errs, errors.New("no special tokens"))
	}
	if vocabSize < 1 {
		errs = append(errs, fmt.Errorf("a vocabulary of %d tokens", vocabSize))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("extend a tokenizer: %w", err)
	}
	return &ExtendedTokenizer{base, vocabSize, slices.Clone(special)}, nil
}

// VocabSize is the number of tokens, the new ones included.
func (t *ExtendedTokenizer) VocabSize() int { return t.size + len(t.special) }

// SpecialID is the id of one of the new tokens, and whether there is one.
func (t *ExtendedTokenizer) SpecialID(token string) (int, bool) {
	i := slices.Index(t.special, token)
	return t.size + i, i >= 0
}

// Encode turns a text into ids. Where one special token begins with another, the longer one counts.
func (t *ExtendedTokenizer) Encode(txt string) ([]int, error) {
	var ids []int
	for ordinary, token := range text.CutSpecial(txt, t.special) {
		if ordinary != "" {
			more, err := t.base.Encode(ordinary)
			if err != nil {
				return nil, err
			}
			ids = append(ids, more...)
		}
		if token != "" {
			id, _ := t.SpecialID(token)
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// Decode turns ids back into a text; the new tokens are spelled out.
func (t *ExtendedTokenizer) Decode(ids []int) (string, error) {
	var b strings.Builder
	for from := 0; from < len(ids); {
		to := from
		for to < len(ids) && ids[to] < t.size {
			to++
		}
		if to > from {
			part, err := t.base.Decode(ids[from:to])
			if err != nil {
				return "", err
			}
			b.WriteString(part)
		}
		if to < len(ids) {
			which := ids[to] - t.size
			if which >= len(t.special) {
				return "", &text.UnknownIDError{ID: ids[to], Position: to, VocabSize: t.VocabSize()}
			}
			b.WriteString(t.special[which])
			to++
		}
		from = to
	}
	return b.String(), nil
}
