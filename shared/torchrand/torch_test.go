package torchrand_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/torchrand"
)

// ops runs each kind of call of the vectors and compares its result.
var ops = map[string]func(c *checker, g *torchrand.Generator, call vectorCall){
	"manual_seed": func(c *checker, g *torchrand.Generator, call vectorCall) {
		*g = *seeded(c.t, call.Seed)
		c.compared++ // the calls after it show the effect
	},
	"rand": func(c *checker, g *torchrand.Generator, call vectorCall) { c.result(call, fill(call, g.Rand)) },
	"randn": func(c *checker, g *torchrand.Generator, call vectorCall) {
		c.result(call, fill(call, g.Randn))
	},
	"uniform": func(c *checker, g *torchrand.Generator, call vectorCall) {
		c.result(call, fill(call, func(x []float32) { g.Uniform(x, call.A, call.B) }))
	},
	"normal": func(c *checker, g *torchrand.Generator, call vectorCall) {
		c.result(call, fill(call, func(x []float32) { g.Normal(x, call.Mean, call.Std) }))
	},
	"rand64": func(c *checker, g *torchrand.Generator, call vectorCall) {
		got := make([]float64, numel(call.Shape))
		g.Rand64(got)
		var want []float64
		c.decode(call.Out, &want)
		equal(c, call.Op, got, want)
	},
	"randn64": func(c *checker, g *torchrand.Generator, call vectorCall) {
		got := make([]float64, numel(call.Shape))
		g.Randn64(got)
		var want []float64
		c.decode(call.Out, &want)
		if len(got) != len(want) {
			c.t.Fatalf("%d values, want %d", len(got), len(want))
		}
		for i, w := range want {
			if math.Abs(got[i]-w) > 1e-15*math.Abs(w) {
				c.t.Fatalf("value %d is %.17g, want %.17g", i, got[i], w)
			}
			c.compared++
		}
	},
	"randint": func(c *checker, g *torchrand.Generator, call vectorCall) {
		got := make([]int64, numel(call.Shape))
		g.Randint(got, call.Low, call.High)
		var want []int64
		c.decode(call.Out, &want)
		equal(c, call.Op, got, want)
	},
	"random_int64": func(c *checker, g *torchrand.Generator, call vectorCall) {
		var want []string
		c.decode(call.Out, &want)
		got := make([]string, call.Count)
		for i := range got {
			got[i] = fmt.Sprint(g.Int63())
		}
		equal(c, call.Op, got, want)
	},
	"randperm": func(c *checker, g *torchrand.Generator, call vectorCall) {
		var want []int
		c.decode(call.Out, &want)
		equal(c, call.Op, g.Perm(call.N), want)
	},
	"linear": func(c *checker, g *torchrand.Generator, call vectorCall) {
		weight, bias := linear(g, call.In, call.OutFeatures, call.Bias)
		c.sliced("weight", weight, call.Weight)
		if call.Bias {
			c.sliced("bias", bias, call.BiasValues)
		}
	},
	"embedding": func(c *checker, g *torchrand.Generator, call vectorCall) {
		weight := make([]float32, call.Num*call.Dim)
		g.Normal(weight, 0, 1)
		c.sliced("weight", weight, call.Weight)
	},
	"kaiming_uniform_sqrt5": func(c *checker, g *torchrand.Generator, call vectorCall) {
		bound := 1 / math.Sqrt(float64(call.Shape[1])) // of LoRA's A, shape [in, rank]
		c.sliced("weight", fill(call, func(x []float32) { g.Uniform(x, -bound, bound) }), call.Weight)
	},
	"dropout": func(c *checker, g *torchrand.Generator, call vectorCall) {
		c.result(call, fill(call, func(x []float32) { g.DropoutMask(x, call.P) }))
	},
	"dropout_eval": func(c *checker, _ *torchrand.Generator, call vectorCall) {
		c.result(call, slices.Repeat([]float32{1}, numel(call.Shape))) // no draws: the next call shows it
	},
	"bernoulli_p": func(c *checker, g *torchrand.Generator, call vectorCall) {
		c.result(call, fill(call, func(x []float32) { g.Bernoulli(x, call.P) }))
	},
	"bernoulli_tensor": func(c *checker, g *torchrand.Generator, call vectorCall) {
		probs := slices.Repeat([]float32{float32(call.P)}, numel(call.Shape))
		c.result(call, fill(call, func(x []float32) { g.BernoulliTensor(x, probs) }))
	},
	"exponential": func(c *checker, g *torchrand.Generator, call vectorCall) {
		c.result(call, fill(call, g.Exponential))
	},
	"multinomial":        checkMultinomial,
	"dataloader":         checkLoader,
	"dataloader_partial": checkPartialLoader,
	"gpt_init":           checkGPTInit,
}

