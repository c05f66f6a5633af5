package tfcheckpoint

import (
	"encoding/binary"
	"fmt"
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

// limit is what reading an index may allocate in total: the list of tensors takes at most 1 MB and the size of the
// index; shapes that a damaged entry repeats, error messages and the fuzzer itself take some more.
func limit(index []byte) uint64 { return 1<<20 + 2*uint64(len(index)) + 256<<10 }

// TestIndexTakesLittleMoreThanItsSize: entries as short as can be, with names that share all but their ends.
func TestIndexTakesLittleMoreThanItsSize(t *testing.T) {
	for _, n := range []int{100, 3500, 100_000} {
		content := []byte{0, 0, 2, 8, 1} // the header: one data file
		for i := range n {
			key := fmt.Sprintf("%08d", i)
			shared := 0
			if i > 0 {
				last := fmt.Sprintf("%08d", i-1)
				for shared < 8 && key[shared] == last[shared] {
					shared++
				}
			}
			content = append(content, byte(shared), byte(8-shared), 2)
			content = append(append(content, key[shared:]...), 8, 7) // a text of no bytes
		}
		index := signed(append(content, 0, 0, 0, 0))
		var tensors []Info
		var err error
		got := allocated(func() { tensors, _, err = parseIndex(index) })
		t.Logf("%d tensors in an index of %d bytes: %d bytes allocated, %v", len(tensors), len(index), got, err)
		if got > limit(index) {
			t.Errorf("an index of %d bytes allocated %d", len(index), got)
		}
		if small := n <= 3500; small != (err == nil) || small && len(tensors) != n {
			t.Errorf("%d of %d tensors, %v", len(tensors), n, err)
		}
	}
}

func FuzzIndex(f *testing.F) {
	for _, name := range []string{"testdata/tiny.ckpt.index",
		filepath.Join(os.Getenv("LLM_DATA_DIR"), "gpt2", "124M", "model.ckpt.index")} {
		if index, err := os.ReadFile(name); err == nil {
			f.Add(index)
			f.Add(index[len(index)/2:])
		}
	}
	f.Fuzz(func(t *testing.T, index []byte) {
		var tensors []Info
		var shards uint64
		var err error
		if got := allocated(func() { tensors, shards, err = parseIndex(index) }); got > limit(index) {
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
		if got := allocated(func() { tensors, shards, err = parseIndex(index) }); got > limit(index) {
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
		if info.Shard < 0 || uint64(info.Shard) >= shards || info.Offset < 0 || info.Size < 0 ||
			info.Offset+info.Size < 0 || info.Len() < 0 {
			t.Fatalf("impossible %+v", info)
		}
		for _, kind := range kinds {
			if kind.name == info.DType && kind.size > 0 && !info.Sliced &&
				int64(info.Len())*int64(kind.size) != info.Size {
				t.Fatalf("size and shape differ: %+v", info)
			}
		}
	}
}
