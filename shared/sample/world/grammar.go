package world

import (
	"strings"

	"llmfromscratch/shared/sample/world/lexicon"
)

// fixArticles makes "a" "an" before a vowel that is heard, as in "an apple", "an hour", "a unicorn".
func fixArticles(s string) string {
	for i := 0; i+2 < len(s); i++ {
		if (s[i] != 'a' && s[i] != 'A') || s[i+1] != ' ' || (i > 0 && s[i-1] != ' ' && s[i-1] != '"') {
			continue
		}
		word, _, _ := strings.Cut(s[i+2:], " ")
		if strings.HasPrefix(lexicon.A(word), "an ") {
			s = s[:i+1] + "n" + s[i+1:]
		}
	}
	return s
}

// definite is something that was told of: "the ball" of "a ball".
func definite(what string) string {
	for _, article := range []string{"a ", "an "} {
		if rest, ok := strings.CutPrefix(what, article); ok {
			return "the " + rest
		}
	}
	return what
}

// list joins words as speech does: "a, b and c".
func list(words []string) string {
	if len(words) == 0 {
		return ""
	}
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
