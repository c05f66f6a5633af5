package text

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// AllSpecial among the allowed special tokens of an Encode allows every one the tokenizer has, as allowed_special="all"
// does in Python.
const AllSpecial = "all"

// SpecialTokenError is the error of encoding a text that contains a special token which is not allowed. Otherwise a
// text from outside could end a document, or a user's part of a dialogue, by spelling the token out.
type SpecialTokenError struct {
	Token string
	At    int // byte where it starts
}

func (e *SpecialTokenError) Error() string {
	return fmt.Sprintf("the text contains the special token %s at byte %d, which is not allowed: %s", e.Token, e.At,
		e.Remedy())
}

// Remedy is what a program can do about it: the end of the error's text.
func (e *SpecialTokenError) Remedy() string {
	return fmt.Sprintf("allow it with Encode(text, %q) to get its id, or use EncodeOrdinary to encode it as ordinary "+
		"characters", e.Token)
}

// specialTokens are the ids of a tokenizer's special tokens.
type specialTokens map[string]int

// allow divides the special tokens into those that allowed names and the others. A name that is none of them counts for
// nothing, as in Python.
func (s specialTokens) allow(allowed []string) (yes, no []string) {
	all := slices.Contains(allowed, AllSpecial)
	for _, token := range slices.Sorted(maps.Keys(s)) {
		if all || slices.Contains(allowed, token) {
			yes = append(yes, token)
		} else {
			no = append(no, token)
		}
	}
	return yes, no
}

// refuse is an error if the text contains one of the tokens.
func refuse(text string, tokens []string) error {
	for ordinary, token := range CutSpecial(text, tokens) {
		if token != "" {
			return &SpecialTokenError{Token: token, At: len(ordinary)}
		}
	}
	return nil
}

// CutSpecial cuts a text at special tokens. It yields what stands before each, possibly nothing, with the token; at the
// end what is left, with no token: "a<|endoftext|>b" is "a" with <|endoftext|>, then "b" with "". Where one token
// begins with another, the longer one counts; tokens must not be empty. The time is linear in the length of the text,
// however many of the tokens it has.
func CutSpecial(text string, tokens []string) iter.Seq2[string, string] {
	return func(yield func(ordinary, token string) bool) {
		next := make([]int, len(tokens)) // where each token stands next; len(text) if nowhere
		for i := range next {
			next[i] = -1
		}
		from := 0
		for {
			first := -1
			for i, token := range tokens {
				if next[i] < from {
					if n := strings.Index(text[from:], token); n >= 0 {
						next[i] = from + n
					} else {
						next[i] = len(text)
					}
				}
				if next[i] < len(text) && (first < 0 || next[i] < next[first] ||
					next[i] == next[first] && len(token) > len(tokens[first])) {
					first = i
				}
			}
			if first < 0 {
				yield(text[from:], "")
				return
			}
			if !yield(text[from:next[first]], tokens[first]) {
				return
			}
			from = next[first] + len(tokens[first])
		}
	}
}

// allowing is an encoder with special tokens as a Tokenizer: some of them are always allowed.
type allowing struct {
	*codec
	allowed []string
}

func (t allowing) Encode(text string) ([]int, error) { return t.codec.Encode(text, t.allowed...) }
