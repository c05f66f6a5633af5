package pretrain_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/torchrand"
)

func ExampleSoftmax() {
	for _, temperature := range []float64{1, 5} {
		fmt.Printf("%.4f\n", pretrain.Softmax([]float32{1, 2}, temperature))
	}
	// Output:
	// [0.2689 0.7311]
	// [0.4502 0.5498]
}

func ExampleTopK() {
	fmt.Println(pretrain.TopK([]float32{4.51, 0.89, -1.90, 6.75, 1.63}, 3))
	// Output: [4.51 -Inf -Inf 6.75 1.63]
}

func ExamplePerplexity() {
	fmt.Printf("%.1f\n", pretrain.Perplexity(10.7940))
	// Output: 48727.6
}

func TestTopKKeepsTies(t *testing.T) {
	inf := float32(math.Inf(-1))
	for _, tt := range []struct {
		k    int
		want []float32
	}{
		{1, []float32{3, inf, inf, inf}},
		{2, []float32{3, 1, 1, inf}},
		{3, []float32{3, 1, 1, inf}},
		{4, []float32{3, 1, 1, 0}},
		{9, []float32{3, 1, 1, 0}},
		{0, []float32{3, 1, 1, 0}},
	} {
		if got := pretrain.TopK([]float32{3, 1, 1, 0}, tt.k); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("k = %d: %v, want %v", tt.k, got, tt.want)
		}
	}
}

func TestSoftmaxOfLargeLogits(t *testing.T) {
	got := pretrain.Softmax([]float32{1000, 999, float32(math.Inf(-1))}, 1)
	if math.Abs(float64(got[0])-0.7310586) > 1e-6 || got[2] != 0 {
		t.Errorf("softmax = %v", got)
	}
}

// Probabilities at temperatures that float32 cannot hold, or at which the scaled logits leave it, are those of the
// limit: all for the largest logit, or the same for each.
func TestSoftmaxBeyondFloat32(t *testing.T) {
	inf := float32(math.Inf(1))
	for _, tt := range []struct {
		logits      []float32
		temperature float64
		want        []float32
	}{
		{[]float32{1, 3, 2}, math.SmallestNonzeroFloat64, []float32{0, 1, 0}},
		{[]float32{1, 3, 2}, 1e-300, []float32{0, 1, 0}},
		{[]float32{3, 3, -inf}, 1e-300, []float32{0.5, 0.5, 0}},
		{[]float32{1, 5, 2}, 1e-38, []float32{0, 1, 0}}, // 5e38 is no float32, 1e-38 is one
		{[]float32{-1, -5, -2}, 1e-40, []float32{1, 0, 0}},
		{[]float32{0, -5, 0}, 1e-45, []float32{0.5, 0, 0.5}},
		{[]float32{1, 3, -inf, 2, 4}, 1e39, []float32{0.25, 0.25, 0, 0.25, 0.25}},
		{[]float32{1e38, -1e38}, 1e300, []float32{0.5, 0.5}},
		{[]float32{7}, math.MaxFloat64, []float32{1}},
		{[]float32{1, inf, -inf, inf}, 1, []float32{0, 0.5, 0, 0.5}},
		{[]float32{-inf, -inf}, 1, []float32{0.5, 0.5}},
	} {
		if got := pretrain.Softmax(tt.logits, tt.temperature); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("logits %v at temperature %v: %v, want %v", tt.logits, tt.temperature, got, tt.want)
		}
		id := pretrain.Sampling{Temperature: tt.temperature}.Next(tt.logits, torchrand.New(1))
		if tt.want[id] == 0 {
			t.Errorf("logits %v at temperature %v: token %d", tt.logits, tt.temperature, id)
		}
	}
}

// counting is a model whose next token is always the last one plus one, and nearly as likely the one after that.
type counting struct{ vocab int }

func (c counting) NextLogits(ids [][]int) ([][]float32, error) {
	out := make([][]float32, len(ids))
	for i, row := range ids {
		out[i] = make([]float32, c.vocab)
		last := row[len(row)-1]
		out[i][(last+1)%c.vocab] = 10
		out[i][(last+2)%c.vocab] = 9
	}
	return out, nil
}

