package weightfiles

import (
	"encoding/binary"
	"hash/crc32"
	"maps"
	"math"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Checksum is the checksum of a tensor's bytes, as TensorFlow takes it.
func Checksum(content []byte) uint32 { return crc32.Checksum(content, castagnoli) }

// OpenAI is a model as OpenAI's program would have saved it, made of the tensors of a Hugging Face file.
func OpenAI(list []Tensor) (index, data []byte) {
	rows := map[string][]byte{"": {0x08, 0x01, 0x1a, 0x02, 0x08, 0x01}} // one data file, version 1
	for _, t := range list {
		var content []byte
		for _, v := range t.Values {
			content = binary.LittleEndian.AppendUint32(content, math.Float32bits(v))
		}
		name, row := OpenAIRow(t.Name, t.Shape, len(data), len(content), Checksum(content))
		rows[name] = row
		data = append(data, content...)
	}
	return Index(rows), data
}

// OpenAIRow is what the index of OpenAI's checkpoint says about a tensor with Hugging Face's name.
func OpenAIRow(name string, shape []int, offset, size int, crc uint32) (string, []byte) {
	name = "model/" + name
	for _, change := range [][2]string{{"h.", "h"}, {".weight", "/w"}, {".bias", "/b"}, {".", "/"}, {"wte/w", "wte"},
		{"wpe/w", "wpe"}} {
		name = strings.ReplaceAll(name, change[0], change[1])
	}
	if strings.Contains(name, "/ln_") {
		name = strings.ReplaceAll(name, "/w", "/g")
	}
	if len(shape) == 2 && strings.HasSuffix(name, "/w") {
		shape = append([]int{1}, shape...)
	}
	var m, axes []byte
	for _, d := range shape {
		axis := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(d))
		axes = protowire.AppendBytes(protowire.AppendTag(axes, 2, protowire.BytesType), axis)
	}
	number := func(n protowire.Number, v int) {
		m = protowire.AppendVarint(protowire.AppendTag(m, n, protowire.VarintType), uint64(v))
	}
	number(1, 1) // float32
	m = protowire.AppendBytes(protowire.AppendTag(m, 2, protowire.BytesType), axes)
	number(4, offset)
	number(5, size)
	return name, protowire.AppendFixed32(protowire.AppendTag(m, 6, protowire.Fixed32Type), (crc>>15|crc<<17)+0xa282ead8)
}

// Index is an index, a table of one block, every key written in full.
func Index(rows map[string][]byte) (file []byte) {
	block := func(content []byte) (handle []byte) {
		handle = binary.AppendUvarint(binary.AppendUvarint(nil, uint64(len(file))), uint64(len(content)))
		file = append(append(file, content...), 0) // not compressed
		crc := crc32.Checksum(file[len(file)-len(content)-1:], castagnoli)
		file = binary.LittleEndian.AppendUint32(file, (crc>>15|crc<<17)+0xa282ead8)
		return handle
	}
	entries := func(keys []string, value func(key string) []byte) (content []byte) {
		var places []byte
		for _, key := range keys {
			places = binary.LittleEndian.AppendUint32(places, uint32(len(content)))
			content = binary.AppendUvarint(append(content, 0), uint64(len(key))) // nothing shared with the key before
			content = append(append(binary.AppendUvarint(content, uint64(len(value(key)))), key...), value(key)...)
		}
		if len(keys) == 0 {
			places = make([]byte, 4)
		}
		return binary.LittleEndian.AppendUint32(append(content, places...), uint32(len(places)/4))
	}
	names := slices.Sorted(maps.Keys(rows))
	all := block(entries(names, func(key string) []byte { return rows[key] }))
	meta := block(entries(nil, nil))
	top := block(entries(names[len(names)-1:], func(string) []byte { return all }))
	footer := append(append(meta, top...), make([]byte, 40)...)[:40]
	return append(append(file, footer...), 0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb)
}
