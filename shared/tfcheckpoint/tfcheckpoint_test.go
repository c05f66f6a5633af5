package tfcheckpoint_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"llmfromscratch/shared/tfcheckpoint"
)

var update = flag.Bool("update", false, "write testdata anew")

// tiny is the checkpoint of testdata: several kinds, shapes and blocks, and names that share their beginnings.
func tiny() []tensor {
	tensors := []tensor{
		{"model/wte", 1, []int{3, 2}, floats(1, 2, 3, 4, 5, -6.5)},
		{"model/scale", 1, nil, floats(0.5)},
		{"model/empty", 1, []int{0, 4}, nil},
		{"model/half", 19, []int{3}, halves(0x3C00, 0xC000, 0x0001)},
		{"model/brain", 14, []int{1, 2}, halves(0x3F80, 0xC0A0)},
		{"global_step", 9, nil, binary.LittleEndian.AppendUint64(nil, 1_000_000)},
	}
	for block := range 24 {
		tensors = append(tensors, tensor{fmt.Sprintf("model/h%d/ln_1/g", block), 1, []int{2},
			floats(float32(block), 1)})
	}
	return tensors
}

const blockSize = 200

func TestTinyBundleIsRead(t *testing.T) {
	index, data := bundle(tiny(), blockSize)
	for name, content := range map[string][]byte{"tiny.ckpt.index": index, "tiny.ckpt.data-00000-of-00001": data} {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s is not what the writer makes (%v); run go test -update", path, err)
		}
	}
	c, err := tfcheckpoint.Open("testdata/tiny.ckpt")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if got := len(c.Tensors()); got != len(tiny()) {
		t.Errorf("%d tensors, want %d", got, len(tiny()))
	}
	for _, test := range []struct {
		name  string
		shape []int
		want  []float32
	}{
		{"model/wte", []int{3, 2}, []float32{1, 2, 3, 4, 5, -6.5}},
		{"model/scale", nil, []float32{0.5}},
		{"model/empty", []int{0, 4}, []float32{}},
		{"model/half", []int{3}, []float32{1, -2, 0x1p-24}},
		{"model/brain", []int{1, 2}, []float32{1, -5}},
		{"model/h23/ln_1/g", []int{2}, []float32{23, 1}},
	} {
		got, shape, err := c.Float32s(test.name)
		if err != nil || !slices.Equal(got, test.want) || !slices.Equal(shape, test.shape) {
			t.Errorf("%s: %v %v %v, want %v %v", test.name, got, shape, err, test.want, test.shape)
		}
	}
	if err := c.Check(context.Background()); err != nil {
		t.Error(err)
	}
	_, _, notFloat := c.Float32s("global_step")
	_, _, missing := c.Float32s("model/h24/ln_1/g")
	wrongSize := c.ReadInto("model/wte", make([]float32, 5))
	for _, test := range []struct {
		err  error
		want string
	}{{notFloat, "I64"}, {missing, `no tensor "model/h24/ln_1/g"`},
		{wrongSize, "has 6 elements, and the destination 5"}} {
		if test.err == nil || !strings.Contains(test.err.Error(), test.want) {
			t.Errorf("error %v, want one with %q", test.err, test.want)
		}
	}
}

func TestLargeTensorsAreReadInPieces(t *testing.T) {
	const n = 200_003
	values := make([]float32, n)
	half := make([]uint16, n)
	for i := range values {
		values[i], half[i] = float32(i), 0x3C00
	}
	c := write(t, []tensor{{"a", 1, []int{n}, floats(values...)}, {"b", 19, []int{n}, halves(half...)}})
	got, _, err := c.Float32s("a")
	if err != nil || !slices.Equal(got, values) {
		t.Errorf("F32: %v", err)
	}
	got, _, err = c.Float32s("b")
	if err != nil || slices.ContainsFunc(got, func(v float32) bool { return v != 1 }) {
		t.Errorf("F16: %v", err)
	}
}

