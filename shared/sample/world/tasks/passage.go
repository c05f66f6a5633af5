package tasks

import (
	"strings"
)

// What is asked and answered must fit a context of 256 tokens, about 170 words with the prompt's own. A short story
// does, with room for a question; of a longer one a passage is taken, whole paragraphs that follow each other. In words
// at most:
const (
	mostToAskAbout   = 80
	mostToRetell     = 82
	mostToContinue   = 65
	mostContinuation = 65
	mostBeforeEnding = 75
	mostToWet        = 55
	mostToTell       = 135
)

const between = "\n\n" // two paragraphs

func wordsOf(text string) int { return len(strings.Fields(text)) }

// beginning is as many whole paragraphs from the beginning of a text as have at most so many words, "" when already the
// first has more.
func beginning(text string, most int) string {
	paragraphs := strings.Split(text, between)
	n, words := 0, 0
	for ; n < len(paragraphs); n++ {
		if words += wordsOf(paragraphs[n]); words > most {
			break
		}
	}
	return strings.Join(paragraphs[:n], between)
}

// whole is a text that has at most so many words, "" for a longer one.
func whole(text string, most int) string {
	if wordsOf(text) > most {
		return ""
	}
	return text
}

// end is beginning from the end.
func end(text string, most int) string {
	paragraphs := strings.Split(text, between)
	n, words := len(paragraphs), 0
	for ; n > 0; n-- {
		if words += wordsOf(paragraphs[n-1]); words > most {
			break
		}
	}
	return strings.Join(paragraphs[n:], between)
}

// around is the paragraph that has an answer, with as many of those before it and then of those behind it as have at
// most so many words together. It is "" when no paragraph has the answer.
func around(text, answer string, most int) string {
	paragraphs := strings.Split(text, between)
	for at, p := range paragraphs {
		words := wordsOf(p)
		if !tells(p, answer) || words > most {
			continue
		}
		from, to := at, at+1
		for from > 0 && words+wordsOf(paragraphs[from-1]) <= most {
			from--
			words += wordsOf(paragraphs[from])
		}
		for to < len(paragraphs) && words+wordsOf(paragraphs[to]) <= most {
			words += wordsOf(paragraphs[to])
			to++
		}
		return strings.Join(paragraphs[from:to], between)
	}
	return ""
}

// tells tells whether an answer's words stand in a text one after the other.
func tells(text, answer string) bool { return strings.Contains(plain(text), plain(answer)) }

// plain is a text in small letters without marks, with a blank around each word.
func plain(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '\''
	})
	return " " + strings.Join(words, " ") + " "
}
