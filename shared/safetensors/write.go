package safetensors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"

	"llmfromscratch/shared/atomicfile"
)

// Tensor is a tensor in memory, to be written as F32.
type Tensor struct {
	Name  string
	Shape []int // empty for a single number
	Data  []float32
}

// Spec is the name and the shape of a tensor whose numbers come later.
type Spec struct {
	Name  string
	Shape []int
	DType string // kind of its numbers, such as "I8"; empty for F32
}

// kind is the position in kinds of a spec's kind of numbers.
func (s Spec) kind() (int, error) {
	if s.DType == "" {
		return kindF32, nil
	}
	for i, k := range kinds {
		if k.name == s.DType {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%q is not a known kind of numbers", s.DType)
}

// byteLen is the tensor's size in bytes.
func (s Spec) byteLen() (int64, error) {
	kind, err := s.kind()
	if err != nil {
		return 0, err
	}
	return byteLen(kinds[kind].size, s.Shape)
}

// Write writes the tensors to the file at path, in their order, whole or not at all (package atomicfile). The same
// arguments give the same bytes: of the metadata "format" comes first and the other keys are sorted; nil leaves it
// out. Hugging Face's readers want {"format": "pt"}.
func Write(path string, metadata map[string]string, tensors []Tensor) error {
	specs := make([]Spec, len(tensors))
	for i, t := range tensors {
		specs[i] = Spec{Name: t.Name, Shape: t.Shape}
	}
	return WriteFunc(path, metadata, specs, func(i int) ([]float32, error) { return tensors[i].Data, nil })
}

// WriteFunc is [Write] for a model that is not in memory as a whole: data(i) supplies the numbers of specs[i], once,
// in order. What it returns is written before it is called again, so it may use the same memory each time. Its first
// error ends the writing and leaves an existing file as it was.
func WriteFunc(path string, metadata map[string]string, specs []Spec, data func(i int) ([]float32, error)) error {
	return WriteRaw(path, metadata, specs, func(i int, w io.Writer) error {
		numbers, err := data(i)
		if err != nil {
			return err
		}
		if want := (Info{Shape: specs[i].Shape}).Len(); len(numbers) != want {
			return fmt.Errorf("shape %v has %d elements, got %d", specs[i].Shape, want, len(numbers))
		}
		return writeFloats(w, numbers)
	})
}

// WriteRaw is [WriteFunc] for numbers of every kind: write(i, w) writes the bytes of specs[i] to w as they lie in the
// file, little endian.
func WriteRaw(path string, metadata map[string]string, specs []Spec, write func(i int, w io.Writer) error) error {
	header, err := encodeHeader(metadata, specs)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return atomicfile.Write(path, func(w io.Writer) error { return encode(w, header, specs, write) })
}

func encode(w io.Writer, header []byte, specs []Spec, write func(i int, w io.Writer) error) error {
	if _, err := w.Write(header); err != nil {
		return err
	}
	for i, spec := range specs {
		counted := &counter{Writer: w}
		err := write(i, counted)
		if want, _ := spec.byteLen(); err == nil && counted.n != want {
			err = fmt.Errorf("shape %v takes %d bytes, got %d", spec.Shape, want, counted.n)
		}
		if err != nil {
			return fmt.Errorf("tensor %q: %w", spec.Name, err)
		}
	}
	return nil
}

// counter counts the bytes that are written through it.
type counter struct {
	io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n += int64(n)
	return n, err
}

func writeFloats(w io.Writer, numbers []float32) error {
	if len(numbers) == 0 {
		return nil
	}
	if littleEndian {
		_, err := w.Write(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(numbers))), 4*len(numbers)))
		return err
	}
	return binary.Write(w, binary.LittleEndian, numbers)
}

