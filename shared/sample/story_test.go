package sample_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"llmfromscratch/shared/sample"
)

func TestStoryIsOfTheBooksStorysSize(t *testing.T) {
	const low, high = 19_500, 21_500
	if n := len(sample.Story()); n < low || n > high {
		t.Errorf("the story has %d bytes, want %d to %d", n, low, high)
	}
}

func TestStoryIsCleanUTF8(t *testing.T) {
	s := sample.Story()
	if !utf8.ValidString(s) {
		t.Error("the story is not valid UTF-8")
	}
	if strings.ContainsAny(s, "\r\t\x00") || strings.HasPrefix(s, "\ufeff") {
		t.Error("the story has a carriage return, a tab, a zero byte or a byte-order mark")
	}
	var other []rune
	for _, r := range s {
		if r > 0x7e || (r < ' ' && r != '\n') {
			other = append(other, r)
		}
	}
	if got := string(other); got != "££" {
		t.Errorf("characters outside ASCII are %q, want two pound signs and no other", got)
	}
	for i, line := range strings.Split(s, "\n") {
		if line != strings.TrimSpace(line) {
			t.Errorf("line %d has white space at an end: %q", i+1, line)
		}
	}
}

// TestStoryHasEveryPunctuationMark wants each mark of the tokenizer of section 2.2 often enough to be learnt.
func TestStoryHasEveryPunctuationMark(t *testing.T) {
	s := sample.Story()
	for mark, least := range map[string]int{
		",": 100, ".": 100, ";": 20, ":": 20, "?": 20, "!": 10, `"`: 100, "'": 10, "(": 2, ")": 2, "_": 4, "--": 4,
	} {
		if n := strings.Count(s, mark); n < least {
			t.Errorf("%q occurs %d times, want at least %d", mark, n, least)
		}
	}
	if opened, closed := strings.Count(s, "("), strings.Count(s, ")"); opened != closed {
		t.Errorf("%d parentheses open and %d close", opened, closed)
	}
	for i, paragraph := range strings.Split(s, "\n\n") {
		if strings.Count(paragraph, `"`)%2 != 0 {
			t.Errorf("paragraph %d has an open quotation: %q", i+1, paragraph)
		}
		if strings.Count(paragraph, "_")%2 != 0 {
			t.Errorf("paragraph %d has an open emphasis: %q", i+1, paragraph)
		}
	}
}

func TestStoryRepeatsItsNamesAndPhrases(t *testing.T) {
	s := sample.Story()
	for phrase, least := range map[string]int{
		"Mr. Pym": 30, "Mrs. Quill": 25, "Mr. Crale": 10, "Daniel": 8, "Bet Harker": 5, "Saltby": 8,
		"stone with the white band": 3, "Near enough": 4, "said Mr. Pym": 15, "said Mrs. Quill": 10,
	} {
		if n := strings.Count(s, phrase); n < least {
			t.Errorf("%q occurs %d times, want at least %d", phrase, n, least)
		}
	}
}