func TestGenerate(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		name string
		s    pretrain.Sampling
		ids  [][]int
		want [][]int
	}{
		{"greedy", pretrain.GreedySampling(), [][]int{{3}}, [][]int{{3, 4, 5, 6}}},
		{"top-k of one is greedy at any temperature", pretrain.Sampling{Temperature: 3, TopK: 1},
			[][]int{{3}}, [][]int{{3, 4, 5, 6}}},
		{"stops before the end of the text", pretrain.Sampling{Stop: []int{5}}, [][]int{{3}}, [][]int{{3, 4}}},
		{"rows end one by one", pretrain.Sampling{Stop: []int{5}}, [][]int{{3}, {7}, {4}},
			[][]int{{3, 4}, {7, 8, 9, 0}, {4}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var told []string
			got, err := pretrain.Generate(ctx, counting{10}, tt.ids, 3, 100, tt.s, torchrand.New(1),
				func(row, id int) { told = append(told, fmt.Sprint(row, ":", id)) })
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			n := 0
			for i := range got {
				n += len(got[i]) - len(tt.ids[i])
			}
			if len(told) != n {
				t.Errorf("told of %d tokens (%v), generated %d", len(told), told, n)
			}
		})
	}
}

func TestSamplingFollowsProbabilities(t *testing.T) {
	s := pretrain.Sampling{Temperature: 1}
	logits := []float32{0, float32(math.Log(2)), float32(math.Log(5))}
	rng := torchrand.New(123)
	var counts [3]float64
	const n = 20000
	for range n {
		counts[s.Next(logits, rng)]++
	}
	for i, want := range []float64{1. / 8, 2. / 8, 5. / 8} {
		if got := counts[i] / n; math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/n) {
			t.Errorf("token %d: frequency %.4f, want %.4f", i, got, want)
		}
	}
}

func TestGenerateErrors(t *testing.T) {
	ctx := context.Background()
	rng := torchrand.New(1)
	for _, tt := range []struct {
		s           pretrain.Sampling
		rng         *torchrand.Generator
		contextSize int
		want        string
	}{
		{pretrain.Sampling{Temperature: -1}, rng, 8, "temperature -1"},
		{pretrain.Sampling{Temperature: math.NaN()}, rng, 8, "temperature NaN"},
		{pretrain.Sampling{TopK: -2}, rng, 8, "top-k -2"},
		{pretrain.Sampling{}, rng, 0, "context size 0"},
		{pretrain.Sampling{Temperature: 1}, nil, 8, "random generator"},
	} {
		_, err := pretrain.Generate(ctx, counting{10}, [][]int{{1}}, 3, tt.contextSize, tt.s, tt.rng, nil)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error = %v, want one with %q", tt.s, err, tt.want)
		}
	}
	cancelled, cancel := context.WithCancel(ctx)
	got, err := pretrain.Generate(cancelled, counting{10}, [][]int{{1}}, 5, 8, pretrain.GreedySampling(), nil,
		func(_, id int) {
			if id == 3 {
				cancel()
			}
		})
	if !errors.Is(err, context.Canceled) || !reflect.DeepEqual(got, [][]int{{1, 2, 3}}) {
		t.Errorf("cancelled after the second token: %v, %v", got, err)
	}
}

// spoilt is a model whose logits are not numbers.
type spoilt struct{}

func (spoilt) NextLogits(ids [][]int) ([][]float32, error) {
	return [][]float32{{1, float32(math.NaN())}}, nil
}

func TestGenerateRefusesLogitsThatAreNoNumbers(t *testing.T) {
	for _, s := range []pretrain.Sampling{pretrain.GreedySampling(), {Temperature: 1}} {
		_, err := pretrain.Generate(context.Background(), spoilt{}, [][]int{{1}}, 3, 8, s, torchrand.New(1), nil)
		if err == nil || !strings.Contains(err.Error(), "not numbers") {
			t.Errorf("%+v: error = %v", s, err)
		}
	}
}

