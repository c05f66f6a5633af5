package torchrand_test

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"llmfromscratch/shared/torchrand"
)

func checkMultinomial(c *checker, g *torchrand.Generator, call vectorCall) {
	weights := call.Weights
	if call.WeightsKind == "mod7" {
		weights = make([]float32, call.WeightsN)
		for i := range weights {
			weights[i] = float32(i%7 + 1)
		}
	} else if call.WeightsKind != "" {
		c.t.Fatalf("unknown weights %q", call.WeightsKind)
	}
	var want [][]int
	if !call.CountsOnly {
		c.decode(call.Out, &want)
		if len(want) != call.Repeat {
			c.t.Fatalf("%d results recorded, want %d", len(want), call.Repeat)
		}
	}
	counts, all := make([]int, len(weights)), []int(nil)
	for r := range call.Repeat {
		var got []int
		for row := range slices.Chunk(weights, len(weights)/max(call.Rows, 1)) {
			if call.NumSamples == 1 {
				got = append(got, g.Multinomial(row))
			} else {
				got = append(got, g.MultinomialN(row, call.NumSamples, call.Replacement)...)
			}
		}
		if !call.CountsOnly {
			equal(c, call.Op, got, want[r])
			continue
		}
		all = append(all, got...)
		for _, k := range got {
			counts[k]++
		}
	}
	if call.CountsOnly {
		equal(c, "first picks", all[:len(call.First)], call.First)
		equal(c, "counts", counts, call.Counts)
	}
}

// epoch is the order in which a DataLoader with num_workers=0 visits its items: it draws a base seed, which it does not
// use, and when shuffling the seed of a generator of its own.
func epoch(g *torchrand.Generator, n int, shuffle bool) []int {
	g.Int63()
	if shuffle {
		return torchrand.New(g.Int63()).Perm(n)
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}

func batches(order []int, size int, dropLast bool) (all [][]int) {
	for b := range slices.Chunk(order, size) {
		if len(b) == size || !dropLast {
			all = append(all, b)
		}
	}
	return all
}

func checkLoader(c *checker, g *torchrand.Generator, call vectorCall) {
	if len(call.EpochsOut) != call.Epochs {
		c.t.Fatalf("%d epochs recorded, want %d", len(call.EpochsOut), call.Epochs)
	}
	for _, want := range call.EpochsOut {
		got := batches(epoch(g, call.N, call.Shuffle), call.BatchSize, call.DropLast)
		if len(got) != len(want) {
			c.t.Fatalf("%d batches, want %d", len(got), len(want))
		}
		for i := range want {
			equal(c, "batch", got[i], want[i])
		}
	}
}

func checkPartialLoader(c *checker, g *torchrand.Generator, call vectorCall) {
	var want [][]int
	c.decode(call.Out, &want)
	if call.Batches == 0 {
		g.Int63() // the base seed; the sampler's is drawn with the first batch
		if len(want) != 0 {
			c.t.Fatalf("%v recorded for no batches", want)
		}
		c.compared++
		return
	}
	got := batches(epoch(g, call.N, call.Shuffle), call.BatchSize, call.DropLast)[:call.Batches]
	for i := range want {
		equal(c, "batch", got[i], want[i])
	}
}

// gptTensors are the random tensors of the book's GPT model in the order of their initialisation (section 4.6), with
// the inputs that set the bound of linear layers; 0 inputs: an embedding.
func gptTensors(vocab, context, dim, layers int, qkvBias bool, visit func(name string, count, inputs int)) {
	visit("tok_emb", vocab*dim, 0)
	visit("pos_emb", context*dim, 0)
	for l := range layers {
		block := fmt.Sprintf("blk%d.", l)
		for _, name := range []string{"W_query", "W_key", "W_value"} {
			visit(block+name+".weight", dim*dim, dim)
			if qkvBias {
				visit(block+name+".bias", dim, dim)
			}
		}
		visit(block+"out_proj.weight", dim*dim, dim)
		visit(block+"out_proj.bias", dim, dim)
		visit(block+"ff.0.weight", 4*dim*dim, dim)
		visit(block+"ff.0.bias", 4*dim, dim)
		visit(block+"ff.2.weight", 4*dim*dim, 4*dim)
		visit(block+"ff.2.bias", dim, 4*dim)
	}
	visit("out_head", vocab*dim, dim)
}

func initTensor(g *torchrand.Generator, x []float32, inputs int) {
	if inputs == 0 {
		g.Randn(x)
		return
	}
	bound := 1 / math.Sqrt(float64(inputs))
	g.Uniform(x, -bound, bound)
}

func checkGPTInit(c *checker, g *torchrand.Generator, call vectorCall) {
	parts := map[string]gptPart{}
	for _, p := range call.Parts {
		parts[p.name] = p
	}
	buf := make([]float32, call.Vocab*call.Dim)
	hash, total := newFloatHash(), 0
	gptTensors(call.Vocab, call.Context, call.Dim, call.Layers, false, func(name string, count, inputs int) {
		x := buf[:count]
		initTensor(g, x, inputs)
		hash.add(x)
		total += count
		if p, ok := parts[name]; ok {
			if p.count != count {
				c.t.Fatalf("%s: %d values, want %d", name, count, p.count)
			}
			c.float32s(name+" begin", x[:len(p.first)], p.first)
			c.float32s(name+" end", x[count-len(p.last):], p.last)
			delete(parts, name)
		}
	})
	equal(c, "parts not visited", slices.Sorted(maps.Keys(parts)), nil)
	equal(c, "number of values", []int{total}, []int{call.NumelTotal})
	equal(c, "SHA-256 of all values", []string{hash.sum()}, []string{call.SHA256All})
}
