package tfcheckpoint

import (
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

// allocated is how many bytes run allocates in total, freed ones included.
func allocated(run func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	run()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func FuzzIndex(f *testing.F) {
	for _, name := range []string{"testdata/tiny.ckpt.index", filepath.Join("..", "..", "..", "shared", "data", "gpt2", "124M", "model.ckpt.index")} {
		if index, err := os.ReadFile(name); err == nil {
			f.Add(index)
			f.Add(index[len(index)/2:])
		}
	}
	f.Fuzz(func(t *testing.T, index []byte) {
		var tensors []Info
		var shards uint64
		var err error
		// A list that grows by doubling allocates, in total, twice its size and more.
		if got := allocated(func() { tensors, shards, err = parseIndex(index) }); got > uint64(4<<20+128*len(index)) {
			t.Fatalf("an index of %d bytes allocated %d", len(index), got)
		}
		if err == nil {
			checkInfos(t, tensors, shards)
		}
	})
}

// FuzzEntry fuzzes the messages, which FuzzIndex rarely reaches: it would have to guess checksums.
func FuzzEntry(f *testing.F) {
	index, err := os.ReadFile("testdata/tiny.ckpt.index")
	if err != nil {
		f.Fatal(err)
	}
	err = readTable(index, func(key, value []byte) error {
		f.Add(slices.Clone(value))
		return nil
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		parseHeader(message)
		if info, err := parseEntry("a", message, 3); err == nil {
			checkInfos(t, []Info{info}, 3)
		}
	})
}

// FuzzBlock fuzzes the content of a block within an index whose checksums are right, which FuzzIndex cannot guess.
func FuzzBlock(f *testing.F) {
	index, err := os.ReadFile("testdata/tiny.ckpt.index")
	if err != nil {
		f.Fatal(err)
	}
	for at := 0; at < 800; { // its blocks lie one after the other, each a little longer than 200 bytes
		for length := 150; length < 400; length++ {
			if content, err := readBlock(index, block{uint64(at), uint64(length)}); err == nil {
				f.Add(slices.Clone(content))
				at += length
				break
			}
		}
		at += trailerSize
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		index := signed(content)
		var tensors []Info
		var shards uint64
		var err error
		if got := allocated(func() { tensors, shards, err = parseIndex(index) }); got > uint64(4<<20+128*len(index)) {
			t.Fatalf("an index of %d bytes allocated %d", len(index), got)
		}
		if err == nil {
			checkInfos(t, tensors, shards)
		}
	})
}

// signed is an index of one block with the given content.
func signed(content []byte) (file []byte) {
	add := func(content []byte) (handle []byte) {
		handle = binary.AppendUvarint(binary.AppendUvarint(nil, uint64(len(file))), uint64(len(content)))
		whole := append(slices.Clone(content), 0)
		file = append(file, whole...)
		file = binary.LittleEndian.AppendUint32(file, masked(crc32.Checksum(whole, castagnoli)))
		return handle
	}
	handle := add(content)
	list := append([]byte{0, 1, byte(len(handle)), 'z'}, handle...)
	footer := append([]byte{0, 0}, add(append(list, 0, 0, 0, 0, 1, 0, 0, 0))...)
	footer = append(footer, make([]byte, footerSize-8-len(footer))...)
	return binary.LittleEndian.AppendUint64(append(file, footer...), tableMagic)
}

func checkInfos(t *testing.T, tensors []Info, shards uint64) {
	for i, info := range tensors {
		if i > 0 && tensors[i-1].Name >= info.Name {
			t.Fatalf("%q after %q", info.Name, tensors[i-1].Name)
		}
		if info.Shard < 0 || uint64(info.Shard) >= shards || info.Offset < 0 || info.Size < 0 || info.Offset+info.Size < 0 || info.Len() < 0 {
			t.Fatalf("impossible %+v", info)
		}
		for _, kind := range kinds {
			if kind.name == info.DType && kind.size > 0 && !info.Sliced && int64(info.Len())*int64(kind.size) != info.Size {
				t.Fatalf("size and shape differ: %+v", info)
			}
		}
	}
}
