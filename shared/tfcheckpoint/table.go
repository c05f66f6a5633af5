package tfcheckpoint

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// This is a reader for LevelDB's table format as TensorFlow writes it. The reader of syndtr/goleveldb would read the
// same files, but not hostile ones: it allocates a block of whatever length the file claims before it looks at the
// file's size, and a block of fewer than four bytes makes it panic.

const (
	footerSize  = 48
	trailerSize = 5 // of a block: kind of compression, checksum
	tableMagic  = 0xdb4775248b80fb57
	maxKey      = 4096
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// masked is a CRC-32C as it is stored: rotated and shifted, so that the checksum of data that itself holds checksums
// stays a good one. The CRC 0 is stored as 0xa282ead8.
func masked(crc uint32) uint32 { return (crc>>15 | crc<<17) + 0xa282ead8 }

// block is the place of a block in the file.
type block struct{ offset, length uint64 }

// readTable calls each for every key and value of the table, in order. Key and value are only valid until it returns.
func readTable(file []byte, each func(key, value []byte) error) error {
	if len(file) < footerSize {
		return fmt.Errorf("%d bytes are too few for an index", len(file))
	}
	footer := file[len(file)-footerSize:]
	if binary.LittleEndian.Uint64(footer[footerSize-8:]) != tableMagic {
		return errors.New("it does not end as an index of TensorFlow does: it is something else, or cut off")
	}
	_, rest, ok := readHandle(footer[:footerSize-8]) // of the meta index, which TensorFlow leaves empty
	index, _, ok2 := readHandle(rest)
	if !ok || !ok2 {
		return errors.New("its footer is damaged")
	}
	blocks, err := readBlock(file, index)
	if err != nil {
		return fmt.Errorf("list of blocks: %w", err)
	}
	var last []byte // the last key, over all blocks
	first := true
	return entries(blocks, func(_, handle []byte) error {
		b, _, ok := readHandle(handle)
		if !ok {
			return errors.New("the place of a block is damaged")
		}
		content, err := readBlock(file, b)
		if err != nil {
			return err
		}
		return entries(content, func(key, value []byte) error {
			if !first && bytes.Compare(key, last) <= 0 {
				return fmt.Errorf("the name %.100q comes twice or not in its order", key)
			}
			first = false
			last = append(last[:0], key...)
			return each(key, value)
		})
	})
}

// readHandle reads the place of a block: offset and length, as variable-length integers.
func readHandle(b []byte) (h block, rest []byte, ok bool) {
	offset, n := binary.Uvarint(b)
	if n <= 0 {
		return block{}, nil, false
	}
	length, m := binary.Uvarint(b[n:])
	if m <= 0 {
		return block{}, nil, false
	}
	return block{offset, length}, b[n+m:], true
}

// readBlock returns the content of a block, whose checksum is right.
func readBlock(file []byte, b block) ([]byte, error) {
	size := uint64(len(file) - footerSize)
	if b.offset > size || b.length > size || b.offset+b.length+trailerSize > size {
		return nil, fmt.Errorf("a block of %d bytes at %d lies outside the file", b.length, b.offset)
	}
	content := file[b.offset : b.offset+b.length]
	trailer := file[b.offset+b.length:][:trailerSize]
	crc := crc32.Update(crc32.Checksum(content, castagnoli), castagnoli, trailer[:1])
	if masked(crc) != binary.LittleEndian.Uint32(trailer[1:]) {
		return nil, fmt.Errorf("the block at %d is damaged: its checksum is wrong", b.offset)
	}
	if trailer[0] != 0 {
		return nil, fmt.Errorf("the block at %d is compressed (kind %d), which is not supported", b.offset, trailer[0])
	}
	return content, nil
}

// entries calls each for every key and value of a block. A key is stored as how many bytes it shares with the one
// before it, and the rest: after "model/h0/ln_1/b", 14 and "g" are "model/h0/ln_1/g".
func entries(content []byte, each func(key, value []byte) error) error {
	// At the end stand the places of keys that are stored whole, which serve to search, and their number.
	if len(content) < 4 {
		return errors.New("a block is too short")
	}
	restarts := uint64(binary.LittleEndian.Uint32(content[len(content)-4:]))
	if restarts > uint64(len(content)-4)/4 {
		return errors.New("a block is shorter than its own list of places")
	}
	rest := content[:uint64(len(content))-4-4*restarts]
	var key []byte
	for len(rest) > 0 {
		var lengths [3]uint64 // shared with the last key, further bytes of the key, value
		for i := range lengths {
			v, n := binary.Uvarint(rest)
			if n <= 0 || v > uint64(len(content)) {
				return errors.New("an entry of a block is damaged")
			}
			lengths[i], rest = v, rest[n:]
		}
		shared, further, value := lengths[0], lengths[1], lengths[2]
		if shared > uint64(len(key)) || further+value > uint64(len(rest)) {
			return errors.New("an entry of a block is longer than the block")
		}
		if shared+further > maxKey {
			return fmt.Errorf("a name of %d bytes is too long", shared+further)
		}
		key = append(key[:shared], rest[:further]...)
		if err := each(key, rest[further:further+value]); err != nil {
			return err
		}
		rest = rest[further+value:]
	}
	return nil
}
