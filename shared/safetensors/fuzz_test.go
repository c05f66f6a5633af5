package safetensors_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"llmfromscratch/shared/safetensors"
)

// allocated is how many bytes run allocates in total, freed ones included.
func allocated(run func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	run()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// slack is what error messages, small buffers and the test itself may allocate beside the file's size.
const slack = 256 << 10

func TestOpeningTakesLessThanTwiceTheFile(t *testing.T) {
	entries := func(n int, format string) string {
		var b strings.Builder
		b.WriteByte('{')
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, format, i)
		}
		b.WriteByte('}')
		return b.String()
	}
	const n = 60_000
	headers := map[string]string{
		// refused at the first; see the next
		"shortest entries": entries(n, `"%x":{"dtype":"U8","shape":[],"data_offsets":[0,0]}`),
		"empty tensors":    entries(n, `"%x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`),
		"eight dimensions": entries(n, `"%x":{"dtype":"U8","shape":[0,1,1,1,1,1,1,1],"data_offsets":[0,0]}`),
		"escaped names":    entries(n, `"\u0061%x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`),
		"false counts":     `{"` + strings.Repeat(`\"data_offsets\"`, n) + `":{}}`,
		"one long name":    `{"` + strings.Repeat(`n`, 4<<20) + `":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}`,
		"one long escape":  `{"__metadata__":{"a":"` + strings.Repeat(`\u00e9`, 1<<20) + `"}}`,
		"one long metadata": `{"__metadata__":{"` + strings.Repeat("k", 2<<20) + `":"` + strings.Repeat("v", 2<<20) +
			`"}}`,
		"deep":               strings.Repeat(`{"a":`, 1<<20),
		"spaces":             strings.Repeat(" ", 4<<20) + "{}",
		"a long wrong kind":  `{"a":{"dtype":"` + strings.Repeat("x", 4<<20) + `"`,
		"a long unknown key": `{"a":{"` + strings.Repeat("x", 4<<20) + `":1`,
	}
	for name, header := range headers {
		content := raw(header, 0)
		if got, limit := allocated(func() { open(content) }), uint64(2*len(content)+slack); got > limit {
			t.Errorf("%s: %d bytes allocated for a file of %d", name, got, len(content))
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, test := range accepted {
		f.Add(raw(test.header, test.data))
	}
	for _, test := range refused {
		if len(test.content) < 10_000 {
			f.Add(test.content)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		var file *safetensors.File
		var err error
		limit := uint64(2*len(content) + slack)
		if got := allocated(func() { file, err = open(content) }); got > limit {
			t.Fatalf("opening %d bytes allocated %d", len(content), got)
		}
		if err != nil {
			return
		}
		var infos []safetensors.Info
		if got := allocated(func() { infos = file.Tensors() }); got > limit {
			t.Fatalf("listing %d bytes allocated %d", len(content), got)
		}
		var size int64
		for _, info := range infos {
			size += info.End - info.Begin
			switch info.DType {
			case "F32", "F16", "BF16":
				var data []float32
				got := allocated(func() { data, _, err = file.Float32s(info.Name) })
				if err != nil || len(data) != info.Len() || got > limit {
					t.Fatalf("%v: %d elements, %d bytes allocated, %v", info, len(data), got, err)
				}
			}
		}
		if header := int64(len(content)) - size; header < 10 {
			t.Fatalf("the tensors take %d of %d bytes", size, len(content))
		}
		checkAgainstJSON(t, content, file)
	})
}

// checkAgainstJSON compares what was read with what Go's JSON package reads from the same header.
func checkAgainstJSON(t *testing.T, content []byte, file *safetensors.File) {
	var header map[string]json.RawMessage
	length := int(content[0]) | int(content[1])<<8 | int(content[2])<<16 | int(content[3])<<24
	if err := json.Unmarshal(content[8:8+length], &header); err != nil {
		t.Fatalf("opened, but the header is no JSON: %v", err)
	}
	metadata := map[string]string(nil)
	if text, ok := header["__metadata__"]; ok {
		if err := json.Unmarshal(text, &metadata); err != nil {
			t.Fatal(err)
		}
		delete(header, "__metadata__")
	}
	if !reflect.DeepEqual(file.Metadata(), metadata) {
		t.Fatalf("metadata %q, JSON has %q", file.Metadata(), metadata)
	}
	if len(header) != len(file.Tensors()) {
		t.Fatalf("%d tensors, JSON has %d", len(file.Tensors()), len(header))
	}
	for name, text := range header {
		var want struct {
			DType   string   `json:"dtype"`
			Shape   []int    `json:"shape"`
			Offsets [2]int64 `json:"data_offsets"`
		}
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		got, ok := file.Info(name)
		if !ok || !reflect.DeepEqual(got, safetensors.Info{Name: name, DType: want.DType, Shape: want.Shape,
			Begin: want.Offsets[0], End: want.Offsets[1]}) {
			t.Fatalf("tensor %q is %v, JSON has %v", name, got, want)
		}
	}
}

func FuzzWriteThenOpen(f *testing.F) {
	f.Add("a", "b", uint8(2), uint8(3), "format", "pt", uint32(0x3F800000))
	f.Add("trf_blocks.0.att.W_query.weight", "", uint8(0), uint8(7), "", "\x00\u2028", uint32(0x7FC00001))
	f.Add("é\"\\", "__metadata__", uint8(1), uint8(0), "\xff", "x", uint32(1))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, name1, name2 string, rows, cols uint8, key, value string, bits uint32) {
		data := make([]float32, int(rows)*int(cols))
		for i := range data {
			data[i] = math.Float32frombits(bits + uint32(i))
		}
		path := filepath.Join(dir, fmt.Sprint(os.Getpid(), ".safetensors"))
		tensors := []safetensors.Tensor{
			{Name: name1, Shape: []int{int(rows), int(cols)}, Data: data},
			{Name: name2, Data: []float32{1}},
		}
		if err := safetensors.Write(path, map[string]string{key: value}, tensors); err != nil {
			return
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := open(content)
		if err != nil {
			t.Fatalf("what was written does not open: %v", err)
		}
		checkAgainstJSON(t, content, file)
		got, shape, err := file.Float32s(name1)
		if err != nil || !reflect.DeepEqual(shape, tensors[0].Shape) {
			t.Fatal(shape, err)
		}
		for i, v := range got {
			if math.Float32bits(v) != math.Float32bits(data[i]) {
				t.Fatalf("element %d is %v, want %v", i, v, data[i])
			}
		}
		again := filepath.Join(dir, fmt.Sprint(os.Getpid(), ".again"))
		if err := safetensors.Write(again, map[string]string{key: value}, tensors); err != nil {
			t.Fatal(err)
		}
		if second, _ := os.ReadFile(again); !bytes.Equal(second, content) {
			t.Fatal("the same tensors gave other bytes")
		}
	})
}
