package torchrand_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"llmfromscratch/shared/torchrand"
)

// vectorFile is testdata/torch-rng.json: calls of PyTorch, numpy and Python, and what they gave.
type vectorFile struct {
	Meta struct {
		Torch, Numpy, Pandas, Python, Machine string
		MKL                                   bool
		Cases, Calls                          int
	} `json:"meta"`
	Cases  []vectorCase   `json:"cases"`
	Libm   []vectorCase   `json:"cases_scalar_libm"`
	Engine []engineVector `json:"mt19937"`
	Pandas []pandasVector `json:"pandas"`
	Python []pythonVector `json:"python_random"`
	Book   bookVectors    `json:"book"`
}

type vectorCase struct {
	ID    string       `json:"id"`
	Seed  string       `json:"seed"`
	Calls []vectorCall `json:"calls"`
}

type vectorCall struct {
	Op    string `json:"op"`
	Shape []int  `json:"shape"`
	Probe bool   `json:"probe"` // the last call of a case: right only when all before took the right number of draws

	A           float64   `json:"a"`
	B           float64   `json:"b"`
	Mean        float64   `json:"mean"`
	Std         float64   `json:"std"`
	P           float64   `json:"p"`
	Low         int64     `json:"low"`
	High        int64     `json:"high"`
	Count       int       `json:"count"`
	N           int       `json:"n"`
	In          int       `json:"in"`
	OutFeatures int       `json:"out_features"`
	Bias        bool      `json:"bias"`
	Num         int       `json:"num"`
	Dim         int       `json:"dim"`
	Weights     []float32 `json:"weights"`
	WeightsKind string    `json:"weights_kind"`
	WeightsN    int       `json:"weights_n"`
	Rows        int       `json:"rows"`
	NumSamples  int       `json:"num_samples"`
	Replacement bool      `json:"replacement"`
	Repeat      int       `json:"repeat"`
	BatchSize   int       `json:"batch_size"`
	Shuffle     bool      `json:"shuffle"`
	DropLast    bool      `json:"drop_last"`
	Epochs      int       `json:"epochs"`
	Batches     int       `json:"batches"`
	Seed        string    `json:"seed"`
	Vocab       int       `json:"vocab"`
	Context     int       `json:"context"`
	Layers      int       `json:"layers"`

	Out        json.RawMessage `json:"out"`
	OutSlices  *sliced         `json:"out_slices"`
	Weight     *sliced         `json:"weight"`
	BiasValues *sliced         `json:"bias_values"`
	EpochsOut  [][][]int       `json:"epochs_out"`
	CountsOnly bool            `json:"counts_only"`
	First      []int           `json:"first"`
	Counts     []int           `json:"counts"`
	Parts      []gptPart       `json:"parts"`
	NumelTotal int             `json:"numel_total"`
	SHA256All  string          `json:"sha256_all"`
}

// sliced is a float32 tensor in row-major order: all of it, or stretches of it and the SHA-256 of its bytes.
type sliced struct {
	Numel  int       `json:"numel"`
	All    []float64 `json:"all"`
	At     []stretch `json:"at"`
	SHA256 string    `json:"sha256"`
}

// stretch is [offset, [values...]].
type stretch struct {
	offset int
	values []float64
}

func (s *stretch) UnmarshalJSON(b []byte) error { return unmarshalTuple(b, &s.offset, &s.values) }

// gptPart is [name, count, first three values, last three values].
type gptPart struct {
	name        string
	count       int
	first, last []float64
}

func (p *gptPart) UnmarshalJSON(b []byte) error {
	return unmarshalTuple(b, &p.name, &p.count, &p.first, &p.last)
}

func unmarshalTuple(b []byte, fields ...any) error {
	var raw []json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	if len(raw) != len(fields) {
		return fmt.Errorf("%d fields, want %d", len(raw), len(fields))
	}
	for i := range fields {
		if err := json.Unmarshal(raw[i], fields[i]); err != nil {
			return err
		}
	}
	return nil
}

// readJSON fails on fields that the tests do not know, so nothing in a file is passed over.
func readJSON(t testing.TB, name string, into any) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func readVectors(t testing.TB) *vectorFile {
	t.Helper()
	v := &vectorFile{}
	readJSON(t, "torch-rng.json", v)
	return v
}

// seeded decodes a decimal seed; 2^63-1 and 2^32-1 both occur.
func seeded(t testing.TB, seed string) *torchrand.Generator {
	t.Helper()
	s, err := strconv.ParseInt(seed, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return torchrand.New(s)
}

// checker compares results and counts the values compared.
type checker struct {
	t        testing.TB
	compared int
	abs      float64 // allowed difference; 0: equal bits
}

func (c *checker) float32s(what string, got []float32, want []float64) {
	c.t.Helper()
	if len(got) != len(want) {
		c.t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i, w := range want {
		same := math.Float32bits(got[i]) == math.Float32bits(float32(w)) && float64(float32(w)) == w
		if c.abs > 0 {
			same = math.Abs(float64(got[i])-w) <= c.abs
		}
		if !same {
			c.t.Fatalf("%s: value %d is %.17g, want %.17g", what, i, got[i], w)
		}
		c.compared++
	}
}

func (c *checker) sliced(what string, got []float32, want *sliced) {
	c.t.Helper()
	if want == nil || (want.All == nil) == (want.At == nil) || (want.At == nil) != (want.SHA256 == "") {
		c.t.Fatalf("%s: no values to compare with in %+v", what, want)
	}
	if len(got) != want.Numel {
		c.t.Fatalf("%s: %d values, want %d", what, len(got), want.Numel)
	}
	if want.All != nil {
		c.float32s(what, got, want.All)
		return
	}
	for _, s := range want.At {
		c.float32s(fmt.Sprintf("%s from %d", what, s.offset), got[s.offset:s.offset+len(s.values)], s.values)
	}
	h := newFloatHash()
	h.add(got)
	if sum := h.sum(); sum != want.SHA256 {
		c.t.Fatalf("%s: SHA-256 of the values %s, want %s", what, sum, want.SHA256)
	}
}

// result compares float32 values with the recorded ones of a call, given whole or in stretches.
func (c *checker) result(call vectorCall, got []float32) {
	c.t.Helper()
	if call.OutSlices != nil {
		c.sliced(call.Op, got, call.OutSlices)
		return
	}
	var want []float64
	c.decode(call.Out, &want)
	c.float32s(call.Op, got, want)
}

func (c *checker) decode(raw json.RawMessage, into any) {
	c.t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		c.t.Fatalf("recorded result: %v", err)
	}
}

// equal compares integers in slices of any depth.
func equal[T comparable](c *checker, what string, got, want []T) {
	c.t.Helper()
	if !slices.Equal(got, want) {
		c.t.Fatalf("%s: %v, want %v", what, got, want)
	}
	c.compared += len(want)
}

// floatHash is the SHA-256 of float32 values as little-endian bytes.
type floatHash struct {
	h interface {
		Write([]byte) (int, error)
		Sum([]byte) []byte
	}
	buf []byte
}

func newFloatHash() *floatHash { return &floatHash{h: sha256.New()} }

func (f *floatHash) add(values []float32) {
	for part := range slices.Chunk(values, 1<<14) {
		f.buf = f.buf[:0]
		for _, v := range part {
			f.buf = binary.LittleEndian.AppendUint32(f.buf, math.Float32bits(v))
		}
		f.h.Write(f.buf)
	}
}

func (f *floatHash) sum() string { return hex.EncodeToString(f.h.Sum(nil)) }
