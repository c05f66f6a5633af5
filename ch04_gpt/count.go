package gpt

// Sizes are a model's parameters and the memory they take (section 4.6, exercises 4.1 and 4.2).
type Sizes struct {
	Total       int // all parameters
	WithoutHead int // without the output head, which GPT-2 shares with its token embedding
	Attention   int // one block's attention
	FeedForward int // one block's feed-forward network
	Block       int // one block
}

// Count works out a model's sizes from its configuration, without making the model.
func (c Config) Count() Sizes {
	linear := func(in, out int, bias bool) int {
		n := in * out
		if bias {
			n += out
		}
		return n
	}
	norm := 2 * c.EmbDim // scale and shift
	var s Sizes
	s.Attention = 3*linear(c.EmbDim, c.EmbDim, c.QKVBias) + linear(c.EmbDim, c.EmbDim, true)
	s.FeedForward = linear(c.EmbDim, 4*c.EmbDim, true) + linear(4*c.EmbDim, c.EmbDim, true)
	s.Block = s.Attention + s.FeedForward + 2*norm
	s.WithoutHead = (c.VocabSize+c.ContextLength)*c.EmbDim + c.NumLayers*s.Block + norm
	s.Total = s.WithoutHead + linear(c.EmbDim, c.VocabSize, false)
	return s
}

// MiB is the memory that n float32 numbers take, in mebibytes: 163,009,536 of them take 621.83.
func MiB(n int) float64 { return float64(n) * 4 / (1 << 20) }
