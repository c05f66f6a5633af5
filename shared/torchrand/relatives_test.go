package torchrand_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"llmfromscratch/shared/torchrand"
)

type engineVector struct {
	Seed string      `json:"seed"`
	At   [][2]uint32 `json:"at"` // index from 0, draw
}

type pandasVector struct {
	Rows        int      `json:"rows"`
	N           *int     `json:"n"`
	Frac        *float64 `json:"frac"`
	RandomState uint32   `json:"random_state"`
	Positions   []int    `json:"positions"`
}

// pythonVector holds the calls after random.seed in the order of its fields.
type pythonVector struct {
	Seed        string    `json:"seed"`
	Random      []float64 `json:"random"`
	GetRandBits [][2]any  `json:"getrandbits"`
	Randint     []int     `json:"randint_1_6"`
	Choice      []int     `json:"choice_of_7"`
	Shuffle     []int     `json:"shuffle_20"`
	Uniform     []float64 `json:"uniform_-1_1"`
	Probe       float64   `json:"probe"`
}

// bookVectors are digits printed in the book, or reported by readers of it.
type bookVectors struct {
	Dropout      [][]float32 `json:"ch03_dropout_0.5_ones_6x6_seed123_mac"`
	DropoutMKL   [][]float32 `json:"ch03_dropout_same_call_x86_mkl_wheel"`
	Probas       []float32   `json:"ch05_probas"`
	PickCounts   []int       `json:"ch05_multinomial_counts_1000_seed123"`
	EmbeddingRow [][]string  `json:"ch02_embedding_6x3_seed123_4digits"`
}

func TestEngineDraws(t *testing.T) {
	for _, v := range readVectors(t).Engine {
		t.Run("seed="+v.Seed, func(t *testing.T) {
			g := seeded(t, v.Seed)
			draws := make([]uint32, 1300)
			for i := range draws {
				draws[i] = g.Uint32()
			}
			for _, at := range v.At {
				if draws[at[0]] != at[1] {
					t.Errorf("draw %d is %d, want %d", at[0], draws[at[0]], at[1])
				}
			}
			if len(v.At) < 10 {
				t.Errorf("%d draws recorded, want 10 at least", len(v.At))
			}
		})
	}
}

func TestUint64TakesTheHighHalfFirst(t *testing.T) {
	g := torchrand.New(123)
	for i, want := range []uint64{12847588855871978861, 5278339153051796802, 4184670734919783522} {
		if got := g.Uint64(); got != want {
			t.Errorf("draw %d is %d, want %d", i, got, want)
		}
	}
}

func TestPandasSamples(t *testing.T) {
	for _, v := range readVectors(t).Pandas {
		n := torchrand.NewNumpy(v.RandomState)
		var got []int
		switch {
		case v.N != nil && v.Frac == nil:
			got = n.Sample(v.Rows, *v.N)
		case v.Frac != nil && v.N == nil:
			got = n.SampleFrac(v.Rows, *v.Frac)
		default:
			t.Fatalf("sample of %d rows: want either n or frac", v.Rows)
		}
		if !slices.Equal(got, v.Positions) {
			t.Errorf("%d rows: positions %v, want %v", v.Rows, got, v.Positions)
		}
	}
}

func TestPythonRandom(t *testing.T) {
	for _, v := range readVectors(t).Python {
		t.Run("seed="+v.Seed, func(t *testing.T) {
			seed, err := strconv.ParseInt(v.Seed, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			for _, seed := range []int64{seed, -seed} {
				checkPython(&checker{t: t}, torchrand.NewPython(seed), v)
			}
		})
	}
}

func checkPython(c *checker, p *torchrand.Python, v pythonVector) {
	c.t.Helper()
	equal(c, "random", repeat(len(v.Random), p.Float64), v.Random)
	for _, kv := range v.GetRandBits {
		k := int(kv[0].(float64))
		equal(c, fmt.Sprint("getrandbits ", k), []string{fmt.Sprint(p.Bits(k))}, []string{kv[1].(string)})
	}
	equal(c, "randint", repeat(len(v.Randint), func() int { return p.Randint(1, 6) }), v.Randint)
	equal(c, "choice", repeat(len(v.Choice), func() int { return p.Choice(7) }), v.Choice)
	order := make([]int, 20)
	for i := range order {
		order[i] = i
	}
	p.Shuffle(20, func(i, j int) { order[i], order[j] = order[j], order[i] })
	equal(c, "shuffle", order, v.Shuffle)
	equal(c, "uniform", repeat(len(v.Uniform), func() float64 { return p.Uniform(-1, 1) }), v.Uniform)
	equal(c, "probe", []float64{p.Float64()}, []float64{v.Probe})
	if want := 5 + 6 + 10 + 10 + 20 + 3 + 1; c.compared != want {
		c.t.Errorf("%d values compared, want %d", c.compared, want)
	}
}

func repeat[T any](n int, draw func() T) []T {
	all := make([]T, n)
	for i := range all {
		all[i] = draw()
	}
	return all
}

func TestBookDigits(t *testing.T) {
	v := readVectors(t).Book
	c := &checker{t: t}

	mask := make([]float32, 36)
	g := torchrand.New(123)
	g.DropoutMask(mask, 0.5)
	equal(c, "dropout mask, section 3.5.2", mask, slices.Concat(v.Dropout...))

	g = torchrand.New(123)
	g.Variant.MKLMasks = true
	g.DropoutMask(mask, 0.5)
	equal(c, "dropout mask with MKL", mask, slices.Concat(v.DropoutMKL...))
	plain := torchrand.New(123)
	plain.Uint32()
	equal(c, "draw after a mask with MKL", []uint32{g.Uint32()}, []uint32{plain.Uint32()})

	for _, libm := range []bool{false, true} {
		g = torchrand.New(123)
		g.Variant.LibmNormals = libm
		weight := make([]float32, 6*3)
		g.Randn(weight)
		var digits []string
		for _, w := range weight {
			digits = append(digits, fmt.Sprintf("%.4f", w))
		}
		equal(c, "embedding, section 2.7", digits, slices.Concat(v.EmbeddingRow...))
	}

	g = torchrand.New(123)
	counts := make([]int, len(v.Probas))
	for range 1000 {
		counts[g.Multinomial(v.Probas)]++
	}
	equal(c, "picks of 1000, section 5.3", counts, v.PickCounts)
	if want := 36 + 36 + 1 + 2*18 + 9; c.compared != want {
		t.Errorf("%d values compared, want %d", c.compared, want)
	}
}