// write makes a checkpoint of the tensors in a folder of its own and opens it.
func write(t *testing.T, tensors []tensor) *tfcheckpoint.Checkpoint {
	t.Helper()
	index, data := bundle(tensors, blockSize)
	c, err := openFiles(t, index, data)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func openFiles(t *testing.T, index, data []byte) (*tfcheckpoint.Checkpoint, error) {
	t.Helper()
	prefix := filepath.Join(t.TempDir(), "model.ckpt")
	if err := os.WriteFile(prefix+".index", index, 0o644); err != nil {
		t.Fatal(err)
	}
	if data != nil {
		if err := os.WriteFile(prefix+".data-00000-of-00001", data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c, err := tfcheckpoint.Open(prefix + ".index")
	if err == nil {
		t.Cleanup(func() { c.Close() })
	}
	return c, err
}

func TestDamagedDataIsReportedByName(t *testing.T) {
	index, data := bundle(tiny(), blockSize)
	damaged := bytes.Clone(data)
	damaged[25] ^= 1 // in model/scale, which follows the 24 bytes of model/wte
	c, err := openFiles(t, index, damaged)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Float32s("model/wte"); err != nil {
		t.Errorf("the tensor before the damage: %v", err)
	}
	for _, err := range []error{c.Check(context.Background()), c.ReadInto("model/scale", make([]float32, 1))} {
		if err == nil || !strings.Contains(err.Error(), `"model/scale" is damaged`) {
			t.Errorf("error %v", err)
		}
	}

	c, err = openFiles(t, index, data[:26])
	if err != nil {
		t.Fatal(err)
	}
	cut := new(tfcheckpoint.TruncatedError)
	if err := c.Check(context.Background()); !errors.As(err, &cut) || cut.Tensor != "model/scale" || cut.Need != 28 ||
		cut.Have != 26 {
		t.Errorf("error %v", err)
	}
	if _, _, err := c.Float32s("model/half"); !errors.As(err, &cut) || cut.Tensor != "model/half" {
		t.Errorf("error %v", err)
	}

	c, err = openFiles(t, index, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Float32s("model/wte"); !errors.Is(err, fs.ErrNotExist) ||
		!strings.Contains(err.Error(), "model/wte") {
		t.Errorf("without data file: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := c.Check(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	c.Close()
	if _, _, err := c.Float32s("model/wte"); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("after Close: %v", err)
	}
}

// one is an index of a header and one tensor with the given message.
func one(message []byte) []byte {
	return table([]entry{{"", headerMessage(1, 0)}, {"a", message}}, blockSize)
}

func withField(m []byte, n protowire.Number, v uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(m, n, protowire.VarintType), v)
}

// refused are indexes that must not open, with a part of what the error says.
func refused() map[string]struct {
	index []byte
	want  string
} {
	type r = struct {
		index []byte
		want  string
	}
	good, _ := bundle(tiny(), blockSize)
	f32 := entryMessage(1, []int{1}, 0, 0, 4, 0)
	var compressed []byte
	list := blockOf([]entry{{"z", appendBlock(&compressed, blockOf([]entry{{"", headerMessage(1, 0)}}, 16), 1)}}, 1)
	handle := appendBlock(&compressed, list, 0)
	compressed = append(compressed, footer([]byte{0, 0}, handle)...)
	raw := func(content []byte) []byte { // a table with one block of the given content
		var file []byte
		list := blockOf([]entry{{"z", appendBlock(&file, content, 0)}}, 1)
		handle := appendBlock(&file, list, 0)
		return append(file, footer([]byte{0, 0}, handle)...)
	}
	far := func(offset, length uint64) []byte { // a table whose one block is elsewhere
		var file []byte
		list := blockOf([]entry{{"z", binary.AppendUvarint(binary.AppendUvarint(nil, offset), length)}}, 1)
		handle := appendBlock(&file, list, 0)
		return append(file, footer([]byte{0, 0}, handle)...)
	}
	flip := func(at int) []byte { b := bytes.Clone(good); b[at] ^= 0x20; return b }
	many := func() []byte {
		rows := []entry{{"", headerMessage(1, 0)}}
		for i := range 3000 { // each shares all but its last bytes with a very long name
			rows = append(rows, entry{strings.Repeat("x", 4000) + fmt.Sprintf("%06d", i),
				entryMessage(1, nil, 0, int64(4*i), 4, 0)})
		}
		return raw(blockOf(rows, len(rows)))
	}()
	return map[string]r{
		"nothing":                   {nil, "too few"},
		"a short file":              {good[:47], "too few"},
		"the beginning only":        {good[:len(good)-1], "cut off"},
		"the end only":              {good[len(good)-48:], "outside the file"},
		"another format":            {bytes.Repeat([]byte("text "), 100), "something else"},
		"a bit wrong in a name":     {flip(20), "checksum is wrong"},
		"a bit wrong in the footer": {flip(len(good) - 44), "outside the file"},
		"a compressed block":        {compressed, "compressed"},
		"a block far away":          {far(1<<40, 10), "outside the file"},
		"a block of 2^64-1 bytes":   {far(0, math.MaxUint64), "outside the file"},
		"a block at 2^64-1":         {far(math.MaxUint64, 1), "outside the file"},
		"an empty block":            {raw(nil), "too short"},
		"a block of three bytes":    {raw([]byte{0, 0, 0}), "too short"},
		"too many restarts":         {raw([]byte{255, 255, 255, 255}), "its own list"},
		"a damaged number": {raw(append(bytes.Repeat([]byte{0xff}, 11), 0, 0, 0, 0)),
			"entry of a block is damaged"},
		"more shared than there is": {raw([]byte{1, 0, 0, 0, 0, 0, 0}), "longer than the block"},
		"a value past the block":    {raw([]byte{0, 0, 5, 0, 0, 0, 0}), "longer than the block"},
		"no tensor and no header":   {table(nil, blockSize), "no header"},
		"no header":                 {table([]entry{{"a", f32}}, blockSize), "first entry is not the header"},
		"two headers": {table([]entry{{"", headerMessage(1, 0)}, {"", headerMessage(1, 0)}}, blockSize),
			"comes twice"},
		"no data files":             {table([]entry{{"", nil}}, blockSize), "0 data files"},
		"too many data files":       {table([]entry{{"", headerMessage(100_000, 0)}}, blockSize), "100000 data files"},
		"big-endian":                {table([]entry{{"", headerMessage(1, 1)}}, blockSize), "big-endian"},
		"a header that is no proto": {table([]entry{{"", []byte{0xff}}}, blockSize), "damaged entry"},
		"a name twice": {table([]entry{{"", headerMessage(1, 0)}, {"a", f32}, {"a", f32}}, blockSize),
			`"a" comes twice`},
		"a name twice in two blocks": {table([]entry{{"", headerMessage(1, 0)}, {"a", f32}, {"a", f32}}, 1),
			`"a" comes twice`},
		"names not sorted": {table([]entry{{"", headerMessage(1, 0)}, {"b", f32}, {"a", f32}}, blockSize),
			"not in its order"},
		"a name that is not UTF-8": {table([]entry{{"", headerMessage(1, 0)}, {"\xff", f32}}, blockSize), "UTF-8"},
		"a name of 5000 bytes": {table([]entry{{"", headerMessage(1, 0)}, {strings.Repeat("a", 5000), f32}},
			blockSize), "too long"},
		"names out of proportion":   {many, "out of all proportion"},
		"an entry that is no proto": {one([]byte{0x0a, 0xff}), "damaged entry"},
		"a group":                   {one([]byte{0x0b}), "of kind 3"},
		"an unknown kind":           {one(entryMessage(99, []int{1}, 0, 0, 4, 0)), "unknown kind 99"},
		"no kind":                   {one(nil), "unknown kind 0"},
		"a data file too many":      {one(entryMessage(1, []int{1}, 1, 0, 4, 0)), "data file 1 of 1"},
		"a negative data file":      {one(entryMessage(1, []int{1}, -1, 0, 4, 0)), "data file"},
		"a negative size":           {one(entryMessage(1, []int{1}, 0, 0, -4, 0)), "cannot be"},
		"a negative offset":         {one(entryMessage(1, []int{1}, 0, -4, 4, 0)), "cannot be"},
		"an offset that overflows":  {one(entryMessage(1, []int{1}, 0, math.MaxInt64, 4, 0)), "cannot be"},
		"a negative dimension":      {one(entryMessage(1, []int{-1}, 0, 0, 4, 0)), "a dimension of -1"},
		"a size that does not fit":  {one(entryMessage(1, []int{3}, 0, 0, 4, 0)), "takes 12 bytes"},
		"a product that overflows": {one(entryMessage(1, []int{math.MaxInt, math.MaxInt}, 0, 0, 0, 0)),
			"larger than any memory"},
		"an overflow behind a zero": {one(entryMessage(1, []int{0, math.MaxInt}, 0, 0, 0, 0)),
			"larger than any memory"},
		"nine dimensions": {one(entryMessage(1, []int{1, 1, 1, 1, 1, 1, 1, 1, 1}, 0, 0, 4, 0)),
			"more than 8"},
		"an unknown shape": {one(protowire.AppendBytes(protowire.AppendTag(withField(nil, 1, 1), 2,
			protowire.BytesType), withField(nil, 3, 1))), "not known"},
		"tensors that overlap": {table([]entry{{"", headerMessage(1, 0)}, {"a", entryMessage(1, []int{2}, 0, 0, 8, 0)},
			{"b", entryMessage(1, []int{1}, 0, 4, 4, 0)}}, blockSize), "overlap"},
	}
}

func TestDamagedIndexesAreRefusedWithTheReason(t *testing.T) {
	for name, test := range refused() {
		c, err := openFiles(t, test.index, nil)
		if err == nil {
			t.Errorf("%s: opened with %d tensors", name, len(c.Tensors()))
			continue
		}
		if !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "model.ckpt.index") ||
			len(err.Error()) > 600 {
			t.Errorf("%s: the error %.300q names not the file or not %q", name, err, test.want)
		}
	}
}

func TestSlicedTensorsAreListedNotRead(t *testing.T) {
	message := protowire.AppendBytes(protowire.AppendTag(entryMessage(1, []int{100}, 0, 0, 0, 0), 7,
		protowire.BytesType), nil)
	c, err := openFiles(t, one(message), []byte{})
	if err != nil {
		t.Fatal(err)
	}
	if info, ok := c.Info("a"); !ok || !info.Sliced || !reflect.DeepEqual(info.Shape, []int{100}) {
		t.Errorf("info %+v", info)
	}
	if _, _, err := c.Float32s("a"); err == nil || !strings.Contains(err.Error(), "slices") {
		t.Errorf("error %v", err)
	}
}
