package safetensors

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// Limits of a header.
const (
	MaxHeader   = 100_000_000 // bytes; the reference implementation has the same limit
	MaxRank     = 8           // dimensions of a tensor
	maxMetadata = 10_000      // entries of __metadata__
)

// Info is what the header says about one tensor.
type Info struct {
	Name       string
	DType      string // "F32", "F16", "BF16", "I64", "BOOL", "U8", …
	Shape      []int  // empty for a single number
	Begin, End int64  // place of its bytes, counted from the end of the header
}

// Len is the number of elements: the product of the shape, 1 for a single number.
func (i Info) Len() int {
	n := 1
	for _, dim := range i.Shape {
		n *= dim
	}
	return n
}

// File is an open safetensors file. Its methods may be called from several goroutines at once.
type File struct {
	name     string // for error messages
	r        io.ReaderAt
	closer   io.Closer // nil when the caller owns r
	header   []byte    // text of the header, escapes resolved; the entries point into it
	entries  []entry   // in the order of the file
	byName   []uint32  // positions in entries, sorted by name
	metadata map[string]string
	dataAt   int64 // where the header ends and the numbers begin
}

// Open opens the file at path and checks its header. The numbers are read later, by [File.ReadInto] and
// [File.Float32s]; Close ends that.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a regular file", path)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	file, err := NewFile(path, f, info.Size())
	if err != nil {
		f.Close()
		return nil, err
	}
	file.closer = f
	return file, nil
}

// NewFile is [Open] for content that is not a file of its own: size bytes of r. The name appears in error messages.
func NewFile(name string, r io.ReaderAt, size int64) (*File, error) {
	f := &File{name: name, r: r}
	if err := f.readHeader(size); err != nil {
		return nil, fmt.Errorf("%s cannot be used as a safetensors file: %w", name, err)
	}
	return f, nil
}

func (f *File) readHeader(size int64) error {
	if size < 8 {
		return fmt.Errorf("it has %d bytes, and the length of the header alone takes 8", size)
	}
	var prefix [8]byte
	if _, err := f.r.ReadAt(prefix[:], 0); err != nil {
		return fmt.Errorf("read the length of the header: %w", err)
	}
	length := binary.LittleEndian.Uint64(prefix[:])
	if length > MaxHeader || int64(length) > size-8 {
		return fmt.Errorf("its header would be %d bytes long, in a file of %d bytes where at most %d are allowed%s",
			length, size, min(size-8, MaxHeader), f.beginning(size))
	}
	f.dataAt = 8 + int64(length)
	f.header = make([]byte, length)
	if n, err := f.r.ReadAt(f.header, 8); n < len(f.header) {
		return fmt.Errorf("read the header: %w", err)
	}
	if err := f.parse(); err != nil {
		return err
	}
	if err := f.index(); err != nil {
		return err
	}
	return f.checkLayout(size - f.dataAt)
}

// beginning quotes the first characters when they are text, as they are in a web page or in the pointer that Git LFS
// leaves in place of a large file: there they say at once what went wrong.
func (f *File) beginning(size int64) string {
	text := make([]byte, min(size, 48))
	if n, _ := f.r.ReadAt(text, 0); n < len(text) {
		return ""
	}
	if bytes.ContainsFunc(text, func(r rune) bool {
		return (r < ' ' && !strings.ContainsRune("\r\n\t", r)) ||
			r > '~'
	}) {
		return ""
	}
	return fmt.Sprintf("; it is text and begins %q", text)
}

// index sorts the names, refuses one that comes twice, and makes lookups quick.
func (f *File) index() error {
	f.byName = make([]uint32, len(f.entries))
	for i := range f.byName {
		f.byName[i] = uint32(i)
	}
	nameOf := func(i uint32) []byte { return f.entries[i].name.in(f.header) }
	slices.SortFunc(f.byName, func(a, b uint32) int { return bytes.Compare(nameOf(a), nameOf(b)) })
	for i := 1; i < len(f.byName); i++ {
		if name := nameOf(f.byName[i]); bytes.Equal(name, nameOf(f.byName[i-1])) {
			return fmt.Errorf("the name %.100q comes twice", name)
		}
	}
	return nil
}

// checkLayout checks that the tensors cover the size bytes after the header, each byte once.
func (f *File) checkLayout(size int64) error {
	// Sorted by their places, each tensor must begin where the last one ended.
	order := make([]uint32, len(f.entries))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		x, y := &f.entries[a], &f.entries[b]
		return cmpPair(x.begin, x.end, y.begin, y.end)
	})
	var end int64
	for _, i := range order {
		e := &f.entries[i]
		name := e.name.in(f.header)
		switch {
		case e.end > size:
			return fmt.Errorf("tensor %.100q ends at byte %d, but only %d bytes follow the header: the file is cut "+
				"off or its header is wrong", name, e.end, size)
		case e.begin < end:
			return fmt.Errorf("tensor %.100q begins at byte %d and overlaps the one before it, which ends at %d", name,
				e.begin, end)
		case e.begin > end:
			return fmt.Errorf("bytes %d to %d before tensor %.100q belong to no tensor", end, e.begin, name)
		}
		end = e.end
	}
	if end != size {
		return fmt.Errorf("%d bytes follow the last tensor", size-end)
	}
	return nil
}

func cmpPair(a1, a2, b1, b2 int64) int {
	switch {
	case a1 < b1 || a1 == b1 && a2 < b2:
		return -1
	case a1 == b1 && a2 == b2:
		return 0
	}
	return 1
}

// Tensors lists the tensors in the order of the header.
func (f *File) Tensors() []Info {
	infos := make([]Info, len(f.entries))
	dims := 0
	for i := range f.entries {
		dims += int(f.entries[i].rank)
	}
	shapes := make([]int, 0, dims) // one piece of memory for all shapes
	for i := range f.entries {
		start := len(shapes)
		shapes = f.appendShape(shapes, &f.entries[i])
		infos[i] = f.info(&f.entries[i], shapes[start:len(shapes):len(shapes)])
	}
	return infos
}

// Info tells about the tensor called name; false when there is none.
func (f *File) Info(name string) (Info, bool) {
	e := f.find(name)
	if e == nil {
		return Info{}, false
	}
	return f.info(e, f.appendShape(make([]int, 0, e.rank), e)), true
}

// Metadata returns the free texts of the header, such as "format": "pt"; nil when it has no __metadata__.
func (f *File) Metadata() map[string]string { return maps.Clone(f.metadata) }

// Close closes the file that [Open] opened. Reading is an error afterwards.
func (f *File) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

func (f *File) find(name string) *entry {
	i, ok := slices.BinarySearchFunc(f.byName, name, func(i uint32, name string) int {
		return strings.Compare(string(f.entries[i].name.in(f.header)), name)
	})
	if !ok {
		return nil
	}
	return &f.entries[f.byName[i]]
}

func (f *File) info(e *entry, shape []int) Info {
	return Info{Name: string(e.name.in(f.header)), DType: kinds[e.kind].name, Shape: shape, Begin: e.begin, End: e.end}
}
