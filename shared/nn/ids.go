package nn

import (
	"errors"
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"
)

// ErrNoTokens is returned for a batch that has no rows or whose rows are empty.
var ErrNoTokens = errors.New("no token ids")

// IDs turns rows of token ids into a tensor [batch, seq] of int64. All rows must have one length and every id
// must lie in [0, vocabSize); the error names the first row and position that do not.
func IDs(rows [][]int, vocabSize int) (*tensors.Tensor, error) {
	if len(rows) == 0 || len(rows[0]) == 0 {
		return nil, ErrNoTokens
	}
	seq := len(rows[0])
	flat := make([]int64, 0, len(rows)*seq)
	for r, row := range rows {
		if len(row) != seq {
			return nil, fmt.Errorf("row %d has %d token ids, row 0 has %d: pad them to one length", r, len(row), seq)
		}
		for p, id := range row {
			if id < 0 || id >= vocabSize {
				return nil, fmt.Errorf("token id %d at row %d, position %d lies outside the vocabulary of %d: "+
					"was the text encoded with another tokenizer?", id, r, p, vocabSize)
			}
			flat = append(flat, int64(id))
		}
	}
	return tensors.FromFlatDataAndDimensions(flat, len(rows), seq), nil
}
