// Package pictures draws the course's pictures, one function for each. What has numbers takes them from the chapters'
// own code and data, so a picture changes with what it shows.
//
//	1     nesting.go      Nesting: AI, machine learning, deep learning, language models
//	      sizes.go        Sizes: four models as areas
//	      tunings.go      TwoTunings: classifier and assistant
//	      translation.go  Translation: encoder and decoder, word by word
//	      masked.go       MaskedAndNext: BERT's gap, GPT's next word
//	      shots.go        Shots: zero-shot, one-shot, few-shot
//	      datamix.go      DataMix: where a training text comes from
//	      loop.go         Loop: how a GPT writes
//	      stages.go       Stages: the nine steps of the course, "you are here"
//	2     pipeline.go     Pipeline: text, tokens, ids, vectors
//	2.1   wordmap.go      WordMap: words in a plane, by their neighbours
//	2.3   vocabulary.go   Vocabulary: each word once, sorted, numbered
//	2.4   special.go      EndOfText, SpecialTokens
//	2.5   merges.go       MergeTree: byte-pair encoding of an unknown word
//	2.6   windows.go      Windows: inputs and targets along a text
//	2.7   lookup.go       Lookup: an id takes a row
//	2.8   places.go       Places: one token at two places
//	      distances.go    Distances: absolute and relative positions
//	3.1   bottleneck.go   Bottleneck: one vector for a sentence, or all of them
//	3.3   journey.go      Journey: dot product, softmax, weighted sum
//	3.4   query.go        QueryKeyValue
//	3.5   mask.go         CausalMask: step by step
//	3.6   heads.go        Heads: split and merge
//	4.1   model.go        Model: the map of GPT
//	4.2   layernorm.go    LayerNorm: before and after
//	4.3   feedforward.go  FeedForward: widen and narrow
//	4.4   shortcut.go     Shortcut: the gradient's way back
//	4.5   block.go        Block
//	5.1   loss.go         Loss: logits, probabilities, −log
//	5.2   descent.go      Descent, Overfitting
//	5.3   sampling.go     Sampling: temperature and top-k
//	5.4   checkpoint.go   Checkpoint: what is saved, and for what
//	6.5   head.go         Head: swapped, and layers frozen
//	7.2   prompt.go       Prompt: Alpaca, part by part
//	7.3   targets.go      Targets: padding and −100
//	7.8   judge.go        Judge
//	7     preference.go   Preference: DPO
//	E     lora.go         LoRA: two thin matrices beside a large one
//	      place.go        points and boxes, in short
//	      values.go       numbers out of variables; products of small matrices by dot products
//
// A cell shows one by course.Picture(pictures.Journey()). The three functions that run a graph take a backend. To look
// at all of them, give the tests a folder: LLM_PLOT_DIR=/tmp/pictures go test ./notebooks/pictures
package pictures
