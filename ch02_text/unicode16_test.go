package text_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"llmfromscratch/ch02_text"
)

// Letters (L) and numbers (N) that Unicode 15.1 and 16.0 have added, as ranges of a regular expression: written down
// from the Unicode Character Database, apart from the tables that are tested.
const (
	lettersOf16 = "\u1c89\u1c8a\ua7cb-\ua7cd\ua7da-\ua7dc\U000105c0-\U000105f3\U00010d4a-\U00010d65" +
		"\U00010d6f-\U00010d85\U00010ec2-\U00010ec4\U00011380-\U00011389\U0001138b\U0001138e" +
		"\U00011390-\U000113b5\U000113b7\U000113d1\U000113d3\U00011bc0-\U00011be0\U00013460-\U000143fa" +
		"\U00016100-\U0001611d\U00016d40-\U00016d6c\U00018cff\U0001e5d0-\U0001e5ed\U0001e5f0" +
		"\U0002ebf0-\U0002ee5d"
	numbersOf16 = "\U00010d40-\U00010d49\U000116d0-\U000116e3\U00011bf0-\U00011bf9\U00016130-\U00016139" +
		"\U00016d70-\U00016d79\U0001ccf0-\U0001ccf9\U0001e5f1-\U0001e5fa"
)

func TestNewestLettersAreLetters(t *testing.T) {
	for _, c := range []struct {
		name, text string
		pieces     []string
	}{
		{"Latin S with diagonal stroke", "\"\ua7cc're", []string{"\"", "\ua7cc", "'re"}},
		{"Latin lambda with stroke", " \ua7dc's", []string{" \ua7dc", "'s"}},
		{"Cyrillic Tje", "-\u1c89\u1c8a'll", []string{"-", "\u1c89\u1c8a", "'ll"}},
		{"among old letters", "a\ua7cdb c", []string{"a\ua7cdb", " c"}},
		{"Todhri", "x\U000105c0 1", []string{"x\U000105c0", " 1"}},
		{"Chinese, extension I", "中\U0002ebf0。", []string{"中\U0002ebf0", "。"}},
		{"Garay digit", "7\U00010d41x", []string{"7\U00010d41", "x"}},
		{"outlined digit", " \U0001ccf9!", []string{" \U0001ccf9", "!"}},
		{"no letter: Todhri's neighbour", "x\U000105f4", []string{"x", "\U000105f4"}},
		{"no letter: a vowel sign of Kirat Rai's neighbour", "x\U00016d6d", []string{"x", "\U00016d6d"}},
		{"no letter: a hole in Tulu-Tigalari", "x\U0001138c", []string{"x", "\U0001138c"}},
	} {
		if got := slices.Collect(text.PreTokens(c.text)); !slices.Equal(got, c.pieces) {
			t.Errorf("%s: %q is cut into %q, want %q", c.name, c.text, got, c.pieces)
		}
	}
}

// The ids of GPT-2 are tiktoken's, and those of the encoding written out: the tokenizer below must not cut a piece
// again.
func TestNewestLettersHaveTheIDsOfTiktoken(t *testing.T) {
	tok, err := text.NewGPT2()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := tok.EncodeOrdinary("\"\ua7cc're"), []int{1, 166, 253, 234, 821}; !slices.Equal(got, want) {
		t.Errorf("ids %v, want %v", got, want)
	}
	written := trained(t)
	for _, s := range []string{"a\ua7cdb", " \U00011380's", "\U0002ebf0\U0002ebf1", "x\U0001ccf9 y", " \U0001e5f0",
		strings.Repeat("ab\ua7cc", 60)} {
		ids := tok.EncodeOrdinary(s)
		if back, err := tok.Decode(ids); err != nil || back != s {
			t.Errorf("%q comes back as %q, %v", s, back, err)
		}
		if back, err := written.Decode(written.EncodeOrdinary(s)); err != nil || back != s {
			t.Errorf("%q comes back as %q, %v", s, back, err)
		}
	}
}

// trained is a small encoding of the project's own.
func trained(t *testing.T) *text.BPE {
	t.Helper()
	b, err := text.TrainBPE(t.Context(), strings.Repeat("a\ua7cdb a\ua7cdb low lower ", 20), 260)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// When Go's tables reach Unicode 16, the tables here are one file too many.
func TestGosTablesAreOlder(t *testing.T) {
	if unicode.IsLetter('\ua7cc') {
		t.Errorf("Go has Unicode %s: remove unicode16.go", unicode.Version)
	}
}
