package safetensors_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes/float16"

	"llmfromscratch/shared/safetensors"
)

func TestWrittenBytesAreTheFormats(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.safetensors")
	err := safetensors.Write(path, map[string]string{"format": "pt", "about": "<a> & b"}, []safetensors.Tensor{
		{Name: "z", Shape: []int{2}, Data: []float32{1, -0.5}},
		{Name: "a", Data: []float32{3}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	header := `{"__metadata__":{"format":"pt","about":"<a> & b"},` +
		`"z":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}`
	header += strings.Repeat(" ", -len(header)&7)
	want := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	want = append(want, header...)
	for _, v := range []float32{1, -0.5, 3} {
		want = binary.LittleEndian.AppendUint32(want, math.Float32bits(v))
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	if len(header)%8 != 0 {
		t.Errorf("the numbers begin at byte %d, not at a multiple of 8", 8+len(header))
	}
}

// The weights beside the book's figures were made in Python.
func TestFilesFromPythonComeBackByteForByte(t *testing.T) {
	paths, err := filepath.Glob("../book/weights/*.safetensors")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no weights in ../book/weights (%v)", err)
	}
	for _, path := range paths {
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := safetensors.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		infos := f.Tensors()
		specs := make([]safetensors.Spec, len(infos))
		for i, info := range infos {
			specs[i] = safetensors.Spec{Name: info.Name, Shape: info.Shape}
		}
		largest := slices.MaxFunc(infos, func(a, b safetensors.Info) int { return a.Len() - b.Len() })
		buf := make([]float32, largest.Len()) // one for all: WriteFunc writes each tensor before it asks for the next
		copied := filepath.Join(t.TempDir(), filepath.Base(path))
		err = safetensors.WriteFunc(copied, f.Metadata(), specs, func(i int) ([]float32, error) {
			dst := buf[:infos[i].Len()]
			return dst, f.ReadInto(infos[i].Name, dst)
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(copied)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, want %d, or they differ", path, len(got), len(want))
		}
	}
}

func TestMetadataSurvives(t *testing.T) {
	for _, metadata := range []map[string]string{nil, {}, {"format": "pt"},
		{"a\"\\\n\t\x00é😀\u2028<>&": "", "": "x"}} {
		path := filepath.Join(t.TempDir(), "a.safetensors")
		if err := safetensors.Write(path, metadata, nil); err != nil {
			t.Fatal(err)
		}
		f, err := safetensors.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Metadata(); !maps.Equal(got, metadata) || (got == nil) != (metadata == nil) {
			t.Errorf("got %q, want %q", got, metadata)
		}
		f.Close()
	}
}

func TestSpecialNumbersSurviveBitByBit(t *testing.T) {
	want := []uint32{0, 0x80000000, 1, 0x7F800000, 0xFF800000, 0x7FC00001, 0xFFFFFFFF, 0x3F800001}
	data := make([]float32, len(want))
	for i, bits := range want {
		data[i] = math.Float32frombits(bits)
	}
	path := filepath.Join(t.TempDir(), "a.safetensors")
	if err := safetensors.Write(path, nil, []safetensors.Tensor{{Name: "a", Shape: []int{2, 4},
		Data: data}}); err != nil {
		t.Fatal(err)
	}
	f, err := safetensors.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, _, err := f.Float32s("a")
	if err != nil {
		t.Fatal(err)
	}
	for i, bits := range want {
		if math.Float32bits(got[i]) != bits {
			t.Errorf("element %d is %#x, want %#x", i, math.Float32bits(got[i]), bits)
		}
	}
}

func TestWrongTensorsAreNotWrittenAndTheOldFileStays(t *testing.T) {
	type T = safetensors.Tensor
	tests := []struct {
		name     string
		metadata map[string]string
		tensors  []T
		want     string
	}{
		{"a name twice", nil, []T{{Name: "a", Data: []float32{1}}, {Name: "a", Data: []float32{1}}}, "comes twice"},
		{"the reserved name", nil, []T{{Name: "__metadata__", Data: []float32{1}}}, "reserved"},
		{"a negative dimension", nil, []T{{Name: "a", Shape: []int{-1, -1}, Data: []float32{1}}}, "negative"},
		{"a product that overflows", nil, []T{{Name: "a", Shape: []int{math.MaxInt, 2}}}, "larger than"},
		{"too many dimensions", nil, []T{{Name: "a", Shape: make([]int, 9)}}, "more than 8"},
		{"too few numbers", nil, []T{{Name: "a", Data: []float32{1}}, {Name: "b", Shape: []int{2}, Data: []float32{1}}},
			`tensor "b": shape [2] has 2 elements, got 1`},
		{"too many numbers", nil, []T{{Name: "a", Shape: []int{1}, Data: []float32{1, 2}}}, "got 2"},
		{"a name that is not UTF-8", nil, []T{{Name: "\xff", Data: []float32{1}}}, "UTF-8"},
		{"metadata that is not UTF-8", map[string]string{"a": "\xff"}, nil, "UTF-8"},
	}
	path := filepath.Join(t.TempDir(), "a.safetensors")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		err := safetensors.Write(path, test.metadata, test.tensors)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
	}
	broken := errors.New("broken")
	specs := []safetensors.Spec{{Name: "a", Shape: []int{1}}, {Name: "b", Shape: []int{1}}}
	err := safetensors.WriteFunc(path, nil, specs, func(i int) ([]float32, error) {
		if i == 1 {
			return nil, broken
		}
		return []float32{1}, nil
	})
	if !errors.Is(err, broken) {
		t.Errorf("error %v, want it to wrap that of the source", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("the old file became %q", got)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("files left: %v, %v", entries, err)
	}
}

// Numbers of any kind are written as the bytes that the caller gives, and come back.
func TestRawTensorsAreWrittenAsTheyAre(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.safetensors")
	specs := []safetensors.Spec{{Name: "q", Shape: []int{2, 3}, DType: "I8"}, {Name: "s", Shape: []int{1}}}
	content := [][]byte{{1, 2, 3, 250, 251, 252}, {0, 0, 128, 63}}
	err := safetensors.WriteRaw(path, nil, specs, func(i int, w io.Writer) error {
		_, err := w.Write(content[i])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	f, err := safetensors.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if info, _ := f.Info("q"); info.DType != "I8" || !slices.Equal(info.Shape, []int{2, 3}) {
		t.Errorf("%+v", info)
	}
	raw, err := f.Raw("q")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(raw); err != nil || !slices.Equal(got, content[0]) {
		t.Errorf("%v, %v", got, err)
	}
	if got, _, err := f.Float32s("s"); err != nil || !slices.Equal(got, []float32{1}) {
		t.Errorf("%v, %v", got, err)
	}
	for _, wrong := range []struct {
		spec safetensors.Spec
		want string
	}{
		{safetensors.Spec{Name: "q", Shape: []int{7}, DType: "I8"}, "shape [7] takes 7 bytes, got 6"},
		{safetensors.Spec{Name: "q", Shape: []int{6}, DType: "Q4"}, `"Q4" is not a known kind`},
	} {
		err := safetensors.WriteRaw(path, nil, []safetensors.Spec{wrong.spec}, func(_ int, w io.Writer) error {
			_, err := w.Write(content[0])
			return err
		})
		if err == nil || !strings.Contains(err.Error(), wrong.want) {
			t.Errorf("error %v, want %q", err, wrong.want)
		}
	}
}

func TestHalvesAreTheNearestOnes(t *testing.T) {
	below, above := float32(0), float32(0) // neighbours among the numbers that F16 has, 0 to 65504
	var numbers, want []float32
	for bits := range uint16(0x7c00) {
		above = float16.FromBits(bits).Float32()
		if bits > 0 {
			middle := (below + above) / 2 // exact in F32
			even := below
			if bits%2 == 0 {
				even = above
			}
			numbers = append(numbers, middle, math.Nextafter32(middle, 0), math.Nextafter32(middle, 1e9), -middle)
			want = append(want, even, below, above, -even)
		}
		numbers, want = append(numbers, above, -above), append(want, above, -above)
		below = above
	}
	path := filepath.Join(t.TempDir(), "half.safetensors")
	err := safetensors.WriteFunc(path, nil, []safetensors.Spec{{Name: "a", Shape: []int{len(numbers)}, DType: "F16"}},
		func(int) ([]float32, error) { return numbers, nil })
	if err != nil {
		t.Fatal(err)
	}
	f, err := safetensors.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, _, err := f.Float32s("a")
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%g became %g, want %g", numbers[i], got[i], want[i])
		}
	}
	for _, x := range []float32{65520, -1e10} {
		err := safetensors.WriteFunc(path, nil, []safetensors.Spec{{Name: "a", Shape: []int{1}, DType: "F16"}},
			func(int) ([]float32, error) { return []float32{x}, nil })
		if err == nil || !strings.Contains(err.Error(), "too large for F16") {
			t.Errorf("%g: error %v", x, err)
		}
	}
}
