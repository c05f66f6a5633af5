package torchrand_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/torchrand"
)

// TestDrawsPerCall checks the table of the package comment, from each position of the engine around a refill.
func TestDrawsPerCall(t *testing.T) {
	f32 := func(n int) []float32 { return make([]float32, n) }
	mkl := func(g *torchrand.Generator) *torchrand.Generator { g.Variant.MKLMasks = true; return g }
	for _, x := range []struct {
		what  string
		draws int
		call  func(g *torchrand.Generator)
	}{
		{"Rand(1500)", 1500, func(g *torchrand.Generator) { g.Rand(f32(1500)) }},
		{"Rand(0)", 0, func(g *torchrand.Generator) { g.Rand(nil) }},
		{"Uniform(7)", 7, func(g *torchrand.Generator) { g.Uniform(f32(7), -1, 1) }},
		{"BernoulliTensor(5)", 5, func(g *torchrand.Generator) { g.BernoulliTensor(f32(5), f32(5)) }},
		{"Randn(0)", 0, func(g *torchrand.Generator) { g.Randn(nil) }},
		{"Randn(15)", 32, func(g *torchrand.Generator) { g.Randn(f32(15)) }},
		{"Randn(1) twice", 4, func(g *torchrand.Generator) { g.Randn(f32(1)); g.Randn(f32(1)) }},
		{"Randn(16)", 16, func(g *torchrand.Generator) { g.Randn(f32(16)) }},
		{"Randn(18)", 34, func(g *torchrand.Generator) { g.Randn(f32(18)) }},
		{"Randn(100,000)", 100_000, func(g *torchrand.Generator) { g.Randn(f32(100_000)) }},
		{"Randn(100,001)", 100_017, func(g *torchrand.Generator) { g.Randn(f32(100_001)) }},
		{"Randn64(15)", 32, func(g *torchrand.Generator) { g.Randn64(make([]float64, 15)) }},
		{"Randn64(17)", 66, func(g *torchrand.Generator) { g.Randn64(make([]float64, 17)) }},
		{"DropoutMask(999)", 1998, func(g *torchrand.Generator) { g.DropoutMask(f32(999), 0.1) }},
		{"DropoutMask p=0", 0, func(g *torchrand.Generator) { g.DropoutMask(f32(9), 0) }},
		{"DropoutMask p=1", 0, func(g *torchrand.Generator) { g.DropoutMask(f32(9), 1) }},
		{"DropoutMask of MKL", 1, func(g *torchrand.Generator) { mkl(g).DropoutMask(f32(999), 0.1) }},
		{"DropoutMask of MKL, empty", 0, func(g *torchrand.Generator) { mkl(g).DropoutMask(nil, 0.1) }},
		{"Bernoulli(7)", 14, func(g *torchrand.Generator) { g.Bernoulli(f32(7), 0.3) }},
		{"Exponential(7)", 14, func(g *torchrand.Generator) { g.Exponential(f32(7)) }},
		{"Rand64(7)", 14, func(g *torchrand.Generator) { g.Rand64(make([]float64, 7)) }},
		{"Multinomial", 8, func(g *torchrand.Generator) { g.Multinomial([]float32{0, 1, 0, 1}) }},
		{"MultinomialN", 8, func(g *torchrand.Generator) { g.MultinomialN([]float32{3, 1, 2, 1}, 3, false) }},
		{"MultinomialN with replacement", 10, func(g *torchrand.Generator) {
			g.MultinomialN([]float32{3, 1}, 5,
				true)
		}},
		{"MultinomialN, 1 with replacement", 4, func(g *torchrand.Generator) {
			g.MultinomialN([]float32{3, 1}, 1,
				true)
		}},
		{"Randint below 2^32", 7, func(g *torchrand.Generator) { g.Randint(make([]int64, 7), -5, 1<<32-6) }},
		{"Randint of 2^32", 14, func(g *torchrand.Generator) { g.Randint(make([]int64, 7), -5, 1<<32-5) }},
		{"Perm(9)", 8, func(g *torchrand.Generator) { g.Perm(9) }},
		{"Perm(1)", 0, func(g *torchrand.Generator) { g.Perm(1) }},
		{"Perm(0)", 0, func(g *torchrand.Generator) { g.Perm(0) }},
		{"Int63", 2, func(g *torchrand.Generator) { g.Int63() }},
	} {
		for _, before := range []int{0, 1, 620, 621, 622, 623, 624, 625} {
			g, plain := torchrand.New(123), torchrand.New(123)
			for range before {
				g.Uint32()
			}
			x.call(g)
			for range before + x.draws {
				plain.Uint32()
			}
			if g.Uint32() != plain.Uint32() {
				t.Errorf("%s after %d draws: does not take %d draws", x.what, before, x.draws)
			}
		}
	}
}

