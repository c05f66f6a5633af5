package torchrand_test

import (
	"fmt"
	"math"

	"llmfromscratch/shared/torchrand"
)

// torch.manual_seed(123); torch.rand(3)
func ExampleNew() {
	g := torchrand.New(123)
	x := make([]float32, 3)
	g.Rand(x)
	fmt.Printf("%.4f\n", x)
	// Output: [0.2961 0.5166 0.2517]
}

// torch.manual_seed(123); torch.randn(5). The same seed gives other numbers for 16 values and more.
func ExampleGenerator_Randn() {
	x := make([]float32, 16)
	torchrand.New(123).Randn(x[:5])
	fmt.Printf("%7.4f\n", x[:5])
	torchrand.New(123).Randn(x)
	fmt.Printf("%7.4f\n", x[:5])
	// Output:
	// [-0.1115  0.1204 -0.3696 -0.2404 -1.1969]
	// [ 0.3374 -0.1778 -0.3035 -0.5880  0.3486]
}

// torch.nn.Embedding(6, 3) after torch.manual_seed(123): a weight of 6 rows and 3 columns (section 2.7).
func ExampleGenerator_Normal() {
	const rows, columns = 6, 3
	weight := make([]float32, rows*columns)
	torchrand.New(123).Normal(weight, 0, 1)
	for r := range rows {
		fmt.Printf("%7.4f\n", weight[r*columns:][:columns])
	}
	// Output:
	// [ 0.3374 -0.1778 -0.1690]
	// [ 0.9178  1.5810  1.3010]
	// [ 1.2753 -0.2010 -0.1606]
	// [-0.4015  0.9666 -1.1481]
	// [-1.1589  0.3255 -0.6315]
	// [-2.8400 -0.7849 -1.4096]
}

// torch.nn.Linear(3, 2) after torch.manual_seed(123): first the weight, [out, in], then the bias, [out].
func ExampleGenerator_Uniform() {
	const in, out = 3, 2
	g := torchrand.New(123)
	bound := 1 / math.Sqrt(in)
	weight, bias := make([]float32, out*in), make([]float32, out)
	g.Uniform(weight, -bound, bound)
	g.Uniform(bias, -bound, bound)
	for o := range out {
		fmt.Printf("%7.4f %7.4f\n", weight[o*in:][:in], bias[o])
	}
	// Output:
	// [-0.2354  0.0191 -0.2867] -0.4196
	// [ 0.2177 -0.4919  0.4232] -0.4590
}

// torch.nn.Dropout(0.5) on torch.ones(6, 6) after torch.manual_seed(123), as printed in section 3.5.2.
func ExampleGenerator_DropoutMask() {
	mask := make([]float32, 6*6)
	torchrand.New(123).DropoutMask(mask, 0.5)
	for r := range 6 {
		fmt.Println(mask[6*r:][:6])
	}
	// Output:
	// [2 2 0 2 2 0]
	// [0 0 0 2 0 2]
	// [2 2 2 2 0 2]
	// [0 2 2 0 0 2]
	// [0 2 0 2 0 2]
	// [0 2 2 2 2 0]
}

// The same call of PyTorch's official package for Linux on x86, which gives other masks than the book's.
func ExampleVariant() {
	g := torchrand.New(123)
	g.Variant.MKLMasks = true
	mask := make([]float32, 6*6)
	g.DropoutMask(mask, 0.5)
	for r := range 6 {
		fmt.Println(mask[6*r:][:6])
	}
	// Output:
	// [2 2 2 2 2 2]
	// [0 2 0 0 0 0]
	// [0 0 2 0 2 0]
	// [2 2 0 0 0 2]
	// [2 0 0 0 0 2]
	// [0 2 0 0 0 0]
}

// torch.randperm(9) after torch.manual_seed(123).
func ExampleGenerator_Perm() {
	fmt.Println(torchrand.New(123).Perm(9))
	// Output: [4 6 2 3 0 7 1 8 5]
}

// An epoch of a shuffling DataLoader over 9 items: it draws a number that it does not use, and the seed of its own
// generator, which gives the order (section 2.6).
func ExampleGenerator_Int63() {
	g := torchrand.New(123)
	for range 2 {
		g.Int63()
		fmt.Println(torchrand.New(g.Int63()).Perm(9))
	}
	// Output:
	// [0 1 3 5 4 2 8 7 6]
	// [0 2 3 5 1 6 8 7 4]
}

// torch.multinomial(probas, num_samples=1), a thousand times, with the next-token probabilities of section 5.3.
func ExampleGenerator_Multinomial() {
	vocabulary := []string{"closer", "every", "effort", "forward", "inches", "moves", "pizza", "toward", "you"}
	probas := []float32{0.0609, 0.0016, 0.0001, 0.5721, 0.0034, 0.0001, 0.0001, 0.3576, 0.0040}
	g := torchrand.New(123)
	counts := make([]int, len(probas))
	for range 1000 {
		counts[g.Multinomial(probas)]++
	}
	for id, n := range counts {
		fmt.Println(n, "x", vocabulary[id])
	}
	// Output:
	// 73 x closer
	// 0 x every
	// 0 x effort
	// 582 x forward
	// 2 x inches
	// 0 x moves
	// 0 x pizza
	// 343 x toward
	// 0 x you
}

// df.sample(4, random_state=123) and df.sample(frac=1, random_state=123) of a DataFrame with 10 rows.
func ExampleNumpy_Sample() {
	fmt.Println(torchrand.NewNumpy(123).Sample(10, 4))
	fmt.Println(torchrand.NewNumpy(123).SampleFrac(10, 1))
	// Output:
	// [4 0 7 5]
	// [4 0 7 5 8 3 1 6 9 2]
}

// random.seed(123); random.random(); random.randint(1, 6)
func ExamplePython() {
	p := torchrand.NewPython(123)
	fmt.Println(p.Float64())
	fmt.Println(p.Randint(1, 6))
	// Output:
	// 0.052363598850944326
	// 1
}

// A run that is stopped and goes on draws what it would have drawn without the stop.
func ExampleGenerator_MarshalBinary() {
	g := torchrand.New(123)
	g.Float32()
	state, _ := g.MarshalBinary()
	fmt.Println(len(state), "bytes,", g.Float32())

	resumed := torchrand.New(0)
	if err := resumed.UnmarshalBinary(state); err != nil {
		fmt.Println(err)
	}
	fmt.Println(len(state), "bytes,", resumed.Float32())
	// Output:
	// 2521 bytes, 0.5165623
	// 2521 bytes, 0.5165623
}
