package safetensors_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/safetensors"
)

func Example() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "model.safetensors")

	err = safetensors.Write(path, map[string]string{"format": "pt"}, []safetensors.Tensor{
		{Name: "tok_emb.weight", Shape: []int{2, 3}, Data: []float32{1, 2, 3, 4, 5, 6}},
		{Name: "final_norm.scale", Shape: []int{3}, Data: []float32{1, 1, 1}},
	})
	if err != nil {
		panic(err)
	}

	file, err := safetensors.Open(path)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	for _, t := range file.Tensors() {
		fmt.Println(t.Name, t.DType, t.Shape, t.Begin, t.End)
	}
	data, shape, err := file.Float32s("tok_emb.weight")
	fmt.Println(data, shape, err)
	// Output:
	// tok_emb.weight F32 [2 3] 0 24
	// final_norm.scale F32 [3] 24 36
	// [1 2 3 4 5 6] [2 3] <nil>
}

// raw builds a file of a header and n bytes of numbers.
func raw(header string, n int) []byte {
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	out = append(out, header...)
	for i := range n {
		out = append(out, byte(i))
	}
	return out
}

func open(content []byte) (*safetensors.File, error) {
	return safetensors.NewFile("test.safetensors", bytes.NewReader(content), int64(len(content)))
}

