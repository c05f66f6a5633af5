package corpus

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"

	"golang.org/x/exp/mmap"
)

// Corpus is a prepared folder whose shards are mapped into memory: the system reads what is asked for and forgets what
// was not used for long, so that a corpus may be larger than memory. (On systems without such maps the files are read.)
type Corpus struct {
	Index      *Index
	Train      *Tokens
	Validation *Tokens // empty when nothing was held out
}

// Open opens a prepared folder and compares the header and the size of every shard with the index; [Corpus.Verify]
// compares the rest. The error names the file that does not fit.
func Open(dir string) (*Corpus, error) {
	index, err := ReadIndex(dir)
	if err != nil {
		return nil, err
	}
	c := &Corpus{Index: index, Train: newTokens(index, training), Validation: newTokens(index, validation)}
	for _, t := range c.parts() {
		if err := t.open(dir, index); err != nil {
			return nil, errors.Join(err, c.Close())
		}
	}
	return c, nil
}

func (c *Corpus) parts() []*Tokens { return []*Tokens{c.Train, c.Validation} }

// Close ends the mapping. Reading is an error afterwards; nobody may be reading meanwhile.
func (c *Corpus) Close() error {
	var err error
	for _, t := range c.parts() {
		for _, s := range t.shards {
			err = errors.Join(err, s.r.Close())
		}
	}
	return err
}

// Verify reads all shards and compares their checksums with the index. The error names the shard that differs.
func (c *Corpus) Verify(ctx context.Context) error {
	for _, t := range c.parts() {
		for _, s := range t.shards {
			if err := s.verify(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// Tokens are the token ids of one part of a corpus, numbered from 0 through all shards. They may be read by several
// goroutines at once.
type Tokens struct {
	part      part
	n         int
	perShard  int
	vocabSize int
	shards    []*mapped
}

func newTokens(index *Index, p part) *Tokens {
	return &Tokens{part: p, n: index.part(p).Tokens, perShard: index.ShardTokens, vocabSize: index.VocabSize}
}

func (t *Tokens) open(dir string, index *Index) error {
	for i, shard := range index.part(t.part).Shards {
		s, err := openShard(filepath.Join(dir, shard.Name), shard, index.header(t.part, i))
		if err != nil {
			return err
		}
		t.shards = append(t.shards, s)
	}
	return nil
}

// Len is the number of ids.
func (t *Tokens) Len() int { return t.n }

// Read fills dst with the ids from the given one on. It is an error when they are not all there, or when an id lies
// outside the vocabulary; it names the shard.
func (t *Tokens) Read(dst []int, from int) error {
	if from < 0 || from > t.n-len(dst) {
		return fmt.Errorf("%v: token ids %d to %d of %d", t.part, from, from+len(dst), t.n)
	}
	for len(dst) > 0 {
		s, at := t.shards[from/t.perShard], from%t.perShard
		n := min(len(dst), s.tokens-at)
		if err := s.read(dst[:n], at, t.vocabSize); err != nil {
			return err
		}
		dst, from = dst[n:], from+n
	}
	return nil
}

// mapped is a shard mapped into memory.
type mapped struct {
	path   string
	tokens int
	sha256 string
	r      *mmap.ReaderAt
}

func openShard(path string, shard Shard, want header) (*mapped, error) {
	r, err := mmap.Open(path)
	if err != nil {
		return nil, fmt.Errorf("shard %s: %w", path, err)
	}
	s := &mapped{path: path, tokens: shard.Tokens, sha256: shard.SHA256, r: r}
	if err := s.check(want); err != nil {
		r.Close()
		return nil, fmt.Errorf("shard %s: %w; prepare the texts again", path, err)
	}
	return s, nil
}

// check compares the size and the header.
func (s *mapped) check(want header) error {
	if size := headerSize + tokenSize*s.tokens; s.r.Len() != size {
		return fmt.Errorf("it has %d bytes, %d token ids take %d", s.r.Len(), s.tokens, size)
	}
	var got [headerSize]byte
	if err := s.bytes(got[:], 0); err != nil {
		return err
	}
	return want.check(got[:])
}

// read fills dst with the ids from the given one of this shard on.
func (s *mapped) read(dst []int, from, vocabSize int) error {
	raw := make([]byte, tokenSize*len(dst))
	if err := s.bytes(raw, headerSize+tokenSize*int64(from)); err != nil {
		return fmt.Errorf("shard %s: token ids %d to %d: %w", s.path, from, from+len(dst), err)
	}
	for i := range dst {
		dst[i] = int(binary.LittleEndian.Uint16(raw[tokenSize*i:]))
		if dst[i] >= vocabSize {
			return fmt.Errorf("shard %s: token id %d is %d, outside the vocabulary of %d: the file is damaged; "+
				"prepare the texts again",
				s.path, from+i, dst[i], vocabSize)
		}
	}
	return nil
}

// bytes copies bytes out of the map. A file that became shorter since it was opened, or a disk that fails, would end
// the program when the missing page is touched; here it becomes an error.
func (s *mapped) bytes(dst []byte, at int64) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		r := recover()
		if fault, ok := r.(interface{ Addr() uintptr }); ok {
			err = fmt.Errorf("the file cannot be read any more, was it cut off? (%v)", fault)
		} else if r != nil {
			panic(r)
		}
	}()
	_, err = s.r.ReadAt(dst, at)
	return err
}

func (s *mapped) verify(ctx context.Context) error {
	hash := sha256.New()
	buf := make([]byte, 1<<20)
	for at := 0; at < s.r.Len(); at += len(buf) {
		if err := ctx.Err(); err != nil {
			return err
		}
		buf = buf[:min(len(buf), s.r.Len()-at)]
		if err := s.bytes(buf, int64(at)); err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("shard %s: %w", s.path, err)
		}
		hash.Write(buf)
	}
	if got := hex.EncodeToString(hash.Sum(nil)); got != s.sha256 {
		return fmt.Errorf("shard %s is damaged: its checksum is %.16s…, the index says %.16s…; prepare the texts again",
			s.path, got, s.sha256)
	}
	return nil
}