func TestStreamHoldsBackHalfCharacters(t *testing.T) {
	var out strings.Builder
	s := pretrain.NewTokenWriter(rawBytes{}, &out)
	var seen []string
	for _, b := range []byte("a🙂é!") {
		s.Add(int(b))
		seen = append(seen, out.String())
	}
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	want := []string{"a", "a", "a", "a", "a🙂", "a🙂", "a🙂é", "a🙂é!"}
	if !reflect.DeepEqual(seen, want) {
		t.Errorf("written so far: %q, want %q", seen, want)
	}
}

// rawBytes is a tokenizer with a token for every byte.
type rawBytes struct{ letters }

func (rawBytes) Decode(ids []int) (string, error) {
	b := make([]byte, len(ids))
	for i, id := range ids {
		b[i] = byte(id)
	}
	return strings.ToValidUTF8(string(b), "\ufffd"), nil
}

func TestSamplingContinuesATextAsGenerateDoes(t *testing.T) {
	m := newModel(t, 3, smallRun().Model)
	p, err := gpt.NewPredictor(backendtest.Open(), m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Finalize()
	s := pretrain.Sampling{Temperature: 1.4, TopK: 9}
	got, err := s.Continue(t.Context(), p, letters{}, "the cat", 12, 16, torchrand.New(5))
	if err != nil {
		t.Fatal(err)
	}
	ids, err := pretrain.TextToIDs("the cat", letters{})
	if err != nil {
		t.Fatal(err)
	}
	if ids, err = pretrain.Generate(t.Context(), p, ids, 12, 16, s, torchrand.New(5), nil); err != nil {
		t.Fatal(err)
	}
	if want, err := pretrain.IDsToText(ids, letters{}); err != nil || got != want || len(got) != len("the cat")+12 {
		t.Errorf("%q, want %q; %v", got, want, err)
	}
	if _, err := s.Continue(t.Context(), p, letters{}, "THE CAT", 12, 16, torchrand.New(5)); err == nil {
		t.Error("a text without tokens is no error")
	}
}

// Whatever the logits are, as long as they are numbers, and whatever the temperature, a token that may be chosen is.
func TestNextChoosesAmongExtremes(t *testing.T) {
	inf := float32(math.Inf(1))
	for name, tc := range map[string]struct {
		logits []float32
		may    []int
	}{
		"one is infinite":          {[]float32{1, inf, 3}, []int{1}},
		"two are infinite":         {[]float32{inf, 2, inf}, []int{0, 2}},
		"one is left":              {[]float32{-inf, -inf, 5}, []int{2}},
		"none is above":            {[]float32{-inf, -inf, -inf}, []int{0, 1, 2}},
		"the largest there are":    {[]float32{math.MaxFloat32, -math.MaxFloat32, math.MaxFloat32}, []int{0, 2}},
		"the smallest there are":   {[]float32{math.SmallestNonzeroFloat32, 0, -inf}, []int{0, 1}},
		"infinities of both signs": {[]float32{-inf, 0, inf}, []int{2}},
		"one token":                {[]float32{-inf}, []int{0}},
	} {
		for _, temperature := range []float64{0, 5e-324, 1e-300, 1e-45, 1e-40, 1e-38, 1, 1e38, 1e39, 1e300,
			math.MaxFloat64} {
			for _, k := range []int{0, 1, 2, 50257} {
				s := pretrain.Sampling{Temperature: temperature, TopK: k}
				for seed := range int64(5) {
					id := s.Next(tc.logits, torchrand.New(seed))
					// so hot that all that is finite, or all there is, is alike
					hot := temperature > 1 && id < len(tc.logits) && !math.IsInf(float64(tc.logits[id]), -1)
					if id < 0 || id >= len(tc.logits) || !slices.Contains(tc.may, id) && !hot {
						t.Errorf("%s, temperature %v, top-k %d: %d", name, temperature, k, id)
					}
				}
			}
		}
	}
}

func TestOneLineShowsControlCharacters(t *testing.T) {
	for txt, want := range map[string]string{"one\ntwo\n": "one two ", "cried\x1aful\r": `cried\x1aful\r`,
		"a \"b\" 'c' \\ é 🙂": "a \"b\" 'c' \\ é 🙂"} {
		if got := pretrain.OneLine(txt); got != want {
			t.Errorf("%q: %q, want %q", txt, got, want)
		}
	}
}
