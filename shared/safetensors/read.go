package safetensors

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"unsafe"

	"github.com/gomlx/compute/dtypes/bfloat16"
	"github.com/gomlx/compute/dtypes/float16"
)

// Float32s reads the tensor called name as float32 and returns it with its shape. The kinds F32, F16 and BF16 can be
// read, all without loss.
func (f *File) Float32s(name string) ([]float32, []int, error) {
	e, err := f.readable(name)
	if err != nil {
		return nil, nil, err
	}
	shape := f.appendShape(nil, e)
	data := make([]float32, e.len())
	if err := f.read(e, data); err != nil {
		return nil, nil, err
	}
	return data, shape, nil
}

// ReadInto is [File.Float32s] into memory that the caller has: dst, which must have as many elements as the tensor.
func (f *File) ReadInto(name string, dst []float32) error {
	e, err := f.readable(name)
	if err != nil {
		return err
	}
	if len(dst) != e.len() {
		return fmt.Errorf("%s: tensor %q of shape %v has %d elements, and the destination %d", f.name, name,
			f.appendShape(nil, e), e.len(), len(dst))
	}
	return f.read(e, dst)
}

// Raw returns the bytes of the tensor called name as they lie in the file, little endian, whatever its kind.
func (f *File) Raw(name string) (*io.SectionReader, error) {
	e := f.find(name)
	if e == nil {
		return nil, f.missing(name)
	}
	return io.NewSectionReader(f.r, f.dataAt+e.begin, e.end-e.begin), nil
}

func (e *entry) len() int { return int(uint64(e.end-e.begin) / kinds[e.kind].size) }

func (f *File) missing(name string) error {
	return fmt.Errorf("%s has no tensor %q; \"llm inspect\" lists the %d it has", f.name, name, len(f.entries))
}

func (f *File) readable(name string) (*entry, error) {
	e := f.find(name)
	if e == nil {
		return nil, f.missing(name)
	}
	switch e.kind {
	case kindF32, kindF16, kindBF16:
		return e, nil
	}
	return nil, fmt.Errorf("%s: tensor %q is of kind %s; only F32, F16 and BF16 can be read as float32", f.name, name,
		kinds[e.kind].name)
}

// littleEndian tells whether this machine keeps numbers as the file does.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

func (f *File) read(e *entry, dst []float32) error {
	if len(dst) == 0 {
		return nil
	}
	r := io.NewSectionReader(f.r, f.dataAt+e.begin, e.end-e.begin)
	var err error
	if e.kind == kindF32 && littleEndian {
		// The bytes of the file are the numbers in memory: no buffer, no conversion.
		_, err = io.ReadFull(r, unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(dst))), 4*len(dst)))
	} else {
		err = convert(r, e.kind, dst)
	}
	if err != nil {
		return fmt.Errorf("%s: read tensor %q: %w", f.name, e.name.in(f.header), err)
	}
	return nil
}

// convert reads numbers of a kind from r, by way of a small buffer.
func convert(r io.Reader, kind uint8, dst []float32) error {
	size := int(kinds[kind].size)
	buf := make([]byte, min(64<<10, size*len(dst)))
	for len(dst) > 0 {
		n := min(len(buf)/size, len(dst))
		chunk := buf[:n*size]
		if _, err := io.ReadFull(r, chunk); err != nil {
			return err
		}
		switch kind {
		case kindF32:
			for i := range n {
				dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(chunk[4*i:]))
			}
		case kindF16:
			for i := range n {
				dst[i] = float16.FromBits(binary.LittleEndian.Uint16(chunk[2*i:])).Float32()
			}
		case kindBF16:
			for i := range n {
				dst[i] = bfloat16.FromBits(binary.LittleEndian.Uint16(chunk[2*i:])).Float32()
			}
		}
		dst = dst[n:]
	}
	return nil
}
