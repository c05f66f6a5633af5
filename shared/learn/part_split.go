package learn

import (
	"math/rand/v2"
	"strings"
)

var splitPart = Part{
	ID: "2.2", Name: "Split", Title: "a text becomes tokens", Chapter: "ch02_text",
	Stub: `// Split cuts a text into tokens: words, and punctuation marks each by itself. White space only separates.
// The marks are
//
//	, . : ; ? _ ! " ( ) '  and  --
//
// "Well--no, never." becomes "Well", "--", "no", ",", "never", ".".
func Split(text string) []string`,
	Hints: [3]string{
		"A mark can stand right behind a word, without a space: strings.Fields alone leaves them together.",
		"Make it a problem that strings.Fields can solve: see that every mark has white space on both sides.",
		`text = strings.ReplaceAll(text, mark, " "+mark+" ") for every mark; begin with "--".`,
	},
	Teaches: "A model never sees a text, only tokens. Where the cuts are is a choice, and everything behind it " +
		"(the size of the vocabulary, which words are unknown) follows from that choice.",
	Function: (func(string) []string)(nil),
	Examples: [][]any{{"a"}, {"a."}, {"a b"}, {"a--b"}, {"a-b"}, {""}, {" a,  b "}, {"(It's) \"_so_\": a; b? c!\n"}},
	Mistakes: []Mistake{
		{"marks stay", "The text is cut at white space only, so that a word with a full stop behind it is another " +
			"token than the word. The vocabulary would need each word once for every mark that can follow it."},
		{"spaces stay", "White space is a token of its own here. In this tokenizer it only separates; drop what " +
			"is nothing but space."},
		{"marks lost", "The marks are gone. They separate words, but they are tokens too: without them a model " +
			"never learns where a sentence ends."},
		{"dash", "Two dashes in a row are one mark and separate words as well; here they stick to the words " +
			"beside them."},
		{"single dash", "A single dash is no mark: a word such as well-known stays whole. Only two in a row " +
			"separate."},
		{"empty tokens", "There are empty tokens in the list: where two separators meet there is nothing between " +
			"them. Leave those out."},
	},
	Properties: []Property{property("nothing is lost", func(f func(string) []string) string {
		text := "\"Yes,\" she said--(quite low): 'no; never!'\tAnd_then?\r\nNothing."
		if got := strings.Join(f(text), ""); got != strings.Join(strings.Fields(text), "") {
			return "Tokens put together again are the text without its white space; yours of " + Literal(text) +
				" give " + Literal(got) + "."
		}
		return ""
	})},
	Random: func(r *rand.Rand) []any {
		pieces := []string{"a", "word", "I", " ", "  ", "\n", ",", ".", ":", ";", "?", "_",
			"!", "\"", "(", ")", "'", "--", "-"}
		var b strings.Builder
		for range between(r, 0, 20) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		return []any{b.String()}
	},
}