// accepted are headers, with the number of bytes after them, that are unusual and valid.
var accepted = []struct {
	name, header string
	data         int
}{
	{"nothing", `{}`, 0},
	{"no tensors", `{"__metadata__":{}}`, 0},
	{"a single number", `{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}`, 4},
	{"a zero dimension", `{"a":{"dtype":"F32","shape":[3,0],"data_offsets":[0,0]}}`, 0},
	{"empty tensors at the place of another",
		`{"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"c":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}}`, 4},
	{"keys in another order", `{"a":{"data_offsets":[0,2],"shape":[1],"dtype":"BF16"}}`, 2},
	{"header order is not data order",
		`{"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]},"a":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}`,
		5},
	{"spaces everywhere",
		" \n{ \"a\" :\t{ \"dtype\" : \"I64\" , \"shape\" : [ 2 , 1 ] , \"data_offsets\" : [ 0 , 16 ] } } \r\n  ", 16},
	{"escapes in a name", `{"caf\u00e9\n\ud83d\ude00\"\\":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, 1},
	{"an empty name", `{"":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}`, 1},
	{"eight dimensions", `{"a":{"dtype":"F64","shape":[1,1,1,1,1,1,1,1],"data_offsets":[0,8]}}`, 8},
}

func TestUnusualFilesAreAccepted(t *testing.T) {
	for _, test := range accepted {
		f, err := open(raw(test.header, test.data))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		for _, info := range f.Tensors() {
			if again, ok := f.Info(info.Name); !ok || !reflect.DeepEqual(again, info) {
				t.Errorf("%s: listed as %v, found as %v", test.name, info, again)
			}
			r, err := f.Raw(info.Name)
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
				continue
			}
			got, err := io.ReadAll(r)
			if err != nil || int64(len(got)) != info.End-info.Begin || len(got) > 0 && int64(got[0]) != info.Begin {
				t.Errorf("%s: bytes %v of %v, %v", test.name, got, info, err)
			}
		}
	}
	f, err := open(raw(accepted[8].header, 1))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := f.Tensors()[0].Name, "café\n😀\"\\"; got != want {
		t.Errorf("name %q, want %q", got, want)
	}
}

const oneFloat = `{"dtype":"F32","shape":[1],"data_offsets":[0,4]}`

// refused are whole files that must not open, with a part of what the error says.
var refused = []struct {
	name    string
	content []byte
	want    string
}{
	{"an empty file", nil, "0 bytes"},
	{"a file shorter than the length", []byte("1234567"), "7 bytes"},
	{"a header of length zero", raw("", 0), "it ends where"},
	{"a header longer than the file", binary.LittleEndian.AppendUint64(nil, 1), "1 bytes long"},
	{"a header of 2^63 bytes", append(binary.LittleEndian.AppendUint64(nil, 1<<63), `{}`...), "9223372036854775808"},
	{"a header of 2^64-1 bytes", append(binary.LittleEndian.AppendUint64(nil, math.MaxUint64), `{}`...),
		"18446744073709551615"},
	{"a web page", []byte("<!DOCTYPE html><html><head><title>404</title></head></html>"),
		"it is text and begins \"<!DOCTYPE"},
	{"a pointer of Git LFS", []byte("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"), "git-lfs"},
	{"no JSON", raw("hello", 0), `'h' at byte 0`},
	{"a list", raw("[]", 0), `'['`},
	{"JSON cut off", raw(`{"a":{"dtype":"F32"`, 0), "it ends where"},
	{"JSON cut off in a name", raw(`{"a`, 0), "ends within a string"},
	{"JSON cut off in an escape", raw(`{"a\`, 0), "ends within a string"},
	{"text after the header", raw(`{}{}`, 0), "goes on after its end"},
	{"a zero byte after the header", raw("{}\x00", 0), "goes on after its end"},
	{"a comma at the end", raw(`{"a":`+oneFloat+`,}`, 4), "should follow"},
	{"a name twice", raw(`{"a":`+oneFloat+`,"b":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":`+oneFloat+`}`, 4),
		`"a" comes twice`},
	{"a name twice, once escaped", raw(`{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\u0061":`+oneFloat+`}`,
		4), `"a" comes twice`},
	{"a key twice", raw(`{"a":{"dtype":"U8","dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4),
		`"dtype" comes twice`},
	{"a shape twice", raw(`{"a":{"dtype":"F32","shape":[2],"shape":[1],"data_offsets":[0,4]}}`, 4),
		`"shape" comes twice`},
	{"metadata twice", raw(`{"__metadata__":{},"__metadata__":{}}`, 0), "comes twice"},
	{"a metadata key twice", raw(`{"__metadata__":{"a":"1","a":"2"}}`, 0), "comes twice"},
	{"metadata that is no text", raw(`{"__metadata__":{"a":1}}`, 0), `metadata "a"`},
	{"metadata nested", raw(`{"__metadata__":{"a":{"b":"c"}}}`, 0), `'{'`},
	{"an unknown key", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}`, 4), `unknown key "x"`},
	{"a missing key", raw(`{"a":{"dtype":"F32","shape":[1]}}`, 4), "not all there"},
	{"an unknown kind", raw(`{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}`, 4), `"F33"`},
	{"deep lists", raw(`{"a":`+strings.Repeat("[", 100_000), 0), `'['`},
	{"deep shape", raw(`{"a":{"dtype":"F32","shape":`+strings.Repeat("[", 100_000), 0), "no whole number"},
	{"deep objects", raw(strings.Repeat(`{"a":`, 100_000), 0), `unknown key "a"`},
	{"nine dimensions", raw(`{"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}`, 1), "more than 8"},
	{"a negative dimension", raw(`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, 4), "negative"},
	{"two negative dimensions", raw(`{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}`, 4), "negative"},
	{"a negative offset", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}`, 4), "negative"},
	{"a fraction", raw(`{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}`, 4), "no whole number"},
	{"an exponent", raw(`{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}`, 4), "no whole number"},
	{"a leading zero", raw(`{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}`, 4), "leading zero"},
	{"a text for a number", raw(`{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}`, 4), "no whole number"},
	{"a dimension of 2^64", raw(`{"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}}`, 4),
		"too large"},
	{"a product that overflows to the right size",
		raw(`{"a":{"dtype":"F32","shape":[4294967296,4294967296,1],"data_offsets":[0,0]}}`, 0),
		"larger than any memory"},
	{"a product that overflows to four", raw(`{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}`,
		4), "larger than any memory"},
	{"an overflow behind a zero", raw(`{"a":{"dtype":"F32","shape":[0,18446744073709551615],"data_offsets":[0,0]}}`, 0),
		"larger than any memory"},
	{"a shape larger than its bytes", raw(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, 4),
		"takes 8 bytes"},
	{"a shape smaller than its bytes", raw(`{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,4]}}`, 4),
		"takes 2 bytes"},
	{"begin after end", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}`, 4), "from 4 to 0"},
	{"three offsets", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}`, 4), "more than 2"},
	{"one offset", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4]}}`, 4), "1 numbers"},
	{"offsets past the end", raw(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 4), "cut off"},
	{"offsets of 2^63", raw(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[9223372036854775808,9223372036854775809]}}`,
		4), "its bytes would go"},
	{"the same bytes twice", raw(`{"a":`+oneFloat+`,"b":`+oneFloat+`}`, 4), "overlaps"},
	{"bytes shared in part",
		raw(`{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}`,
			4), "overlaps"},
	{"an empty tensor within another", raw(`{"a":`+oneFloat+`,"b":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}`, 4),
		"overlaps"},
	{"a hole at the front", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, 8), "belong to no tensor"},
	{"a hole between", raw(`{"a":`+oneFloat+`,"b":{"dtype":"F32","shape":[1],"data_offsets":[5,9]}}`, 9),
		"belong to no tensor"},
	{"bytes after the last tensor", raw(`{"a":`+oneFloat+`}`, 5), "1 bytes follow"},
	{"bytes and no tensor", raw(`{}`, 1), "1 bytes follow"},
	{"a name that is not UTF-8", raw("{\"\xff\":"+oneFloat+"}", 4), "not UTF-8"},
	{"a control character in a name", raw("{\"\n\":"+oneFloat+"}", 4), "control character"},
	{"an unknown escape", raw(`{"\x":`+oneFloat+`}`, 4), "unknown escape"},
	{"half a surrogate pair", raw(`{"\ud83d":`+oneFloat+`}`, 4), "surrogate"},
	{"too many metadata entries", raw(`{"__metadata__":{`+manyMetadata(10_001)+`}}`, 0), "more than 10000"},
}

