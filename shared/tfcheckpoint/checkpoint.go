package tfcheckpoint

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Limits of an index.
const (
	MaxIndex = 100_000_000 // bytes
	MaxRank  = 8           // dimensions of a tensor
)

// Info is what the index says about one tensor.
type Info struct {
	Name   string
	DType  string // "F32", "I64", … as in package safetensors
	Shape  []int  // empty for a single number
	Shard  int    // number of its data file
	Offset int64  // of its first byte in the data file
	Size   int64  // in bytes
	CRC32C uint32 // masked, as it is stored
	Sliced bool   // stored in slices, which cannot be read here
}

// Len is the number of elements: the product of the shape, 1 for a single number.
func (i Info) Len() int {
	n := 1
	for _, dim := range i.Shape {
		n *= dim
	}
	return n
}

// TruncatedError says that a data file ends before a tensor does.
type TruncatedError struct {
	Tensor string
	File   string
	Need   int64 // bytes that the file must have for this tensor
	Have   int64 // bytes that it has
}

func (e *TruncatedError) Error() string {
	return fmt.Sprintf("tensor %q is cut off: it needs %d bytes of %s, which has %d; download that file again",
		e.Tensor, e.Need, e.File, e.Have)
}

// Checkpoint is an open checkpoint. Its methods may be called from several goroutines at once.
type Checkpoint struct {
	prefix  string
	shards  uint64
	tensors []Info // sorted by name

	mu   sync.Mutex
	data map[int]*os.File // the data files that are open
}

// Open reads the index of a checkpoint. The path is that of the index, "…/model.ckpt.index", or the common beginning
// of its files, "…/model.ckpt". The data files are opened when they are needed; Close closes them.
func Open(path string) (*Checkpoint, error) {
	prefix := strings.TrimSuffix(path, ".index")
	path = prefix + ".index"
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > MaxIndex {
		return nil, fmt.Errorf("%s is no regular file, or with %d bytes too large for an index", path, info.Size())
	}
	content := make([]byte, info.Size())
	if _, err := io.ReadFull(f, content); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	tensors, shards, err := parseIndex(content)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be used as the index of a TensorFlow checkpoint: %w", path, err)
	}
	return &Checkpoint{prefix: prefix, shards: shards, tensors: tensors, data: map[int]*os.File{}}, nil
}

// parseIndex reads all tensors of an index, sorted by name, and the number of data files.
func parseIndex(content []byte) (tensors []Info, shards uint64, err error) {
	n, err := countTensors(content)
	if err != nil {
		return nil, 0, err
	}
	tensors = make([]Info, 0, n)
	err = readTable(content, func(key, value []byte) error {
		if shards == 0 {
			if len(key) > 0 {
				return errors.New("its first entry is not the header")
			}
			h, err := parseHeader(value)
			if err != nil {
				return fmt.Errorf("its header: %w", err)
			}
			shards = h.shards
			return nil
		}
		if !utf8.Valid(key) {
			return fmt.Errorf("the name %.100q is not UTF-8", key)
		}
		info, err := parseEntry(string(key), value, shards)
		if err != nil {
			return fmt.Errorf("tensor %.100q: %w", key, err)
		}
		tensors = append(tensors, info)
		return nil
	})
	if err == nil && shards == 0 {
		err = errors.New("it has no header")
	}
	if err == nil {
		err = checkOverlap(tensors)
	}
	return tensors, shards, err
}

// countTensors counts the tensors of an index, and refuses one whose list would take more memory than 1 MB and the size
// of the index: names share their beginnings in the file, and an entry can be ten bytes long.
func countTensors(content []byte) (n int, err error) {
	const perTensor = 220 // bytes of an Info with a shape of MaxRank, and of its place in an order
	budget := 1<<20 + len(content)
	n = -1 // the header is no tensor
	err = readTable(content, func(key, _ []byte) error {
		if n++; n == 0 {
			return nil
		}
		if budget -= perTensor + len(key); budget < 0 {
			return errors.New("its list of tensors is out of all proportion to its size")
		}
		return nil
	})
	return max(n, 0), err
}

// byPlace compares tensors by their places in the data files.
func byPlace(a, b Info) int {
	return cmp.Or(cmp.Compare(a.Shard, b.Shard), cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Size, b.Size))
}

// checkOverlap refuses tensors that share bytes: a small file could pose as a model of any size.
func checkOverlap(tensors []Info) error {
	order := make([]int32, len(tensors))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return byPlace(tensors[a], tensors[b]) })
	for i := 1; i < len(order); i++ {
		a, b := &tensors[order[i-1]], &tensors[order[i]]
		if a.Shard == b.Shard && a.Offset+a.Size > b.Offset {
			return fmt.Errorf("tensors %.100q and %.100q overlap", a.Name, b.Name)
		}
	}
	return nil
}

// Tensors lists the tensors, sorted by name. The shapes are shared with the checkpoint and must not be changed.
func (c *Checkpoint) Tensors() []Info { return slices.Clone(c.tensors) }

// Info tells about the tensor called name; false when there is none.
func (c *Checkpoint) Info(name string) (Info, bool) {
	i, ok := slices.BinarySearchFunc(c.tensors, name,
		func(info Info, name string) int { return strings.Compare(info.Name, name) })
	if !ok {
		return Info{}, false
	}
	return c.tensors[i], true
}

// Check reads all tensors, in the order of the data files, and compares their checksums. It returns the first error: a
// [TruncatedError] for the first tensor that is cut off, one that names the tensor for a wrong checksum.
func (c *Checkpoint) Check(ctx context.Context) error {
	ordered := c.Tensors()
	slices.SortFunc(ordered, byPlace)
	buf := make([]byte, 1<<20)
	for _, info := range ordered {
		if err := ctx.Err(); err != nil {
			return err
		}
		if info.Sliced {
			continue // its slices are tensors of their own, under other names
		}
		r, err := c.reader(info)
		if err == nil {
			_, err = io.CopyBuffer(io.Discard, io.Reader(struct{ io.Reader }{r}), buf)
		}
		if err == nil {
			err = r.verify()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Close closes the data files. Reading is an error afterwards.
func (c *Checkpoint) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var errs []error
	for _, f := range c.data {
		errs = append(errs, f.Close())
	}
	c.data = nil
	return errors.Join(errs...)
}

// dataFile opens the data file with number shard.
func (c *Checkpoint) dataFile(shard int) (*os.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.data == nil {
		return nil, fmt.Errorf("%s is closed", c.prefix)
	}
	if f := c.data[shard]; f != nil {
		return f, nil
	}
	f, err := os.Open(fmt.Sprintf("%s.data-%05d-of-%05d", c.prefix, shard, c.shards))
	if err != nil {
		return nil, err
	}
	c.data[shard] = f
	return f, nil
}
