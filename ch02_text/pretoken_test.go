package text_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/dlclark/regexp2"

	"llmfromscratch/ch02_text"
)

// gpt2Rule is GPT-2's splitting rule as tiktoken has it: \p{L} and \p{N} with the letters and numbers of Unicode 16.
var gpt2Rule = regexp2.MustCompile(`'s|'t|'re|'ve|'m|'ll|'d| ?[\p{L}`+lettersOf16+`]+| ?[\p{N}`+numbersOf16+
	`]+| ?[^\s\p{L}`+lettersOf16+`\p{N}`+numbersOf16+`]+|\s+(?!\S)|\s+`, regexp2.None)

func byRule(t testing.TB, s string) (pieces []string) {
	t.Helper()
	m, err := gpt2Rule.FindStringMatch(s)
	for m != nil && err == nil {
		pieces = append(pieces, m.String())
		m, err = gpt2Rule.FindNextMatch(m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pieces
}

func TestPreTokensEqualTheRegularExpression(t *testing.T) {
	for _, s := range allAwkward() {
		if !utf8.ValidString(s) {
			s = string([]rune(s)) // as the tokenizers do before they split
		}
		if got, want := slices.Collect(text.PreTokens(s)), byRule(t, s); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestPreTokensEqualTheRuleForAllShortTexts(t *testing.T) {
	// All texts of up to five characters of these; they are one or two of each class and what contractions are made of.
	alphabet := []rune{'\'', 's', 'l', ' ', '\n', '1', '-', '中'}
	var grow func(s string, left int)
	grow = func(s string, left int) {
		if got, want := slices.Collect(text.PreTokens(s)), byRule(t, s); !slices.Equal(got, want) {
			t.Fatalf("%q: %q, want %q", s, got, want)
		}
		if left == 0 {
			return
		}
		for _, r := range alphabet {
			grow(s+string(r), left-1)
		}
	}
	grow("", 4)
}

func TestPreTokensClassifyEveryCharacterAsTheRule(t *testing.T) {
	step := rune(1)
	if testing.Short() {
		step = 37
	}
	var b strings.Builder
	flush := func() {
		if s := b.String(); !slices.Equal(slices.Collect(text.PreTokens(s)), byRule(t, s)) {
			t.Errorf("the characters from %q on are split in another way", []rune(s)[:3])
		}
		b.Reset()
	}
	for r := rune(0); r <= unicode.MaxRune; r += step {
		if !utf8.ValidRune(r) || r > 0x3ffff && r < 0xe0000 {
			continue // planes without characters
		}
		b.WriteString("a" + string(r) + "1" + string(r) + "-" + string(r) + " ")
		if b.Len() > 4000 {
			flush()
		}
	}
	flush()
}

func TestPreTokensMayBeLeftEarly(t *testing.T) {
	for piece := range text.PreTokens("one two three") {
		if piece != "one" {
			t.Errorf("first piece %q", piece)
		}
		break
	}
}

func FuzzPreTokens(f *testing.F) {
	for _, s := range awkward {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if joined := strings.Join(slices.Collect(text.PreTokens(s)), ""); joined != s {
			t.Errorf("%q: the pieces joined are %q", s, joined)
		}
		if utf8.ValidString(s) {
			if got, want := slices.Collect(text.PreTokens(s)), byRule(t, s); !slices.Equal(got, want) {
				t.Errorf("%q: %q, want %q", s, got, want)
			}
		}
	})
}
