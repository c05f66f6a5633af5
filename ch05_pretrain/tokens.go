package pretrain

import (
	"context"
	"strings"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
)

// TextToIDs encodes a text as a batch of one row, [1, seq] (section 5.1.1): the book's text_to_token_ids.
func TextToIDs(txt string, tok text.Tokenizer) ([][]int, error) {
	ids, err := tok.Encode(txt)
	if err != nil {
		return nil, err
	}
	return [][]int{ids}, nil
}

// IDsToText decodes the first row of a batch (section 5.1.1): the book's token_ids_to_text.
func IDsToText(ids [][]int, tok text.Tokenizer) (string, error) {
	return tok.Decode(ids[0])
}

// Continue encodes a text, continues it by the most likely tokens and decodes the result (section 5.1.1).
func Continue(ctx context.Context, next gpt.NextToken, tok text.Tokenizer, txt string, maxNewTokens,
	contextSize int) (string, error) {
	ids, err := TextToIDs(txt, tok)
	if err != nil {
		return "", err
	}
	if ids, err = gpt.GenerateSimple(ctx, next, ids, maxNewTokens, contextSize); err != nil {
		return "", err
	}
	return IDsToText(ids, tok)
}

// OneLine puts blanks in the place of line breaks, for a log that has one line per text.
func OneLine(txt string) string { return strings.ReplaceAll(txt, "\n", " ") }
