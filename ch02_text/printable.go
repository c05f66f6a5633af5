package text

import "unicode/utf8"

// GPT-2's files write the bytes of a token as printable characters, so that a token can stand in JSON and between
// blanks: a byte that is a visible character of Latin-1 stands for itself, the 68 others take the characters from
// U+0100 on. A blank is Ġ (U+0120), a line feed Ċ (U+010A).
var printable, unprintable = func() (forward [256]rune, back map[rune]byte) {
	back = make(map[rune]byte, 256)
	free := rune(256)
	for i := range forward {
		visible := i >= '!' && i <= '~' || i >= '¡' && i <= '¬' || i >= '®' && i <= 'ÿ'
		forward[i] = rune(i)
		if !visible {
			forward[i] = free
			free++
		}
		back[forward[i]] = byte(i)
	}
	return forward, back
}()

// byteOrder is the order of the single bytes in GPT-2's vocabulary, ids 0 to 255: the visible ones first.
var byteOrder = func() (order [256]byte) {
	n := 0
	for _, visible := range []bool{true, false} {
		for i := range 256 {
			if (printable[i] == rune(i)) == visible {
				order[n] = byte(i)
				n++
			}
		}
	}
	return order
}()

// byteTokens are the single bytes as tokens 0 to 255.
func byteTokens() (tokens []string) {
	for _, b := range byteOrder {
		tokens = append(tokens, string([]byte{b}))
	}
	return tokens
}

// byteIDs are the ids of the single bytes.
type byteIDs [256]int

// gpt2Bytes are those in GPT-2's vocabulary: byteOrder the other way round.
var gpt2Bytes = func() (t byteIDs) {
	for id, b := range byteOrder {
		t[b] = id
	}
	return t
}()

// ids are those of the bytes of a piece, one by one.
func (t *byteIDs) ids(piece string) []int {
	ids := make([]int, len(piece))
	for i := range ids {
		ids[i] = t[piece[i]]
	}
	return ids
}

// printToken writes the bytes of a token as GPT-2's files do: " the" is "Ġthe".
func printToken(token string) string {
	b := make([]byte, 0, 2*len(token))
	for i := range len(token) {
		b = utf8.AppendRune(b, printable[token[i]])
	}
	return string(b)
}

// parseToken is the way back. It reports false for a character that stands for no byte.
func parseToken(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		c, ok := unprintable[r]
		if !ok {
			return "", false
		}
		b = append(b, c)
	}
	return string(b), true
}
