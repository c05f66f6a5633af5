package text

import (
	"fmt"
)

// Tokenizer turns a text into token ids and ids back into text. All tokenizers of this package are one; those with
// special tokens that a caller must allow ([GPT2], [BPE]) become one through their method Allowing.
type Tokenizer interface {
	Encode(text string) ([]int, error)
	Decode(ids []int) (string, error)
}

// Special tokens stand for what is no part of a text: they are appended to a vocabulary, never found by splitting
// (section 2.4).
const (
	EndOfText = "<|endoftext|>" // between texts that have nothing to do with each other; GPT-2's only special token
	Unknown   = "<|unk|>"       // in the place of every word that the vocabulary does not have
	BOS       = "[BOS]"         // beginning of sequence: a text starts here
	EOS       = "[EOS]"         // end of sequence: a text ends here, as EndOfText says for GPT-2
	Padding   = "[PAD]"         // fills the shorter texts of a batch up to the length of the longest
)

// GPT-2's vocabulary (section 2.5): 256 bytes, 50,000 merges, and [EndOfText] as its last token, which ends a text and
// fills up the shorter rows of a batch.
const (
	GPT2VocabSize = 50257
	EndOfTextID   = GPT2VocabSize - 1
)

// UnknownWordError is the error of [SimpleTokenizerV1] for a word that is not in its vocabulary (section 2.3).
type UnknownWordError struct {
	Word string
}

func (e *UnknownWordError) Error() string {
	return fmt.Sprintf("the vocabulary does not have the word %q: build it from a text that has, or use "+
		"SimpleTokenizerV2, "+
		"which puts %s in its place", e.Word, Unknown)
}

// UnknownIDError is the error of decoding an id that no token has.
type UnknownIDError struct {
	ID        int
	Position  int // in the list of ids
	VocabSize int
}

func (e *UnknownIDError) Error() string {
	return fmt.Sprintf("token id %d at position %d lies outside the vocabulary of %d: was it encoded with another "+
		"tokenizer?",
		e.ID, e.Position, e.VocabSize)
}

// Pad fills rows of ids with id at their ends until all are as long as the longest, as batches want it; id is that of
// [Padding], or for GPT-2, which has none, that of [EndOfText]. The rows themselves stay as they are:
// Pad([][]int{{7}, {8, 9}}, 0) is {{7, 0}, {8, 9}}.
func Pad(rows [][]int, id int) [][]int {
	longest := 0
	for _, row := range rows {
		longest = max(longest, len(row))
	}
	padded := make([][]int, len(rows))
	for i, row := range rows {
		padded[i] = PadTo(row, longest, id)
	}
	return padded
}

// PadTo is a copy of ids with as many id appended as it lacks to a length: PadTo([]int{7, 8}, 4, 0) is 7 8 0 0. Ids
// that are longer keep their length.
func PadTo(ids []int, length, id int) []int {
	padded := make([]int, max(length, len(ids)))
	for i := copy(padded, ids); i < len(padded); i++ {
		padded[i] = id
	}
	return padded
}