// encodeHeader returns the length and the JSON header, filled up with spaces to a multiple of eight so that the
// numbers are aligned in memory when the file is mapped.
func encodeHeader(metadata map[string]string, specs []Spec) ([]byte, error) {
	out := make([]byte, 8, 256+128*len(specs))
	out = append(out, '{')
	var err error
	if metadata != nil {
		if out, err = appendMetadata(out, metadata); err != nil {
			return nil, err
		}
	}
	seen := make(map[string]bool, len(specs))
	var at int64
	for i, spec := range specs {
		if seen[spec.Name] || spec.Name == "__metadata__" {
			return nil, fmt.Errorf("the name %q comes twice or is reserved", spec.Name)
		}
		seen[spec.Name] = true
		size, err := spec.byteLen()
		if err == nil && size > math.MaxInt64-at {
			err = errors.New("the file becomes larger than any disk")
		}
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", spec.Name, err)
		}
		if i > 0 || metadata != nil {
			out = append(out, ',')
		}
		if out, err = appendSpec(out, spec, at, at+size); err != nil {
			return nil, fmt.Errorf("tensor %q: %w", spec.Name, err)
		}
		at += size
	}
	out = append(out, '}')
	for len(out)%8 != 0 {
		out = append(out, ' ')
	}
	if len(out)-8 > MaxHeader || len(metadata) > maxMetadata {
		return nil, fmt.Errorf("a header of %d bytes with %d metadata entries is more than readers accept", len(out)-8,
			len(metadata))
	}
	binary.LittleEndian.PutUint64(out, uint64(len(out)-8))
	return out, nil
}

// appendMetadata appends the entry of the metadata.
func appendMetadata(out []byte, metadata map[string]string) (_ []byte, err error) {
	out = append(out, `"__metadata__":{`...)
	for i, key := range slices.SortedFunc(maps.Keys(metadata), compareKeys) {
		if i > 0 {
			out = append(out, ',')
		}
		if out, err = appendString(out, key); err != nil {
			return nil, fmt.Errorf("metadata %q: %w", key, err)
		}
		out = append(out, ':')
		if out, err = appendString(out, metadata[key]); err != nil {
			return nil, fmt.Errorf("metadata %q: %w", key, err)
		}
	}
	return append(out, '}'), nil
}

// appendSpec appends the entry of a tensor whose numbers are the bytes from one offset to another.
func appendSpec(out []byte, spec Spec, from, to int64) (_ []byte, err error) {
	if out, err = appendString(out, spec.Name); err != nil {
		return nil, err
	}
	kind, err := spec.kind()
	if err != nil {
		return nil, err
	}
	out = fmt.Appendf(out, `:{"dtype":"%s","shape":[`, kinds[kind].name)
	for d, dim := range spec.Shape {
		if d > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendInt(out, int64(dim), 10)
	}
	return fmt.Appendf(out, `],"data_offsets":[%d,%d]}`, from, to), nil
}

// compareKeys sorts metadata: "format", which readers look for, then the others by name.
func compareKeys(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "format":
		return -1
	case b == "format":
		return 1
	}
	return strings.Compare(a, b)
}

// byteLen is the size in bytes of a tensor whose numbers take so many bytes each.
func byteLen(each uint64, shape []int) (int64, error) {
	if len(shape) > MaxRank {
		return 0, fmt.Errorf("shape %v has more than %d dimensions", shape, MaxRank)
	}
	dims := make([]uint64, 0, MaxRank)
	for _, dim := range shape {
		if dim < 0 {
			return 0, fmt.Errorf("shape %v has a negative dimension", shape)
		}
		dims = append(dims, uint64(dim))
	}
	size, ok := product(each, dims)
	if !ok {
		return 0, fmt.Errorf("shape %v is larger than any memory", shape)
	}
	return size, nil
}

// appendString appends s as JSON, escaping no more than JSON demands, as the reference implementation does.
func appendString(dst []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return nil, errors.New("the text is not UTF-8")
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return nil, err
	}
	return append(dst, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...), nil
}
