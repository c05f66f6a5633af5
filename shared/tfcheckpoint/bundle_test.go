package tfcheckpoint_test

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"sort"

	"google.golang.org/protobuf/encoding/protowire"
)

// The writer of bundles for the tests. It follows TensorFlow's: keys share their beginnings, every 16th is stored
// whole, blocks end when they are full, the checksums are masked.

// entry is one row of an index.
type entry struct {
	key   string
	value []byte
}

// tensor is one tensor to be written.
type tensor struct {
	name  string
	kind  uint64 // TensorFlow's number
	shape []int
	bytes []byte
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func masked(b []byte) uint32 {
	crc := crc32.Checksum(b, castagnoli)
	return (crc>>15 | crc<<17) + 0xa282ead8
}

// bundle writes the tensors to one data file and returns it with its index, whose blocks have about blockSize bytes.
func bundle(tensors []tensor, blockSize int) (index, data []byte) {
	rows := []entry{{"", headerMessage(1, 0)}}
	for _, t := range tensors {
		rows = append(rows, entry{t.name, entryMessage(t.kind, t.shape, 0, int64(len(data)), int64(len(t.bytes)),
			masked(t.bytes))})
		data = append(data, t.bytes...)
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].key < rows[j].key })
	return table(rows, blockSize), data
}

func headerMessage(shards, endianness uint64) (m []byte) {
	m = protowire.AppendVarint(protowire.AppendTag(m, 1, protowire.VarintType), shards)
	if endianness != 0 {
		m = protowire.AppendVarint(protowire.AppendTag(m, 2, protowire.VarintType), endianness)
	}
	version := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), 1)
	return protowire.AppendBytes(protowire.AppendTag(m, 3, protowire.BytesType), version)
}

// entryMessage leaves out zeros, as protocol buffers do.
func entryMessage(kind uint64, shape []int, shard, offset, size int64, crc uint32) (m []byte) {
	number := func(n protowire.Number, v uint64) {
		if v != 0 {
			m = protowire.AppendVarint(protowire.AppendTag(m, n, protowire.VarintType), v)
		}
	}
	number(1, kind)
	m = protowire.AppendBytes(protowire.AppendTag(m, 2, protowire.BytesType), shapeMessage(shape...))
	number(3, uint64(shard))
	number(4, uint64(offset))
	number(5, uint64(size))
	return protowire.AppendFixed32(protowire.AppendTag(m, 6, protowire.Fixed32Type), crc)
}

func shapeMessage(shape ...int) (m []byte) {
	for _, dim := range shape {
		var d []byte
		if dim != 0 {
			d = protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(dim))
		}
		m = protowire.AppendBytes(protowire.AppendTag(m, 2, protowire.BytesType), d)
	}
	return m
}

// table writes rows in their order as a table.
func table(rows []entry, blockSize int) (file []byte) {
	var handles, pending []entry
	size := 0
	flush := func() {
		if len(pending) > 0 {
			handles = append(handles, entry{pending[len(pending)-1].key, appendBlock(&file, blockOf(pending, 16), 0)})
			pending, size = nil, 0
		}
	}
	for _, row := range rows {
		pending = append(pending, row)
		if size += len(row.key) + len(row.value); size >= blockSize {
			flush()
		}
	}
	flush()
	meta := appendBlock(&file, blockOf(nil, 16), 0)
	list := appendBlock(&file, blockOf(handles, 1), 0)
	return append(file, footer(meta, list)...)
}

func footer(meta, list []byte) []byte {
	f := append(append([]byte(nil), meta...), list...)
	f = append(f, make([]byte, 40-len(f))...)
	return binary.LittleEndian.AppendUint64(f, 0xdb4775248b80fb57)
}

// blockOf is the content of a block, every interval-th key stored whole.
func blockOf(rows []entry, interval int) (content []byte) {
	var restarts []uint32
	last := ""
	for i, row := range rows {
		shared := 0
		if i%interval == 0 {
			restarts = append(restarts, uint32(len(content)))
		} else {
			for shared < min(len(last), len(row.key)) && last[shared] == row.key[shared] {
				shared++
			}
		}
		content = binary.AppendUvarint(content, uint64(shared))
		content = binary.AppendUvarint(content, uint64(len(row.key)-shared))
		content = binary.AppendUvarint(content, uint64(len(row.value)))
		content = append(append(content, row.key[shared:]...), row.value...)
		last = row.key
	}
	if len(restarts) == 0 {
		restarts = []uint32{0}
	}
	for _, at := range restarts {
		content = binary.LittleEndian.AppendUint32(content, at)
	}
	return binary.LittleEndian.AppendUint32(content, uint32(len(restarts)))
}

// appendBlock appends a block with its trailer and returns its handle.
func appendBlock(file *[]byte, content []byte, compression byte) (handle []byte) {
	handle = binary.AppendUvarint(nil, uint64(len(*file)))
	handle = binary.AppendUvarint(handle, uint64(len(content)))
	whole := append(append([]byte(nil), content...), compression)
	*file = append(*file, whole...)
	*file = binary.LittleEndian.AppendUint32(*file, masked(whole))
	return handle
}

func floats(values ...float32) (b []byte) {
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

func halves(values ...uint16) (b []byte) {
	for _, v := range values {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	return b
}
