package safetensors

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// kinds are the kinds of numbers the format knows, with their size in bytes. The kinds below one byte (F4, F6) are
// left out: nothing here makes or reads them.
var kinds = []struct {
	name string
	size uint64
}{
	{"F32", 4}, {"F16", 2}, {"BF16", 2}, {"F64", 8},
	{"I64", 8}, {"I32", 4}, {"I16", 2}, {"I8", 1},
	{"U64", 8}, {"U32", 4}, {"U16", 2}, {"U8", 1},
	{"BOOL", 1}, {"C64", 8}, {"F8_E4M3", 1}, {"F8_E5M2", 1}, {"F8_E8M0", 1},
}

// Positions in kinds of those that can be read.
const (
	kindF32 = iota
	kindF16
	kindBF16
)

// minEntry is the length of the shortest entry, `"":{"dtype":"U8","shape":[],"data_offsets":[0,0]}`, less one.
const minEntry = 48

// entry is a tensor as the header gives it. It keeps places in the header's text instead of strings and slices: a
// hostile header of 100 MB names two million tensors, and they must not take more memory than the file does.
type entry struct {
	begin, end int64
	name       span
	shapeAt    uint32 // place of the shape's "["
	kind, rank uint8
}

// span is a piece of the header's text.
type span struct{ start, end uint32 }

func (s span) in(text []byte) []byte { return text[s.start:s.end] }

// parse reads the header's JSON into entries and metadata. It is a reader for this one form rather than a general
// one, because a general one lets a key come twice, converts what should be refused, and allocates by the token.
func (f *File) parse() error {
	// An upper bound, so that the slice is allocated once.
	count := min(bytes.Count(f.header, []byte(`"data_offsets"`)), len(f.header)/minEntry)
	f.entries = make([]entry, 0, count)
	s := &scanner{text: f.header}
	seenMetadata := false
	for first := true; ; first = false {
		key, more, err := s.key(first)
		if err != nil {
			return fmt.Errorf("its header: %w", err)
		}
		if !more {
			break
		}
		name := key.in(f.header)
		if string(name) != "__metadata__" {
			e := entry{name: key}
			if err := f.parseEntry(s, &e); err != nil {
				return fmt.Errorf("its header: tensor %.100q: %w", name, err)
			}
			f.entries = append(f.entries, e)
			continue
		}
		if seenMetadata {
			return errors.New(`its header: "__metadata__" comes twice`)
		}
		seenMetadata = true
		if err := f.parseMetadata(s); err != nil {
			return fmt.Errorf("its header: %w", err)
		}
	}
	if s.space(); s.at < len(s.text) {
		return fmt.Errorf("its header goes on after its end, at byte %d", s.at)
	}
	return nil
}

func (f *File) parseMetadata(s *scanner) error {
	f.metadata = map[string]string{}
	for first := true; ; first = false {
		key, more, err := s.key(first)
		if err != nil || !more {
			return err
		}
		value, err := s.string()
		name := key.in(s.text)
		if err != nil {
			return fmt.Errorf("metadata %.100q: %w", name, err)
		}
		if _, twice := f.metadata[string(name)]; twice {
			return fmt.Errorf("metadata %.100q comes twice", name)
		}
		if len(f.metadata) == maxMetadata {
			return fmt.Errorf("more than %d metadata entries", maxMetadata)
		}
		f.metadata[string(name)] = string(value.in(s.text))
	}
}

// fields are the three values of an entry, as they stand in the header.
type fields struct {
	shape                            [MaxRank]uint64
	offsets                          [2]uint64
	seenKind, seenShape, seenOffsets bool
}

// parseEntry reads {"dtype":…,"shape":…,"data_offsets":…} into e, and checks that the three agree.
func (f *File) parseEntry(s *scanner, e *entry) error {
	var v fields
	for first := true; ; first = false {
		key, more, err := s.key(first)
		if err != nil {
			return err
		}
		if !more {
			return v.check(e)
		}
		name := key.in(s.text)
		seen := false
		switch string(name) {
		case "dtype":
			seen, v.seenKind = v.seenKind, true
			e.kind, err = s.kind()
		case "shape":
			seen, v.seenShape = v.seenShape, true
			s.space()
			e.shapeAt = uint32(s.at)
			e.rank, err = s.numbers(v.shape[:])
		case "data_offsets":
			seen, v.seenOffsets = v.seenOffsets, true
			var n uint8
			if n, err = s.numbers(v.offsets[:]); err == nil && n != 2 {
				err = fmt.Errorf("%d numbers instead of begin and end", n)
			}
		default:
			return fmt.Errorf("unknown key %.100q", name)
		}
		if seen {
			return fmt.Errorf("%q comes twice", name)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}

// check sets the place of e and checks that it has as many bytes as the shape needs.
func (v *fields) check(e *entry) error {
	switch {
	case !v.seenKind || !v.seenShape || !v.seenOffsets:
		return errors.New("dtype, shape and data_offsets are not all there")
	case v.offsets[0] > v.offsets[1] || v.offsets[1] > math.MaxInt64:
		return fmt.Errorf("its bytes would go from %d to %d", v.offsets[0], v.offsets[1])
	}
	e.begin, e.end = int64(v.offsets[0]), int64(v.offsets[1])
	dims := v.shape[:e.rank]
	size, ok := product(kinds[e.kind].size, dims)
	switch {
	case !ok:
		return fmt.Errorf("shape %v of %s is larger than any memory", slices.Clone(dims), kinds[e.kind].name)
	case size != e.end-e.begin:
		return fmt.Errorf("shape %v of %s takes %d bytes, but data_offsets [%d, %d] give %d",
			// a clone, so that v stays off the heap
			slices.Clone(dims), kinds[e.kind].name, size, e.begin, e.end, e.end-e.begin)
	}
	return nil
}

// product multiplies size by all dims; false when the product of those that are not zero overflows, so that a zero
// does not hide a dimension which no int can hold.
func product(size uint64, dims []uint64) (int64, bool) {
	zero := false
	for _, dim := range dims {
		if dim == 0 {
			zero = true
			continue
		}
		hi, lo := bits.Mul64(size, dim)
		if hi != 0 || lo > math.MaxInt64 {
			return 0, false
		}
		size = lo
	}
	if size > math.MaxInt {
		return 0, false // 32-bit systems
	}
	if zero {
		return 0, true
	}
	return int64(size), true
}

// kind reads the name of a kind of numbers and returns its position in kinds.
func (s *scanner) kind() (uint8, error) {
	text, err := s.string()
	if err != nil {
		return 0, err
	}
	for i := range kinds {
		if kinds[i].name == string(text.in(s.text)) {
			return uint8(i), nil
		}
	}
	return 0, fmt.Errorf("%.20q is not a known kind of numbers", text.in(s.text))
}

// appendShape reads the shape of e from the header again, which parse has checked.
func (f *File) appendShape(dst []int, e *entry) []int {
	var dims [MaxRank]uint64
	s := &scanner{text: f.header, at: int(e.shapeAt)}
	n, err := s.numbers(dims[:])
	if err != nil {
		panic("safetensors: a shape that was read once cannot be read again: " + err.Error())
	}
	for _, dim := range dims[:n] {
		dst = append(dst, int(dim))
	}
	return dst
}
