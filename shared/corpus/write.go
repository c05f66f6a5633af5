package corpus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
)

// piece is a part of a document on its way to the tokenizer.
type piece struct {
	document int
	text     string
}

// encoded is what became of a piece.
type encoded struct {
	document int
	bytes    int // of the text
	ids      []uint16
}

// write tokenizes the documents and writes all shards and the index.
func (p *preparation) write(ctx context.Context) error {
	workers := make([]func(piece) (encoded, error), p.opt.Workers)
	for i := range workers {
		encode, err := p.opt.Tokenizer.New()
		if err != nil {
			return err
		}
		workers[i] = func(in piece) (encoded, error) { return p.encode(encode, in) }
	}
	var done, total int64
	for _, source := range p.index.Sources {
		total += source.TextBytes
	}
	for _, which := range []part{training, validation} {
		counts := make([]int, len(p.files))
		shards, err := p.writePart(which, counts, inOrder(ctx, workers, func(emit func(piece) error) error {
			return p.read(ctx, which, emit)
		}), func(bytes int) {
			done += int64(bytes)
			p.progress(Tokenizing, done, total)
		})
		if err != nil {
			return err
		}
		p.index.set(which, shards, counts)
	}
	if p.index.Train.Tokens == 0 {
		return errors.New("the texts have no token ids to train on")
	}
	if p.opt.Validation > 0 && p.index.Validation.Tokens == 0 {
		return fmt.Errorf("nothing could be held out for validation: %v of the texts is less than a word; use a "+
			"larger part or more text",
			p.opt.Validation)
	}
	return p.index.write(p.dir)
}

// writePart writes the shards of one part from what the pool yields, and counts the ids of each document.
func (p *preparation) writePart(which part, counts []int, pieces iter.Seq2[encoded, error],
	progress func(bytes int)) ([]Shard, error) {
	next, stop := iter.Pull2(pieces)
	defer stop()
	last := -1 // document
	w := &shardWriter{
		dir: p.dir, header: p.index.header(which, 0), perShard: p.opt.ShardTokens,
		made: func(name string) { p.made = append(p.made, name) },
		next: func() ([]uint16, error) {
			e, err, ok := next()
			if !ok {
				return nil, io.EOF
			}
			if err != nil {
				return nil, err
			}
			progress(e.bytes)
			counts[e.document] += len(e.ids)
			if last >= 0 && e.document != last {
				e.ids = append([]uint16{uint16(p.opt.Tokenizer.EndOfText)}, e.ids...)
			}
			last = e.document
			return e.ids, nil
		},
	}
	return w.write()
}

// read sends the pieces of all documents that belong to a part.
func (p *preparation) read(ctx context.Context, which part, emit func(piece) error) error {
	for i, f := range p.files {
		source := p.index.Sources[i]
		held := p.held[i]
		if which == training && held == source.TextBytes || which == validation && held == 0 {
			continue
		}
		heldFrom := int64(nothingHeldOut)
		if held > 0 {
			heldFrom = source.TextBytes - held
		}
		cut := newCutter(f.Path, pieceBytes, heldFrom, func(text string, heldOut bool) error {
			if heldOut != (which == validation) {
				return nil
			}
			return emit(piece{document: i, text: text})
		})
		sum, _, err := p.clean(ctx, f, cut)
		if err == nil {
			err = cut.Close()
		}
		if err != nil {
			return err
		}
		if sum != source.SHA256 {
			return fmt.Errorf("%s changed while it was read: run again when nobody writes to it", f.Path)
		}
	}
	return nil
}

// encode turns a piece into ids of 16 bits.
func (p *preparation) encode(encode Encoder, in piece) (encoded, error) {
	ids, err := encode(in.text)
	if err != nil {
		return encoded{}, fmt.Errorf("%s: %w", p.files[in.document].Path, err)
	}
	out := encoded{document: in.document, bytes: len(in.text), ids: make([]uint16, len(ids))}
	for i, id := range ids {
		if id < 0 || id >= p.opt.Tokenizer.VocabSize {
			return encoded{}, fmt.Errorf("%s: tokenizer %s gives id %d, outside its vocabulary of %d",
				p.files[in.document].Path, p.opt.Tokenizer.Name, id, p.opt.Tokenizer.VocabSize)
		}
		out.ids[i] = uint16(id)
	}
	return out, nil
}
