package tiny

import (
	"math/rand/v2"
	"strings"
)

// Vocabulary is the number of tokens of Encode: the letters, the space and the full stop.
const Vocabulary = 28

const letters = " .abcdefghijklmnopqrstuvwxyz"

// Encode makes a token of each letter; anything else is a space.
func Encode(text string) []int {
	ids := make([]int, len(text))
	for i := range text {
		ids[i] = max(0, strings.IndexByte(letters, text[i]))
	}
	return ids
}

// Decode makes a text of tokens.
func Decode(ids []int) string {
	text := make([]byte, len(ids))
	for i, id := range ids {
		text[i] = letters[id]
	}
	return string(text)
}

var (
	names   = strings.Fields("cat dog horse cow pig sheep goat mouse fox wolf bear owl")
	colours = strings.Fields("red green blue white black brown")
	verbs   = strings.Fields("sees likes finds follows calls")
	places  = strings.Fields("garden wood river hill barn road")
)

// Text is so many sentences like "the red fox sees the cow in the wood.", with spaces between.
func Text(rng *rand.Rand, sentences int) string {
	pick := func(words []string) string { return words[rng.IntN(len(words))] }
	all := make([]string, sentences)
	for i := range all {
		all[i] = "the " + pick(colours) + " " + pick(names) + " " + pick(verbs) + " the " + pick(names) + " in the " +
			pick(places) + "."
	}
	return strings.Join(all, " ")
}
