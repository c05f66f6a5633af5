package book_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/book"
)

func TestEveryChapterHasItsFigures(t *testing.T) {
	counts := map[string]int{}
	for _, f := range book.All() {
		if !strings.HasPrefix(f.ID, "book.") {
			counts[f.Chapter]++
		}
	}
	want := map[string]int{"ch02": 54, "ch03": 49, "ch04": 40, "ch05": 56, "ch06": 35, "ch07": 41, "appa": 15,
		"appd": 13, "appe": 18}
	if fmt.Sprint(counts) != fmt.Sprint(want) {
		t.Errorf("figures per chapter: %v, want %v", counts, want)
	}
}

func TestChaptersHaveNamesInWords(t *testing.T) {
	for chapter, want := range map[string]string{"ch02": "chapter 2", "appa": "appendix A", "appe": "appendix E"} {
		if got := book.ChapterName(chapter); got != want {
			t.Errorf("%s: %q, want %q", chapter, got, want)
		}
	}
}

func TestEveryFigureIsComplete(t *testing.T) {
	ids := map[string]bool{}
	for _, f := range book.All() {
		if ids[f.ID] {
			t.Errorf("%s is there twice", f.ID)
		}
		ids[f.ID] = true
		if f.Section == "" || f.Title == "" {
			t.Errorf("%s: section %q, title %q; want both", f.ID, f.Section, f.Title)
		}
		if f.Differs != "" && f.Printed == "" {
			t.Errorf("%s: says why the book's print differs, and has none", f.ID)
		}
		if f.Want == nil && f.Printed == "" {
			t.Errorf("%s: neither an expected value nor a print", f.ID)
		}
		if f.Want != nil && f.Computable() != !strings.HasPrefix(f.ID, "book.") {
			t.Errorf("%s: computable %v", f.ID, f.Computable())
		}
	}
}

func TestComputableOfTheSpine(t *testing.T) {
	n := 0
	for _, c := range []string{"ch02", "ch03", "ch04", "ch05"} {
		for _, f := range book.Chapter(c) {
			if f.Computable() {
				n++
			}
		}
	}
	if n != 199 {
		t.Errorf("%d computable figures in chapters 2 to 5, want 199", n)
	}
}

func TestUnknownIDNamesNearOnes(t *testing.T) {
	_, err := book.Find("ch03.simple.score2")
	if err == nil || !strings.Contains(err.Error(), "ch03.simple.scores2") {
		t.Errorf("error %v, want one that names ch03.simple.scores2", err)
	}
	if v := book.Check("ch03.simple.score2", 1); v.OK || !strings.Contains(v.String(), "ch03.simple.scores2") {
		t.Errorf("verdict %v, want one that names ch03.simple.scores2", v)
	}
}

func TestWeightsAreThere(t *testing.T) {
	for _, f := range book.All() {
		in := f.Input("weights_file")
		name, err := in.String()
		if err != nil {
			continue // not a figure of a small model
		}
		data, err := book.Weights(name)
		if err != nil {
			t.Errorf("%s: %v", f.ID, err)
			continue
		}
		if !bytes.Contains(data[:min(len(data), 40000)], []byte(`"dtype":"F32"`)) {
			t.Errorf("%s: %s does not look like a safetensors file", f.ID, name)
		}
	}
	if _, err := book.Weights("nothing"); err == nil || !strings.Contains(err.Error(), "ch04_small_gpt") {
		t.Errorf("error %v, want one that lists the weights", err)
	}
}

func TestCompareAcceptsEveryForm(t *testing.T) {
	scores, err := book.Find("ch03.simple.scores2")
	if err != nil {
		t.Fatal(err)
	}
	w := scores.Want.(book.Tensor)
	for name, got := range map[string]any{
		"book.Tensor":    w,
		"pointer":        &w,
		"[]float32":      w.Float32s(),
		"[]float64":      w.Values,
		"array":          [6]float64(w.Values),
		"[]any":          []any{w.Values[0], w.Values[1], float32(w.Values[2]), w.Values[3], w.Values[4], w.Values[5]},
		"tensors.Tensor": tensors.FromValue(w.Float32s()),
	} {
		if v := scores.Compare(got); !v.OK {
			t.Errorf("%s: %v", name, v)
		}
	}
	for name, got := range map[string]any{
		"nil":            nil,
		"text":           "0.9544",
		"one row":        [][]float64{w.Values},
		"five numbers":   w.Values[:5],
		"ragged":         [][]float64{w.Values[:3], w.Values[:2]},
		"mixed depths":   []any{w.Values[0], w.Values[1:]},
		"map":            map[string]any{"values": w.Values},
		"channel":        make(chan int),
		"error":          fmt.Errorf("no scores"),
		"wrong size":     book.Tensor{Shape: []int{6}, Values: w.Values[:5]},
		"tensors.Tensor": tensors.FromValue([][]float32{w.Float32s()}),
		"strings":        []string{"a", "b", "c", "d", "e", "f"},
	} {
		if v := scores.Compare(got); v.OK {
			t.Errorf("%s passes", name)
		}
	}
}

