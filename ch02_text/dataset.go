package text

import (
	"errors"
	"fmt"
	"slices"
)

// ErrEmptyText is the error of a data set without token ids.
var ErrEmptyText = errors.New("the text is empty: there are no token ids to make windows of")

// ErrTooShort is the error of a data set whose text does not fill one window.
var ErrTooShort = errors.New("text too short for one window")

// Dataset cuts the ids of a text into windows of MaxLength ids, the inputs, and for each the same window one id
// further, the targets: at every place the target is the id to predict (section 2.6). The book calls it GPTDatasetV1.
//
// Windows start at 0, Stride, 2·Stride, …. With a stride of MaxLength no id is in two inputs; with a stride of 1 each
// window is the one before it moved by one id. What remains at the end of the text and fills no window is left out.
type Dataset struct {
	ids               []int
	maxLength, stride int
}

// NewDataset makes the windows of a text. It needs at least maxLength+1 ids, because the last target lies one behind
// the last input: the error is [ErrEmptyText] or [ErrTooShort], or says which of maxLength and stride is not positive.
func NewDataset(ids []int, maxLength, stride int) (*Dataset, error) {
	switch {
	case maxLength < 1:
		return nil, fmt.Errorf("windows of %d token ids: max length must be at least 1", maxLength)
	case stride < 1:
		return nil, fmt.Errorf("windows %d token ids apart: stride must be at least 1", stride)
	case len(ids) == 0:
		return nil, ErrEmptyText
	case len(ids) <= maxLength:
		return nil, fmt.Errorf("%w: it has %d token ids, a window of %d and its targets need %d: use a longer text "+
			"or a smaller max length",
			ErrTooShort, len(ids), maxLength, maxLength+1)
	}
	return &Dataset{ids: slices.Clone(ids), maxLength: maxLength, stride: stride}, nil
}

// Len is the number of windows. 5,145 ids in windows of 4 with stride 4 give 1,286: the last one starts at 5,140.
func (d *Dataset) Len() int { return (len(d.ids)-d.maxLength-1)/d.stride + 1 }

// At is the i-th window, MaxLength inputs and as many targets, as slices of the caller's own. It panics when i is not
// in [0, Len()).
func (d *Dataset) At(i int) (inputs, targets []int) {
	if i < 0 || i >= d.Len() {
		panic(fmt.Errorf("window %d of a data set with %d", i, d.Len()))
	}
	start := i * d.stride
	return slices.Clone(d.ids[start : start+d.maxLength]), slices.Clone(d.ids[start+1 : start+1+d.maxLength])
}
