package tfcheckpoint

import (
	"errors"
	"fmt"
	"math"
	"math/bits"

	"google.golang.org/protobuf/encoding/protowire"
)

// kinds are TensorFlow's kinds of elements by their numbers, with their sizes; 0 for those without a fixed one.
var kinds = map[uint64]struct {
	name string
	size uint64
}{
	1: {"F32", 4}, 2: {"F64", 8}, 3: {"I32", 4}, 4: {"U8", 1}, 5: {"I16", 2}, 6: {"I8", 1}, 7: {"STRING", 0},
	8: {"C64", 8}, 9: {"I64", 8}, 10: {"BOOL", 1}, 14: {"BF16", 2}, 17: {"U16", 2}, 18: {"C128", 16}, 19: {"F16", 2},
	20: {"RESOURCE", 0}, 21: {"VARIANT", 0}, 22: {"U32", 4}, 23: {"U64", 8},
}

// header is the entry with the empty name: message BundleHeaderProto.
type header struct {
	shards, bigEndian, minReader uint64
}

func parseHeader(message []byte) (h header, err error) {
	err = fields(message, func(f field) error {
		switch f.number {
		case 1:
			h.shards = f.varint
		case 2:
			h.bigEndian = f.varint
		case 3: // message VersionDef
			return fields(f.bytes, func(f field) error {
				if f.number == 2 {
					h.minReader = f.varint
				}
				return nil
			})
		}
		return nil
	})
	switch {
	case err != nil:
		return h, err
	case h.shards == 0 || h.shards > 99_999:
		return h, fmt.Errorf("it claims %d data files", h.shards)
	case h.bigEndian != 0:
		return h, errors.New("its numbers are big-endian, which is not supported")
	case h.minReader > 1:
		return h, fmt.Errorf("it needs a reader of version %d", h.minReader)
	}
	return h, nil
}

// parseEntry reads what the index says of one tensor: message BundleEntryProto.
func parseEntry(name string, message []byte, shards uint64) (Info, error) {
	info := Info{Name: name}
	var kind, shard, offset, size uint64
	err := fields(message, func(f field) (err error) {
		switch f.number {
		case 1:
			kind = f.varint
		case 2:
			info.Shape, err = parseShape(f.bytes)
		case 3:
			shard = f.varint
		case 4:
			offset = f.varint
		case 5:
			size = f.varint
		case 6:
			info.CRC32C = f.fixed32
		case 7:
			info.Sliced = true
		}
		return err
	})
	k, known := kinds[kind]
	switch {
	case err != nil:
		return info, err
	case !known:
		return info, fmt.Errorf("unknown kind %d of elements", kind)
	case shard >= shards:
		return info, fmt.Errorf("it lies in data file %d of %d", shard, shards)
	case size > math.MaxInt64 || offset > math.MaxInt64-size:
		return info, fmt.Errorf("%d bytes at %d cannot be", size, offset)
	}
	info.DType, info.Shard, info.Offset, info.Size = k.name, int(shard), int64(offset), int64(size)
	want, ok := byteLen(k.size, info.Shape)
	switch {
	case !ok:
		return info, fmt.Errorf("shape %v of %s is larger than any memory", info.Shape, k.name)
	case k.size > 0 && !info.Sliced && want != size:
		return info, fmt.Errorf("shape %v of %s takes %d bytes, but it has %d", info.Shape, k.name, want, size)
	}
	return info, nil
}

// parseShape reads message TensorShapeProto.
func parseShape(message []byte) ([]int, error) {
	var shape [MaxRank]int
	rank := 0
	err := fields(message, func(f field) error {
		switch {
		case f.number == 3 && f.varint != 0:
			return errors.New("its number of dimensions is not known")
		case f.number != 2:
			return nil
		}
		dim := uint64(0)
		if err := fields(f.bytes, func(f field) error {
			if f.number == 1 {
				dim = f.varint
			}
			return nil
		}); err != nil {
			return err
		}
		if dim > math.MaxInt {
			return fmt.Errorf("a dimension of %d cannot be", int64(dim))
		}
		if rank == MaxRank {
			return fmt.Errorf("it has more than %d dimensions", MaxRank)
		}
		shape[rank] = int(dim)
		rank++
		return nil
	})
	return append([]int(nil), shape[:rank]...), err
}

// byteLen is the number of bytes of a tensor; false when that of the dimensions which are not zero overflows.
func byteLen(size uint64, shape []int) (uint64, bool) {
	size = max(size, 1)
	zero := false
	for _, dim := range shape {
		if dim == 0 {
			zero = true
			continue
		}
		hi, lo := bits.Mul64(size, uint64(dim))
		if hi != 0 || lo > math.MaxInt {
			return 0, false
		}
		size = lo
	}
	if zero {
		return 0, true
	}
	return size, true
}

// field is one field of a protocol buffer. Only the value that belongs to its kind is set.
type field struct {
	number  protowire.Number
	varint  uint64
	fixed32 uint32
	bytes   []byte
}

// fields calls each for the fields of a message.
func fields(message []byte, each func(field) error) error {
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return fmt.Errorf("damaged entry: %w", protowire.ParseError(n))
		}
		message = message[n:]
		f := field{number: number}
		switch kind {
		case protowire.VarintType:
			f.varint, n = protowire.ConsumeVarint(message)
		case protowire.Fixed32Type:
			f.fixed32, n = protowire.ConsumeFixed32(message)
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(message)
		case protowire.Fixed64Type:
			_, n = protowire.ConsumeFixed64(message)
		default:
			return fmt.Errorf("damaged entry: field %d of kind %d", number, kind)
		}
		if n < 0 {
			return fmt.Errorf("damaged entry: %w", protowire.ParseError(n))
		}
		message = message[n:]
		if err := each(f); err != nil {
			return err
		}
	}
	return nil
}
