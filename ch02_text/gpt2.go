package text

import (
	"fmt"
	"sync"

	"github.com/pkoukk/tiktoken-go"
	loader "github.com/pkoukk/tiktoken-go-loader"
)

// GPT2 is the byte-pair encoding of GPT-2, with 50,257 tokens: 256 bytes, 50,000 merges and [EndOfText] (section 2.5).
// A word that it has not seen falls apart into known pieces, in the worst case single bytes, so no text is unknown to
// it.
//
// Encode(text) is strict, as in Python: a text that contains <|endoftext|> is refused unless that is allowed,
// Encode(text, EndOfText). Where a [Tokenizer] is wanted, pass Allowing(EndOfText), which is how the book encodes.
//
// The encoding itself is tiktoken-go's, the tables come with tiktoken-go-loader and need no network. Package text does
// what tiktoken-go is slow at: it cuts the text at special tokens and into pre-tokens, and keeps the ids of those it
// has seen. [BPE] is the same encoding written out.
type GPT2 struct {
	*codec
}

// NewGPT2 makes GPT-2's tokenizer. The first call of a program reads the tables, which takes about a tenth of a second.
func NewGPT2() (*GPT2, error) {
	tables, err := gpt2Tables()
	if err != nil {
		return nil, err
	}
	return &GPT2{newCodec(tables.tokens, specialTokens{EndOfText: len(tables.tokens) - 1}, tables.encode)}, nil
}

// gpt2Encoder holds GPT-2's tables, which nothing changes.
type gpt2Encoder struct {
	tiktoken *tiktoken.Tiktoken
	ranks    map[string]int // bytes of a token -> id, which is also the rank of the merge that makes it
	tokens   []string       // the way back, EndOfText included
}

var gpt2Tables = sync.OnceValues(func() (*gpt2Encoder, error) {
	const name = "r50k_base" // tiktoken's name of GPT-2's encoding; tiktoken-go does not know it as gpt2
	ranks, err := loader.NewOfflineLoader().LoadTiktokenBpe(name + ".tiktoken")
	if err != nil {
		return nil, fmt.Errorf("GPT-2's tables in tiktoken-go-loader: %w", err)
	}
	special := map[string]int{EndOfText: len(ranks)}
	core, err := tiktoken.NewCoreBPE(ranks, special, preTokenRule)
	if err != nil {
		return nil, fmt.Errorf("GPT-2's tables in tiktoken-go-loader: %w", err)
	}
	encoding := &tiktoken.Encoding{Name: name, PatStr: preTokenRule, MergeableRanks: ranks, SpecialTokens: special}
	e := &gpt2Encoder{
		tiktoken: tiktoken.NewTiktoken(core, encoding, map[string]any{EndOfText: true}),
		ranks:    ranks,
		tokens:   make([]string, len(ranks)+1),
	}
	for token, id := range ranks {
		if id < 0 || id >= len(ranks) {
			return nil, fmt.Errorf("GPT-2's tables in tiktoken-go-loader: token %q has id %d of %d", token, id,
				len(ranks))
		}
		e.tokens[id] = token
	}
	e.tokens[len(ranks)] = EndOfText
	return e, nil
})

// Vocabulary are the tokens and their ids as GPT-2's encoder.json has them, and Hugging Face's vocab.json: a blank is
// written Ġ, and [EndOfText] as it is.
func (g *GPT2) Vocabulary() (map[string]int, error) {
	tables, err := gpt2Tables()
	if err != nil {
		return nil, err
	}
	vocabulary := map[string]int{EndOfText: EndOfTextID}
	for token, id := range tables.ranks {
		vocabulary[printToken(token)] = id
	}
	return vocabulary, nil
}

// longPiece is the length in bytes from which on a pre-token is too long for tiktoken-go, whose time grows with the
// square of it: a run of 40,000 letters takes seconds there.
const longPiece = 128

// encode turns one pre-token into ids. tiktoken-go, which would cut it once more, does not know the newest letters.
func (e *gpt2Encoder) encode(piece string) []int {
	if len(piece) < longPiece && !hasNew(piece) {
		return e.tiktoken.EncodeOrdinary(piece)
	}
	return mergeFast(gpt2Bytes.ids(piece), func(left, right int) (merged, rank int, ok bool) {
		id, ok := e.ranks[e.tokens[left]+e.tokens[right]]
		return id, id, ok
	})
}
