package torchrand_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/torchrand"
)

// record is one entry of testdata/rng.json, values made by a second, independent set of programs.
type record struct {
	ID     string          `json:"id"`
	Inputs recordInputs    `json:"inputs"`
	Values json.RawMessage `json:"values"`

	Tolerance struct {
		Abs float64 `json:"abs"`
		Rel float64 `json:"rel"`
	} `json:"tolerance"`
}

type recordInputs struct {
	Seed   int64     `json:"seed"`
	Index  []int     `json:"index"`
	N      int       `json:"n"`
	In     int       `json:"in"`
	Out    int       `json:"out"`
	P      weights   `json:"p"`
	Config gptConfig `json:"config"`
}

type gptConfig struct {
	VocabSize     int     `json:"vocab_size"`
	ContextLength int     `json:"context_length"`
	EmbDim        int     `json:"emb_dim"`
	NumHeads      int     `json:"n_heads"`
	NumLayers     int     `json:"n_layers"`
	DropRate      float64 `json:"drop_rate"`
	QKVBias       bool    `json:"qkv_bias"`
}

// weights is one number or several.
type weights []float64

func (w *weights) UnmarshalJSON(b []byte) error {
	if b[0] == '[' {
		return json.Unmarshal(b, (*[]float64)(w))
	}
	*w = make(weights, 1)
	return json.Unmarshal(b, &(*w)[0])
}

// recordKinds runs a record, found by the second part of its id.
var recordKinds = map[string]func(c *checker, g *torchrand.Generator, r record){
	"mt19937": func(c *checker, g *torchrand.Generator, r record) {
		var want []uint32
		c.decode(r.Values, &want)
		draws := repeat(1300, g.Uint32)
		got := draws[:len(want)]
		if r.Inputs.Index != nil {
			got = nil
			for _, i := range r.Inputs.Index {
				got = append(got, draws[i])
			}
		}
		equal(c, r.ID, got, want)
	},
	"rand": func(c *checker, g *torchrand.Generator, r record) { c.recorded(r, drawn(12, g.Rand)) },
	"randn": func(c *checker, g *torchrand.Generator, r record) {
		c.recorded(r, drawn(r.Inputs.N, g.Randn))
	},
	"randn_then": func(c *checker, g *torchrand.Generator, r record) {
		c.recorded(r, slices.Concat(drawn(3, g.Randn), drawn(4, g.Randn), drawn(3, g.Rand)))
	},
	"linear": func(c *checker, g *torchrand.Generator, r record) {
		weight, bias := linear(g, r.Inputs.In, r.Inputs.Out, true)
		c.recorded(r, slices.Concat(weight, bias))
	},
	"dropout": func(c *checker, g *torchrand.Generator, r record) {
		var want []int
		c.decode(r.Values, &want)
		p := r.Inputs.P[0]
		mask := drawn(r.Inputs.N, func(x []float32) { g.DropoutMask(x, p) })
		var got []int
		for _, f := range mask {
			kept := 0
			if f == float32(1/float32(1-p)) {
				kept = 1
			} else if f != 0 {
				c.t.Fatalf("factor %v: want 0 or 1/(1-%v)", f, p)
			}
			got = append(got, kept)
		}
		equal(c, r.ID, got, want)
	},
	"randperm": func(c *checker, g *torchrand.Generator, r record) {
		var want []int
		c.decode(r.Values, &want)
		equal(c, r.ID, g.Perm(20), want)
	},
	"randint": func(c *checker, g *torchrand.Generator, r record) {
		var want []int64
		c.decode(r.Values, &want)
		got := make([]int64, 12)
		g.Randint(got, 0, 100)
		equal(c, r.ID, got, want)
	},
	"loader": func(c *checker, g *torchrand.Generator, r record) {
		var want [][]int
		c.decode(r.Values, &want)
		for _, order := range want {
			equal(c, r.ID, epoch(g, r.Inputs.N, true), order)
		}
	},
	"multinomial": func(c *checker, g *torchrand.Generator, r record) {
		var want []int
		c.decode(r.Values, &want)
		var w []float32
		for _, p := range r.Inputs.P {
			w = append(w, float32(p))
		}
		equal(c, r.ID, repeat(30, func() int { return g.Multinomial(w) }), want)
	},
	"numpy_permutation": func(c *checker, _ *torchrand.Generator, r record) {
		var want struct {
			First []int `json:"first10"`
			Last  []int `json:"last10"`
		}
		c.decode(r.Values, &want)
		got := torchrand.NewNumpy(uint32(r.Inputs.Seed)).Permutation(r.Inputs.N)
		equal(c, r.ID, got[:10], want.First)
		equal(c, r.ID, got[len(got)-10:], want.Last)
	},
	"small_gpt": checkSmallGPT,
}