// TestMaskFollowsFloat64 compares the integer comparison of masks with the definition, for rates whose limit is hit.
func TestMaskFollowsFloat64(t *testing.T) {
	for _, p := range []float64{0.1, 0.2, 0.5, 0.9, 1e-9, 1 - 0x1p-53, 0x1p-53, 0x1p-21,
		1 - torchrand.New(7).Float64()} {
		g, plain := torchrand.New(7), torchrand.New(7)
		mask := make([]float32, 5000)
		g.DropoutMask(mask, p)
		keep := 1 - p
		for i, got := range mask {
			want := float32(0)
			if plain.Float64() < keep {
				want = 1 / float32(keep)
			}
			if got != want {
				t.Fatalf("p = %v: factor %d is %v, want %v", p, i, got, want)
			}
		}
	}
}

// The limit of a mask is the value itself: a number is not below itself, and is below the next one.
func TestMaskLimitIsExclusive(t *testing.T) {
	u := torchrand.New(7).Float64()
	for _, x := range []struct{ p, want float64 }{{u, 0}, {math.Nextafter(u, 1), 1}, {math.Nextafter(u, 0), 0}} {
		one := make([]float32, 1)
		torchrand.New(7).Bernoulli(one, x.p)
		if float64(one[0]) != x.want {
			t.Errorf("Bernoulli(%v) with the number %v is %v, want %v", x.p, u, one[0], x.want)
		}
	}
	ends := make([]float32, 1000)
	g := torchrand.New(7)
	for _, p := range []float32{0, 1} {
		g.Bernoulli(ends, float64(p))
		for _, v := range ends {
			if v != p {
				t.Fatalf("Bernoulli(%v) gave %v", p, v)
			}
		}
	}
}

func TestDropoutMaskWithoutChance(t *testing.T) {
	for p, want := range map[float64]float32{0: 1, -1: 1, 1: 0, 2: 0} {
		mask := []float32{7, 7, 7}
		torchrand.New(1).DropoutMask(mask, p)
		for _, got := range mask {
			if got != want {
				t.Errorf("p = %v: factor %v, want %v", p, got, want)
			}
		}
	}
}

func TestSeedsThatPyTorchDoesNotTellApart(t *testing.T) {
	want := torchrand.New(math.MaxUint32).Uint32()
	for _, seed := range []int64{-1, math.MaxInt64, 7<<32 + math.MaxUint32} {
		if got := torchrand.New(seed).Uint32(); got != want {
			t.Errorf("seed %d: first draw %d, want %d", seed, got, want)
		}
	}
	if torchrand.New(0).Uint32() == want {
		t.Error("seed 0 gives the stream of seed 2^32-1")
	}
}

func TestKeptNormalSurvivesOtherDraws(t *testing.T) {
	one, pair := make([]float32, 1), make([]float32, 2)
	torchrand.New(123).Randn(pair)
	g := torchrand.New(123)
	g.Randn(one)
	g.Rand(make([]float32, 1000))
	g.Randn(make([]float32, 16))
	g.Randn(one)
	if one[0] != pair[1] {
		t.Errorf("second normal value %v, want the kept %v", one[0], pair[1])
	}
	g.Randn(one) // keeps the next one
	g.Seed(123)
	g.Randn(one)
	if one[0] != pair[0] {
		t.Errorf("first normal value after a new seed %v, want %v", one[0], pair[0])
	}
}

