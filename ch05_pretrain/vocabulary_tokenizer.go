package pretrain

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"llmfromscratch/ch02_text"
)

// ExtendedTokenizer is a tokenizer with special tokens more than the one it is made of. It is a text.Tokenizer.
type ExtendedTokenizer struct {
	base    text.Tokenizer
	size    int      // tokens of base
	special []string // the new ones; the first has the id size
	cut     *regexp.Regexp
}

// ExtendTokenizer adds special tokens to a tokenizer with vocabSize tokens: the first gets the id vocabSize, the next
// one more. Wherever a text spells one of them out, it becomes that id; all else is left to the tokenizer it is made
// of. With [ExtendVocabulary] the model learns of them:
//
//	base := gpt2.Allowing(text.EndOfText)
//	tok, err := pretrain.ExtendTokenizer(base, gpt2.VocabSize(), "<|user|>", "<|assistant|>") // ids 50257, 50258
//	m, err = pretrain.ExtendVocabulary(m, 2, pretrain.MeanRows)
func ExtendTokenizer(base text.Tokenizer, vocabSize int, special ...string) (*ExtendedTokenizer, error) {
	var errs []error
	for i, token := range special {
		if token == "" {
			errs = append(errs, errors.New("a special token is empty"))
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
	// Of alternatives that begin at one place a regular expression takes the first: the longer ones stand before.
	patterns := slices.SortedFunc(slices.Values(special), func(a, b string) int { return len(b) - len(a) })
	for i, token := range patterns {
		patterns[i] = regexp.QuoteMeta(token)
	}
	cut, err := regexp.Compile(strings.Join(patterns, "|"))
	if err != nil {
		return nil, fmt.Errorf("extend a tokenizer: %w", err) // a token that is not UTF-8
	}
	return &ExtendedTokenizer{base, vocabSize, slices.Clone(special), cut}, nil
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
	ordinary := func(part string) error {
		if part == "" {
			return nil
		}
		more, err := t.base.Encode(part)
		ids = append(ids, more...)
		return err
	}
	from := 0
	for _, place := range t.cut.FindAllStringIndex(txt, -1) {
		if err := ordinary(txt[from:place[0]]); err != nil {
			return nil, err
		}
		id, _ := t.SpecialID(txt[place[0]:place[1]])
		ids = append(ids, id)
		from = place[1]
	}
	if err := ordinary(txt[from:]); err != nil {
		return nil, err
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
