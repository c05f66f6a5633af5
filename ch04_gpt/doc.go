// Package gpt is chapter 4 of the book: the GPT model, from its configuration to its first generated text.
//
// A GPT model turns token ids into logits, one number per word of the vocabulary, that say which token comes next.
// Between the embeddings (chapter 2) and the output head stands a stack of equal transformer blocks: attention
// (chapter 3) that mixes tokens, a feed-forward network that works on each token, layer normalization before and a
// shortcut around both.
//
//	4.1    config.go       Config, presets of the four GPT-2 sizes
//	4.1    dummy.go        DummyModel: the outline, blocks and norm still empty
//	4.2    neurons.go      SixNeurons: the section's example; Mean, Standardize: normalization by hand
//	4.2    layernorm.go    Variance, LayerNorm
//	4.3    gelu.go         GELU, GELUExact, ReLU
//	4.3    feedforward.go  FeedForward
//	4.4    shortcut.go     DeepNetwork: what shortcuts do to gradients
//	4.5    block.go        Block
//	4.6    model.go        Model
//	4.6    count.go        Sizes: parameters and memory
//	4.7    generate.go     GenerateSimple, Greedy
//	4.7    mostlikely.go   MostLikely: the greedy choice at every position
//	       predict.go      Predictor: logits of the next token
//	       cached.go       CachedPredictor: the same with a key/value cache
//	       recompute.go    Model.Recompute: activations computed again instead of kept; CheckTraining
//	       precision.go    Model.Precision: training in numbers of half the size
//	       flash.go        SetFlash: attention in one operation of the backend, to train on a GPU
//
// A learner's five lines:
//
//	b := nn.NewBuilder(123)                        // torch.manual_seed(123)
//	model, err := gpt.NewModel(b, gpt.GPT2Small()) // 163,009,536 parameters
//	p, err := gpt.NewPredictor(be, model)
//	ids, err := gpt.GenerateSimple(ctx, p, [][]int{{15496, 11, 314, 716}}, 6, 1024)
//	fmt.Println(ids)                               // [[15496 11 314 716 27018 24086 47843 30961 42348 7267]]
//
// Shapes are written [batch, seq, embed]. Forward methods build graph and panic on wrong shapes, as GoMLX's own
// graph functions do; nn.Func returns such a panic as an error. What runs returns errors.
//
// The directory carries the course's name, the package the short one.
package gpt
