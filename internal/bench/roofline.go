package bench

import "llmfromscratch/ch04_gpt"

// work is what a measurement had to do at least, in the seconds that it took.
type work struct {
	flops   float64 // multiplications and additions in matrix products
	bytes   float64 // read from memory
	seconds float64
}

// addShares compares each result's work with the limits that were measured in the same run.
func (r *Report) addShares() {
	limits := map[string]float64{}
	for _, x := range r.Results {
		limits[x.Name] = x.Value * 1e9
	}
	for i := range r.Results {
		x := &r.Results[i]
		if x.work.seconds > 0 && limits[memoryLimit] > 0 {
			x.MemoryShare = x.work.bytes / x.work.seconds / limits[memoryLimit]
		}
		if x.work.seconds > 0 && limits[matmulLimit] > 0 {
			x.MatrixShare = x.work.flops / x.work.seconds / limits[matmulLimit]
		}
	}
}

// forwardFLOPs are the multiplications and additions of a forward pass, counted in the matrix products only: two for
// each weight and token, and in each block two products of [seq, embed] by [seq, embed]. A training step has three
// times as many: its backward pass computes the gradient of both factors of each product.
//
// For GPT-2 with 124M parameters and 2 x 256 tokens it is 2·512·(84.9M + 38.6M) + 12·4·512·256·768 = 0.131·10¹² .
func forwardFLOPs(cfg gpt.Config, batch, seq int) float64 {
	tokens := float64(batch * seq)
	attention := float64(cfg.NumLayers) * 4 * tokens * float64(seq) * float64(cfg.EmbDim)
	return 2*tokens*matmulWeights(cfg) + attention
}

// promptFLOPs are those of reading the first tokens of a text, of which only the last one's logits are needed.
func promptFLOPs(cfg gpt.Config, tokens int) float64 {
	return forwardFLOPs(cfg, 1, tokens) - 2*float64((tokens-1)*cfg.EmbDim*cfg.VocabSize)
}

// weightBytes are the bytes of the weights that one step of generation has to read, whatever the batch: all but the
// embedding tables, of which it reads a row for each token.
func weightBytes(cfg gpt.Config) float64 { return 4 * matmulWeights(cfg) }

// matmulWeights counts the weights that every token is multiplied with; biases and norms are left out.
func matmulWeights(cfg gpt.Config) float64 {
	block := 12 * cfg.EmbDim * cfg.EmbDim // 4 for attention, 8 for the feed-forward network
	return float64(cfg.NumLayers*block + cfg.EmbDim*cfg.VocabSize)
}