func TestWrongArgumentsPanic(t *testing.T) {
	nan := math.NaN()
	inf := float32(math.Inf(1))
	for want, call := range map[string]func(g *torchrand.Generator){
		"Randint from 3 to 3":        func(g *torchrand.Generator) { g.Randint(nil, 3, 3) },
		"Perm(-1)":                   func(g *torchrand.Generator) { g.Perm(-1) },
		"Perm(214748364)":            func(g *torchrand.Generator) { g.Perm(214748364) },
		"dropout rate NaN":           func(g *torchrand.Generator) { g.DropoutMask(nil, nan) },
		"Bernoulli probability NaN":  func(g *torchrand.Generator) { g.Bernoulli(nil, nan) },
		"Bernoulli probability 1.5:": func(g *torchrand.Generator) { g.Bernoulli(nil, 1.5) },
		"2 probabilities for 1 values": func(g *torchrand.Generator) {
			g.BernoulliTensor(make([]float32, 1),
				make([]float32, 2))
		},
		"probability -1 at index 1": func(g *torchrand.Generator) {
			g.BernoulliTensor(make([]float32, 2),
				[]float32{0, -1})
		},
		"weight -1 at index 1":     func(g *torchrand.Generator) { g.Multinomial([]float32{1, -1}) },
		"weight NaN at index 0":    func(g *torchrand.Generator) { g.Multinomial([]float32{float32(nan)}) },
		"weight +Inf at index 0":   func(g *torchrand.Generator) { g.MultinomialN([]float32{inf}, 1, true) },
		"no weight above zero":     func(g *torchrand.Generator) { g.Multinomial(make([]float32, 3)) },
		"nothing to pick":          func(g *torchrand.Generator) { g.Multinomial(nil) },
		"0 picks":                  func(g *torchrand.Generator) { g.MultinomialN([]float32{1}, 0, true) },
		"2 picks from 1 weights":   func(g *torchrand.Generator) { g.MultinomialN([]float32{1}, 2, false) },
		"sample of 5 rows from 4":  func(*torchrand.Generator) { torchrand.NewNumpy(1).Sample(4, 5) },
		"sample of -1 rows":        func(*torchrand.Generator) { torchrand.NewNumpy(1).Sample(4, -1) },
		"fraction NaN":             func(*torchrand.Generator) { torchrand.NewNumpy(1).SampleFrac(4, nan) },
		"fraction 1.01":            func(*torchrand.Generator) { torchrand.NewNumpy(1).SampleFrac(4, 1.01) },
		"shuffle of -1 things":     func(*torchrand.Generator) { torchrand.NewNumpy(1).Shuffle(-1, nil) },
		"torchrand: shuffle of -2": func(*torchrand.Generator) { torchrand.NewPython(1).Shuffle(-2, nil) },
		"65 random bits":           func(*torchrand.Generator) { torchrand.NewPython(1).Bits(65) },
		"choice from 0 things":     func(*torchrand.Generator) { torchrand.NewPython(1).Choice(0) },
		"randint from 2 to 1":      func(*torchrand.Generator) { torchrand.NewPython(1).Randint(2, 1) },
		"without a seed":           func(*torchrand.Generator) { new(torchrand.Generator).Uint32() },
		"make it with New":         func(*torchrand.Generator) { new(torchrand.Numpy).Permutation(2) },
	} {
		t.Run(want, func(t *testing.T) {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), want) {
					t.Errorf("panic %v, want one with %q", r, want)
				}
			}()
			call(torchrand.New(1))
		})
	}
}

func TestPickFromSumsFollowsTheWeights(t *testing.T) {
	counts := make([]int, 3)
	for _, k := range torchrand.New(1).MultinomialN([]float32{1, 0, 3}, 10000, true) {
		counts[k]++
	}
	if counts[1] != 0 || counts[0] < 2300 || counts[0] > 2700 {
		t.Errorf("picks %v of 10000 for the weights 1, 0, 3: want about 2500, 0, 7500", counts)
	}
}

func TestPythonSeedBounds(t *testing.T) {
	if got := torchrand.NewPython(math.MinInt64).Bits(0); got != 0 {
		t.Errorf("no bits are %d", got)
	}
	if torchrand.NewPython(math.MinInt64).Float64() == torchrand.NewPython(0).Float64() {
		t.Error("the seeds -2^63 and 0 give the same stream")
	}
	if got := torchrand.NewPython(1).Randint(5, 5); got != 5 {
		t.Errorf("randint(5, 5) is %d", got)
	}
}

// TestFirstOfEqualWeightsWins: quotients too large for a float32 are equal, and the first one counts.
func TestFirstOfEqualWeightsWins(t *testing.T) {
	q := make([]float32, 3)
	g := torchrand.New(7)
	for range 1000 {
		before := *g
		g.Exponential(q)
		if q[0] < 1 && q[1] < 1 && q[2] < 1 {
			w := []float32{math.MaxFloat32, math.MaxFloat32, math.MaxFloat32}
			one := before
			if got := one.Multinomial(w); got != 0 {
				t.Errorf("pick %d of equals, want 0", got)
			}
			if got := before.MultinomialN(w, 3, false); !slices.Equal(got, []int{0, 1, 2}) {
				t.Errorf("picks %v of equals, want 0, 1, 2", got)
			}
			return
		}
	}
	t.Fatal("no three short waiting times")
}
