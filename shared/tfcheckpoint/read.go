package tfcheckpoint

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"unsafe"

	"github.com/gomlx/compute/dtypes/bfloat16"
	"github.com/gomlx/compute/dtypes/float16"
)

// Float32s reads the tensor called name as float32, checks its checksum and returns it with its shape. The kinds F32,
// F16 and BF16 can be read, all without loss.
func (c *Checkpoint) Float32s(name string) ([]float32, []int, error) {
	info, err := c.readable(name)
	if err != nil {
		return nil, nil, err
	}
	r, err := c.reader(info) // before the allocation: the file must have the bytes
	if err != nil {
		return nil, nil, err
	}
	data := make([]float32, info.Len())
	if err := r.into(data); err != nil {
		return nil, nil, err
	}
	return data, append([]int(nil), info.Shape...), nil
}

// ReadInto is [Checkpoint.Float32s] into memory that the caller has: dst, which must have as many elements as the
// tensor. After an error its content is of no use.
func (c *Checkpoint) ReadInto(name string, dst []float32) error {
	info, err := c.readable(name)
	if err != nil {
		return err
	}
	if len(dst) != info.Len() {
		return fmt.Errorf("%s: tensor %q of shape %v has %d elements, and the destination %d", c.prefix, name,
			info.Shape, info.Len(), len(dst))
	}
	r, err := c.reader(info)
	if err != nil {
		return err
	}
	return r.into(dst)
}

func (c *Checkpoint) readable(name string) (Info, error) {
	info, ok := c.Info(name)
	switch {
	case !ok:
		return info, fmt.Errorf("%s has no tensor %q; \"llm inspect\" lists the %d it has", c.prefix, name,
			len(c.tensors))
	case info.Sliced:
		return info, fmt.Errorf("%s: tensor %q is stored in slices, which cannot be read here", c.prefix, name)
	case info.DType != "F32" && info.DType != "F16" && info.DType != "BF16":
		return info, fmt.Errorf("%s: tensor %q is of kind %s; only F32, F16 and BF16 can be read as float32", c.prefix,
			name, info.DType)
	}
	return info, nil
}

// tensorReader reads the bytes of one tensor and takes their checksum.
type tensorReader struct {
	Info
	prefix string
	r      *io.SectionReader
	crc    uint32
}

// reader returns a reader for a tensor, all of whose bytes are in the data file.
func (c *Checkpoint) reader(info Info) (*tensorReader, error) {
	f, err := c.dataFile(info.Shard)
	if err != nil {
		return nil, fmt.Errorf("tensor %q: %w", info.Name, err)
	}
	stat, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("tensor %q: %w", info.Name, err)
	}
	if need := info.Offset + info.Size; need > stat.Size() {
		return nil, &TruncatedError{Tensor: info.Name, File: f.Name(), Need: need, Have: stat.Size()}
	}
	return &tensorReader{Info: info, prefix: c.prefix, r: io.NewSectionReader(f, info.Offset, info.Size)}, nil
}

func (t *tensorReader) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.crc = crc32.Update(t.crc, castagnoli, p[:n])
	return n, err
}

// verify compares the checksum of the bytes that were read with the index.
func (t *tensorReader) verify() error {
	if got := masked(t.crc); got != t.CRC32C {
		return fmt.Errorf("%s: tensor %q is damaged: its checksum is %08x instead of %08x; download the data "+
			"file again", t.prefix, t.Name, got, t.CRC32C)
	}
	return nil
}

// littleEndian tells whether this machine keeps numbers as the file does.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// into reads the whole tensor into dst, in pieces that stay in the processor's cache until their checksum is taken.
func (t *tensorReader) into(dst []float32) error {
	const piece = 64 << 10 // elements
	var buf []byte
	size := 4
	if t.DType != "F32" {
		size = 2
	}
	if size == 2 || !littleEndian {
		buf = make([]byte, size*min(piece, len(dst)))
	}
	for len(dst) > 0 {
		part := dst[:min(piece, len(dst))]
		dst = dst[len(part):]
		raw := buf[:min(len(buf), size*len(part))]
		if buf == nil { // the bytes of the file are the numbers in memory
			raw = unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(part))), 4*len(part))
		}
		if _, err := io.ReadFull(t, raw); err != nil {
			return fmt.Errorf("%s: read tensor %q: %w", t.prefix, t.Name, err)
		}
		if buf == nil {
			continue
		}
		for i := range part {
			switch t.DType {
			case "F32":
				part[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
			case "F16":
				part[i] = float16.FromBits(binary.LittleEndian.Uint16(raw[2*i:])).Float32()
			case "BF16":
				part[i] = bfloat16.FromBits(binary.LittleEndian.Uint16(raw[2*i:])).Float32()
			}
		}
	}
	return t.verify()
}
