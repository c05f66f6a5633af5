package readers

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/internal/notebook"
	"llmfromscratch/shared/safetensors"
	"llmfromscratch/shared/torchrand"
)

// largest is the size of the largest piece of memory that run takes at once.
func largest(run func()) (most int64) {
	rate := runtime.MemProfileRate
	runtime.MemProfileRate = 1 // note every allocation
	defer func() { runtime.MemProfileRate = rate }()
	before := allocations()
	run()
	for p, n := range allocations() {
		if n > before[p] && p.size > most && !p.byAllocations() {
			most = p.size
		}
	}
	return most
}

// place is where memory was taken, and how much at once.
type place struct {
	stack [32]uintptr
	size  int64
}

// allocations says how often memory was taken at each place.
func allocations() map[place]int64 {
	runtime.GC() // the profile tells of what happened before the last but one collection
	runtime.GC()
	n, _ := runtime.MemProfile(nil, true)
	records := make([]runtime.MemProfileRecord, n+1000)
	n, ok := runtime.MemProfile(records, true)
	if !ok {
		panic("the profile grew while it was read")
	}
	counts := map[place]int64{}
	for _, r := range records[:n] {
		if r.AllocObjects > 0 {
			counts[place{r.Stack0, r.AllocBytes / r.AllocObjects}] += r.AllocObjects
		}
	}
	return counts
}

// byAllocations reports whether it was allocations itself that took the memory.
func (p place) byAllocations() bool {
	frames := runtime.CallersFrames(p.stack[:])
	for {
		frame, more := frames.Next()
		if strings.HasSuffix(frame.Function, "readers.allocations") {
			return true
		}
		if !more {
			return false
		}
	}
}

func TestLargestFindsTheLargest(t *testing.T) {
	var keep [][]byte
	got := largest(func() {
		for _, n := range []int{100, 3 << 20, 50_000} {
			keep = append(keep, make([]byte, n))
		}
	})
	if got != 3<<20 {
		t.Errorf("%d bytes, want %d", got, 3<<20)
	}
	runtime.KeepAlive(keep)
}

// withHeader is a safetensors file of a header alone.
func withHeader(header string) []byte {
	return append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header...)
}

// list is n times the same text between a beginning and an end, with commas.
func list(begin, each, end string, n int) string {
	return begin + strings.Repeat(each+",", n-1) + each + end
}

// numbered is the same for a text that has a %x for the number of the entry.
func numbered(begin, each, end string, n int) string {
	var b strings.Builder
	b.WriteString(begin)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, each, i)
	}
	b.WriteString(end)
	return b.String()
}

// slack is what a reader may take beside a multiple of the file's size: buffers, tables of a fixed size.
const slack = 64 << 10

// TestNoPieceOfMemoryIsFarLargerThanTheFile gives every reader files that are made of what it keeps, in the shortest
// way to write it. Whatever may come from elsewhere – weights, their configuration, tokenizers, instructions – takes at
// most twice the file's size at once. Lists of messages and of cells are not, as a row of five bytes becomes a struct
// of a hundred; they keep their own proportion.
func TestNoPieceOfMemoryIsFarLargerThanTheFile(t *testing.T) {
	const n = 20_000
	onDisk := func(name string, read func(path string) error) func([]byte) error {
		return func(data []byte) error {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, data, 0o644); err != nil {
				t.Fatal(err)
			}
			return read(path)
		}
	}
	deep := strings.Repeat("[", 9*n)
	for _, r := range []struct {
		name  string
		times int64 // at most so many times the file
		read  func([]byte) error
		files []string
	}{
		{"safetensors", 2, func(data []byte) error {
			_, err := safetensors.NewFile("test", strings.NewReader(string(data)), int64(len(data)))
			return err
		}, []string{
			string(withHeader(numbered("{", `"%x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`, "}", n))),
			string(withHeader(numbered(`{"__metadata__":{`, `"%x":""`, "}}", n))),
			string(withHeader(`{"a":` + deep)),
		}},
		{"configuration", 2, func(data []byte) error { _, err := gpt2.ParseConfig(data); return err }, []string{
			numbered(`{"n_embd":1,"vocab_size":1,`, `"%x":0`, "}", n),
			list(`{"n_embd":1,"vocab_size":1,"architectures":[`, `""`, "]}", 3*n),
			`{"emb_dim":` + deep,
		}},
		{"index of a model in parts", 2, onDisk("model.safetensors.index.json",
			func(path string) error { _, err := gpt2.Files(path); return err }), []string{
			numbered(`{"weight_map":{`, `"%x":"a"`, "}}", n),
			numbered(`{"weight_map":{`, `"%[1]x":"%[1]x"`, "}}", n),
			`{"weight_map":` + deep,
		}},
		{"byte-pair encoding", 2, onDisk("bpe.json",
			func(path string) error { _, err := text.LoadBPE(path); return err }), []string{
			numbered(`{"vocab":{`, `"%x":0`, "}}", n),
			list(`{"vocab":{"a":0},"merges":[`, `"a a"`, "]}", 2*n),
			list(`{"vocab":{"a":0},"merges":[`, `""`, "]}", 3*n),
			`{"vocab":` + deep,
		}},
		{"GPT-2's merges", 2, onDisk("vocab.bpe", func(path string) error {
			encoder := filepath.Join(t.TempDir(), "encoder.json")
			if err := os.WriteFile(encoder, []byte(`{"a":0}`), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := text.LoadGPT2Files(encoder, path)
			return err
		}), []string{strings.Repeat("a\n", 3*n)}},
		{"instructions", 2, func(data []byte) error { _, err := instruct.Read(data); return err }, []string{
			list("[", `{"instruction":"a","input":"","output":"b"}`, "]", n/4),
			numbered("[{", `"%x":0`, "}]", n),
			deep,
		}},
		{"preferences", 2, func(data []byte) error { _, err := instruct.ReadPreferences(data); return err }, []string{
			list("[", `{"instruction":"a","input":"","chosen":"b","rejected":"c"}`, "]", n/4),
		}},
		{"state of a generator", 2, func(data []byte) error { return torchrand.New(1).UnmarshalBinary(data) },
			[]string{strings.Repeat("x", 9*n)}},
		{"text messages", 20, func(data []byte) error {
			_, err := classify.Read(strings.NewReader(string(data)))
			return err
		}, []string{strings.Repeat("ham\tx\n", n), strings.Repeat("\t", 5*n), strings.Repeat("\n", 5*n),
			"ham\t\"" + strings.Repeat("\"\"", 3*n)}},
		{"notebook", 40, func(data []byte) error { _, err := notebook.Parse(data); return err }, []string{
			list(`{"nbformat":4,"cells":[`, `{}`, "]}", 2*n),
			list(`{"nbformat":4,"cells":[{"source":[`, `""`, "]}]}", 2*n),
			deep,
		}},
	} {
		for i, file := range r.files {
			data := []byte(file)
			var err error
			got := largest(func() { err = r.read(data) })
			t.Logf("%s, file %d: %d bytes, at once at most %d, %.1f times (%.60v)", r.name, i, len(data), got,
				float64(got)/float64(len(data)), err)
			if got > r.times*int64(len(data))+slack {
				t.Errorf("%s, file %d: %d bytes made the reader take %d at once", r.name, i, len(data), got)
			}
		}
	}
}