func numel(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

func fill(call vectorCall, draw func([]float32)) []float32 {
	x := make([]float32, numel(call.Shape))
	draw(x)
	return x
}

// linear is the initialisation of nn.Linear; the weight has shape [out, in].
func linear(g *torchrand.Generator, in, out int, withBias bool) (weight, bias []float32) {
	bound := 1 / math.Sqrt(float64(in))
	weight = make([]float32, out*in)
	g.Uniform(weight, -bound, bound)
	if withBias {
		bias = make([]float32, out)
		g.Uniform(bias, -bound, bound)
	}
	return weight, bias
}

func runCase(t *testing.T, vc vectorCase, variant torchrand.Variant, abs float64) {
	g := seeded(t, vc.Seed)
	g.Variant = variant
	for i, call := range vc.Calls {
		run, known := ops[call.Op]
		if !known {
			t.Fatalf("call %d: unknown operation %q", i, call.Op)
		}
		c := &checker{t: t, abs: abs}
		run(c, g, call)
		if c.compared == 0 && numel(call.Shape) > 0 {
			t.Fatalf("call %d: %s compared nothing", i, call.Op)
		}
		if last := i == len(vc.Calls)-1; last != call.Probe {
			t.Fatalf("call %d: probe %v; each case ends with its one probe", i, call.Probe)
		}
	}
}

func TestPyTorchValuesAreExact(t *testing.T) {
	for _, vc := range readVectors(t).Cases {
		t.Run(vc.ID, func(t *testing.T) {
			if testing.Short() && strings.HasPrefix(vc.ID, "gpt-init/") {
				t.Skip("draws 163 million values; left out with -short")
			}
			runCase(t, vc, torchrand.Variant{}, 0)
		})
	}
}

func TestLibmNormalsAreClose(t *testing.T) {
	for _, vc := range readVectors(t).Libm {
		t.Run(vc.ID, func(t *testing.T) { runCase(t, vc, torchrand.Variant{LibmNormals: true}, 1e-6) })
	}
}

// TestVectorsAreComplete pins what the file holds, so that a loss of cases is seen.
func TestVectorsAreComplete(t *testing.T) {
	v := readVectors(t)
	count := func(cases []vectorCase) map[string]int {
		m := map[string]int{}
		for _, vc := range cases {
			for _, call := range vc.Calls {
				m[call.Op]++
			}
		}
		return m
	}
	want := map[string]int{
		"rand": 497, "randn": 206, "multinomial": 104, "linear": 75, "randperm": 61, "embedding": 59, "randint": 58,
		"dropout": 56, "dataloader": 50, "normal": 43, "uniform": 32, "dataloader_partial": 15, "random_int64": 10,
		"kaiming_uniform_sqrt5": 10, "manual_seed": 10, "rand64": 5, "randn64": 5, "dropout_eval": 5, "bernoulli_p": 5,
		"bernoulli_tensor": 5, "exponential": 5, "gpt_init": 1,
	}
	got := count(v.Cases)
	if !maps.Equal(got, want) {
		t.Errorf("calls by operation %v, want %v", got, want)
	}
	for op := range ops {
		if got[op] == 0 {
			t.Errorf("no call of %s", op)
		}
	}
	if libm := count(v.Libm); !maps.Equal(libm, map[string]int{"randn": 20, "rand": 20}) {
		t.Errorf("calls with the C library's functions %v, want 20 of randn and rand each", libm)
	}
	calls := 0
	for _, n := range got {
		calls += n
	}
	for _, x := range []struct {
		what      string
		got, want int
	}{
		{"cases", len(v.Cases), v.Meta.Cases}, {"calls", calls, v.Meta.Calls}, {"cases", len(v.Cases), 396},
		{"engine streams", len(v.Engine), 5}, {"pandas samples", len(v.Pandas), 9}, {"Python seeds", len(v.Python), 3},
	} {
		if x.got != x.want {
			t.Errorf("%d %s, want %d", x.got, x.what, x.want)
		}
	}
}
