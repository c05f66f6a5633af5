package longrun

import (
	"fmt"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/corpus"
	"llmfromscratch/shared/dataloader"
)

// windows are what [text.Dataset] makes of a text, made of ids that are not in memory: windows of so many ids, and for
// each the same window one id further, the targets.
type windows struct {
	tokens *corpus.Tokens
	length int
	starts []int // where each window begins; nil: one behind the other
}

// newWindows are one behind the other.
func newWindows(tokens *corpus.Tokens, length int) (windows, error) {
	if length < 1 {
		return windows{}, fmt.Errorf("windows of %d token ids: max length must be at least 1", length)
	}
	if tokens.Len() <= length {
		return windows{}, fmt.Errorf("%w: there are %d token ids, a window of %d and its targets need %d: use more "+
			"text or a smaller context",
			text.ErrTooShort, tokens.Len(), length, length+1)
	}
	return windows{tokens: tokens, length: length}, nil
}

// newDocumentWindows begin where a document begins, and every length ids after that while the document lasts. The
// last documents have none when the ids end before a window is full.
func newDocumentWindows(tokens *corpus.Tokens, length, endOfText int) (windows, error) {
	w, err := newWindows(tokens, length)
	if err != nil {
		return windows{}, err
	}
	w.starts = []int{0}
	ids := make([]int, 1<<16)
	for from := 0; from < tokens.Len(); from += len(ids) {
		ids = ids[:min(len(ids), tokens.Len()-from)]
		if err := tokens.Read(ids, from); err != nil {
			return windows{}, err
		}
		for i, id := range ids {
			at := from + i
			if last := w.starts[len(w.starts)-1]; id == endOfText {
				w.starts = append(w.starts, at+1)
			} else if at == last+length {
				w.starts = append(w.starts, at)
			}
		}
	}
	for len(w.starts) > 0 && w.starts[len(w.starts)-1]+length >= tokens.Len() {
		w.starts = w.starts[:len(w.starts)-1]
	}
	return w, nil
}

func (w windows) len() int {
	if w.starts != nil {
		return len(w.starts)
	}
	return (w.tokens.Len() - 1) / w.length
}

// start is where window i begins.
func (w windows) start(i int) int {
	if w.starts != nil {
		return w.starts[i]
	}
	return i * w.length
}

// batch reads some windows.
func (w windows) batch(indices []int) (text.Batch, error) {
	var b text.Batch
	for _, i := range indices {
		ids := make([]int, w.length+1)
		if err := w.tokens.Read(ids, w.start(i)); err != nil {
			return text.Batch{}, err
		}
		b.Inputs, b.Targets = append(b.Inputs, ids[:w.length:w.length]), append(b.Targets, ids[1:])
	}
	return b, nil
}

// loader is the loader of the windows, and the number of tokens in its batches.
func (w windows) loader(opt dataloader.Options) (*dataloader.Loader[text.Batch], int, error) {
	loader, err := dataloader.New(w.len(), w.batch, opt)
	if err != nil {
		return nil, 0, err
	}
	n, err := pretrain.LoadedTokens(loader, w.len(), w.length)
	return loader, n, err
}