func manyMetadata(n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf(`"%d":""`, i)
	}
	return strings.Join(parts, ",")
}

func TestAttacksAreRefusedWithTheReason(t *testing.T) {
	for _, test := range refused {
		_, err := open(test.content)
		if err == nil {
			t.Errorf("%s: opened", test.name)
			continue
		}
		if !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "test.safetensors") {
			t.Errorf("%s: the error %.300q names not the file or not %q", test.name, err, test.want)
		}
		if len(err.Error()) > 500 {
			t.Errorf("%s: an error of %d characters", test.name, len(err.Error()))
		}
	}
}

func TestHalvesAreWidenedExactly(t *testing.T) {
	bits := func(values ...uint16) (out []byte) {
		for _, v := range values {
			out = binary.LittleEndian.AppendUint16(out, v)
		}
		return out
	}
	tests := []struct {
		kind string
		bits uint16
		want float32
	}{
		{"F16", 0x3C00, 1}, {"F16", 0xC000, -2}, {"F16", 0x7BFF, 65504}, {"F16", 0x0400, 0x1p-14},
		{"F16", 0x0001, 0x1p-24}, {"F16", 0x03FF, 1023 * 0x1p-24}, {"F16", 0x0000, 0}, {"F16", 0x3555, 0.333251953125},
		{"F16", 0x7C00, float32(math.Inf(1))}, {"F16", 0xFC00, float32(math.Inf(-1))},
		{"BF16", 0x3F80, 1}, {"BF16", 0xC000, -2}, {"BF16", 0x3EAB, 0.333984375}, {"BF16", 0x0001, 0x1p-133},
		{"BF16", 0x7F80, float32(math.Inf(1))},
	}
	for _, test := range tests {
		content := raw(fmt.Sprintf(`{"a":{"dtype":%q,"shape":[2],"data_offsets":[0,4]}}`, test.kind), 0)
		f, err := open(append(content, bits(test.bits, 0x8000)...))
		if err != nil {
			t.Fatal(err)
		}
		got, shape, err := f.Float32s("a")
		if err != nil {
			t.Fatal(err)
		}
		if got[0] != test.want || got[1] != 0 || !math.Signbit(float64(got[1])) || !slices.Equal(shape, []int{2}) {
			t.Errorf("%s %#04x gives %v %v, want %v and -0", test.kind, test.bits, got, shape, test.want)
		}
	}
	for _, kind := range []string{"F16", "BF16"} {
		// More than one buffer of the conversion.
		const n = 100_003
		content := raw(fmt.Sprintf(`{"a":{"dtype":%q,"shape":[%d],"data_offsets":[0,%d]}}`, kind, n, 2*n), 0)
		one := map[string]uint16{"F16": 0x3C00, "BF16": 0x3F80}[kind]
		for range n {
			content = binary.LittleEndian.AppendUint16(content, one)
		}
		f, err := open(content)
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := f.Float32s("a")
		if err != nil || len(got) != n || slices.ContainsFunc(got, func(v float32) bool { return v != 1 }) {
			t.Errorf("%s: %d values, not all 1; %v", kind, len(got), err)
		}
	}
}

func TestReadingErrorsNameTheTensor(t *testing.T) {
	content := raw(`{"ids":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}`, 16)
	f, err := open(content)
	if err != nil {
		t.Fatal(err)
	}
	_, _, notFloat := f.Float32s("ids")
	_, _, missing := f.Float32s("v")
	wrongSize := f.ReadInto("w", make([]float32, 3))
	for _, test := range []struct {
		err  error
		want string
	}{{notFloat, "I64"}, {missing, `no tensor "v"`}, {wrongSize, "[2]"}} {
		if test.err == nil || !strings.Contains(test.err.Error(), test.want) {
			t.Errorf("error %v, want one with %q", test.err, test.want)
		}
	}

	path := filepath.Join(t.TempDir(), "shrinks.safetensors")
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	if f, err = safetensors.Open(path); err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.Truncate(path, int64(len(content)-1)); err != nil {
		t.Skipf("this system does not truncate an open file: %v", err)
	}
	if _, _, err := f.Float32s("w"); !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), `"w"`) {
		t.Errorf("reading from a file that shrank: %v", err)
	}
}
