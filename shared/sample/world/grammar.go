package world

import "strings"

// fixArticles makes "a" "an" before a vowel that is heard, as in "an apple", "an hour", "a unicorn".
func fixArticles(s string) string {
	for i := 0; i+2 < len(s); i++ {
		if (s[i] != 'a' && s[i] != 'A') || s[i+1] != ' ' || (i > 0 && s[i-1] != ' ' && s[i-1] != '"') {
			continue
		}
		if vowel(s[i+2:]) {
			s = s[:i+1] + "n" + s[i+1:]
		}
	}
	return s
}

func vowel(word string) bool {
	for _, p := range []string{"uni", "use", "one", "once", "eu"} {
		if strings.HasPrefix(word, p) && !strings.HasPrefix(word, "unin") {
			return false
		}
	}
	return strings.HasPrefix(word, "hour") || strings.HasPrefix(word, "honest") ||
		strings.IndexByte("aeiouAEIOU", word[0]) >= 0
}

// upperFirst begins s with a capital letter.
func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
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