func TestCompareReadsStructsByTheirJSONNames(t *testing.T) {
	f, err := book.Find("ch05.data.counts")
	if err != nil {
		t.Fatal(err)
	}
	type base struct {
		Characters int `json:"characters"`
	}
	if v := f.Compare(struct {
		base
		Tokens int    `json:"tokens"`
		Hidden string `json:"-"`
		Family string `json:"family,omitempty"` // empty: as if it were not there
	}{base{20479}, 5145, "not compared", ""}); !v.OK {
		t.Error(v)
	}
	if v := f.Compare(struct {
		Characters int `json:"characters"`
		Tokens     int `json:"tokens"`
		More       int `json:"more"`
	}{20479, 5145, 1}); v.OK || v.Where != ".more" {
		t.Errorf("an extra field: %v", v)
	}
}

func TestCompareTellsWhereAndHowFar(t *testing.T) {
	f, err := book.Find("ch03.qkv.keys")
	if err != nil {
		t.Fatal(err)
	}
	w := f.Want.(book.Tensor)
	values := append([]float64{}, w.Values...)
	values[5] += 0.25
	v := f.Compare(book.Tensor{Shape: w.Shape, Values: values})
	if v.OK || v.Where != "[2][1]" || math.Abs(v.MaxErr-0.25) > 1e-9 || v.Numbers != 12 || v.Failed != 1 {
		t.Errorf("%+v", v)
	}
}

func TestWholeNumbersHaveNoTolerance(t *testing.T) {
	f, err := book.Find("ch05.generate.small.t1") // tolerance 1e-5 + 1e-4 relative, for its probabilities
	if err != nil {
		t.Fatal(err)
	}
	want := f.Want.(map[string]any)
	ids := want["ids"].(book.Tensor)
	values := append([]float64{}, ids.Values...)
	values[0] += 1e-6
	got := map[string]any{"ids": book.Tensor{Shape: ids.Shape, Values: values},
		"first_step_probas": want["first_step_probas"]}
	if v := f.Compare(got); v.OK {
		t.Error("an id that is not whole passes")
	}
}

func TestInfinitiesMustBeEqual(t *testing.T) {
	f, err := book.Find("ch05.topk.masked")
	if err != nil {
		t.Fatal(err)
	}
	w := f.Want.(book.Tensor)
	for _, other := range []float64{math.Inf(1), math.NaN(), -1e38} {
		values := append([]float64{}, w.Values...)
		values[1] = other
		if v := f.Compare(book.Tensor{Shape: w.Shape, Values: values}); v.OK {
			t.Errorf("%v in place of -inf passes", other)
		}
	}
}

func TestSummaryIsComputedFromTheTensor(t *testing.T) {
	values := make([]float32, 2*3*10)
	for i := range values {
		values[i] = float32(i%7) - 2
	}
	s, err := book.Summarize(tensors.FromFlatDataAndDimensions(values, 2, 3, 10))
	if err != nil {
		t.Fatal(err)
	}
	var sum float64
	for _, v := range values {
		sum += float64(v)
	}
	if s.Sum != sum || s.Mean != sum/60 || s.Min != -2 || s.Max != 4 || len(s.First3Last3OfEachRow) != 6 ||
		fmt.Sprint(s.First8, s.Last8) != "[-2 -1 0 1 2 3 4 -2] [1 2 3 4 -2 -1 0 1]" ||
		fmt.Sprint(s.First3Last3OfEachRow[1]) != "[1 2 3 1 2 3]" {
		t.Errorf("%+v", s)
	}
}

func TestDigestIsComputedFromTheList(t *testing.T) {
	f, err := book.Find("ch02.vocab.all")
	if err != nil {
		t.Fatal(err)
	}
	if v := f.Compare([]string{"!", "\""}); v.OK || !strings.Contains(v.Got, "2 items") {
		t.Errorf("two words pass for the vocabulary, or the verdict does not count them: %v", v)
	}
}

func ExampleFigure_Compare() {
	fig, err := book.Find("ch03.simple.scores2")
	if err != nil {
		fmt.Println(err)
		return
	}
	inputs, err := fig.Input("inputs").Tensor()
	if err != nil {
		fmt.Println(err)
		return
	}
	x := inputs.Rows32()
	scores := make([]float32, len(x))
	for i, row := range x {
		for j := range row {
			scores[i] += row[j] * x[1][j]
		}
	}
	fmt.Println(fig.Compare(scores).OK)
	scores[3] = 0.5
	fmt.Println(fig.Compare(scores))
	// Output:
	// true
	// differs at [3]: want 0.843400002, got 0.5
}

func TestGotIsShownInTheFormOfTheExpectedValue(t *testing.T) {
	for id, got := range map[string]any{
		"ch03.qkv.keys":  [][]float32{{0.3669138, 0.76455766}, {1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}},
		"ch02.vocab.all": []string{"!", "a"},
		"ch02.loader.b1.first": map[string]any{"inputs": [][]int{{40, 367, 2885, 1464}},
			"targets": [][]int{{367, 2885, 1464, 1807}}},
		"ch05.ex1.counts": [3][9]int{},
		"ch02.pre.count":  map[string]any{"count": 2, "tokens": []string{"a", "b"}},
	} {
		f, err := book.Find(id)
		if err != nil {
			t.Fatal(err)
		}
		// The same form begins with the same characters.
		want, shown := book.Format(f.Want, 40), f.FormatGot(got, 40)
		if n := 2; want[:n] != shown[:n] && !strings.Contains(shown, "items with sha256") {
			t.Errorf("%s: expected %s, got %s", id, want, shown)
		}
	}
}