func drawn(n int, draw func([]float32)) []float32 {
	x := make([]float32, n)
	draw(x)
	return x
}

// recorded compares to the bit: the tolerance of the records leaves room for programs with other normal values.
func (c *checker) recorded(r record, got []float32) {
	c.t.Helper()
	var want []float64
	c.decode(r.Values, &want)
	c.float32s(r.ID, got, want)
}

// checkSmallGPT compares each tensor of a small GPT: ends to the bit, sums and norms within the record's tolerance.
func checkSmallGPT(c *checker, g *torchrand.Generator, r record) {
	var want map[string]struct {
		Shape        []int
		Sum, L2      float64
		First4, Last []float64
	}
	raw := strings.ReplaceAll(string(r.Values), `"last4"`, `"last"`)
	c.decode(json.RawMessage(raw), &want)
	near := func(what string, got, want float64) {
		if math.Abs(got-want) > r.Tolerance.Abs+r.Tolerance.Rel*math.Abs(want) {
			c.t.Errorf("%s: %v, want %v", what, got, want)
		}
		c.compared++
	}
	names := strings.NewReplacer("blk", "trf_blocks.", "W_", "att.W_", "out_proj", "att.out_proj", "ff.", "ff.layers.")
	cfg := r.Inputs.Config
	gptTensors(cfg.VocabSize, cfg.ContextLength, cfg.EmbDim, cfg.NumLayers, cfg.QKVBias, func(name string, n, in int) {
		name = names.Replace(name)
		if !strings.HasPrefix(name, "trf_blocks.") {
			name += ".weight"
		}
		x := make([]float32, n)
		initTensor(g, x, in)
		w, ok := want[name]
		if !ok || numel(w.Shape) != n {
			c.t.Fatalf("%s with %d values: recorded shape %v", name, n, w.Shape)
		}
		delete(want, name)
		var sum, squares float64
		for _, v := range x {
			sum += float64(v)
			squares += float64(v) * float64(v)
		}
		near(name+" sum", sum, w.Sum)
		near(name+" norm", math.Sqrt(squares), w.L2)
		c.float32s(name, x[:4], w.First4)
		c.float32s(name, x[n-4:], w.Last)
	})
	for name := range want { // scales of ones and shifts of zeros, nothing drawn
		if !strings.Contains(name, "norm") {
			c.t.Errorf("%s: recorded, but not drawn", name)
		}
	}
}

func TestRecords(t *testing.T) {
	var records []record
	readJSON(t, "rng.json", &records)
	seen := map[string]int{}
	for _, r := range records {
		kind := strings.Split(r.ID, ".")[1]
		seen[kind]++
		t.Run(r.ID, func(t *testing.T) {
			run := recordKinds[kind]
			if run == nil {
				t.Fatal("unknown kind of record")
			}
			c := &checker{t: t}
			run(c, torchrand.New(r.Inputs.Seed), r)
			if c.compared == 0 {
				t.Error("nothing compared")
			}
		})
	}
	if len(records) != 36 {
		t.Errorf("%d records, want 36", len(records))
	}
	for kind := range recordKinds {
		if seen[kind] == 0 {
			t.Errorf("no record of kind %s", kind)
		}
	}
}
