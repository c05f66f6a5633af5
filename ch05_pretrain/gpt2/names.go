package gpt2

import (
	"fmt"
	"slices"
	"strings"

	"llmfromscratch/ch04_gpt"
)

// Layout is a way to name and store the parameters of GPT-2 (section 5.5).
type Layout string

const (
	// BookLayout has the names of the book's modules, trf_blocks.0.att.W_query.weight, and weights [out, in].
	BookLayout Layout = "book"
	// HuggingFaceLayout has the names of the transformers library, h.0.attn.c_attn.weight, with or without
	// "transformer." before them. Weights are stored [in, out], query, key and value side by side in one tensor.
	HuggingFaceLayout Layout = "hf"
	// OpenAILayout has the names of OpenAI's TensorFlow program, model/h0/attn/c_attn/w. Weights are stored as in
	// HuggingFaceLayout, with one more axis of length 1 in front.
	OpenAILayout Layout = "openai"
)

// form says how a parameter lies within the tensor that holds it in the two other layouts.
type form int

const (
	same       form = iota // equal to ours
	transposed             // [in, out]; ours is [out, in]
	queryPart              // first third of the last axis of c_attn: [in, 3·out] or [3·out]
	keyPart
	valuePart
)

// third tells which part of c_attn a query, key or value is, 0 to 2, and whether it is one of them.
func (f form) third() (number int, joint bool) { return max(0, int(f-queryPart)), f >= queryPart }

// dim is an axis of a parameter.
type dim int

const (
	vocabDim dim = iota
	contextDim
	embedDim
	wideDim // 4·embed, inside the feed-forward network
)

func (d dim) size(cfg gpt.Config) int {
	return []int{cfg.VocabSize, cfg.ContextLength, cfg.EmbDim, 4 * cfg.EmbDim}[d]
}

// weightName is a parameter under its three names; %d is the number of the block.
type weightName struct {
	book, huggingFace, openAI string
	form                      form
	dims                      []dim // of ours
}

// weightNames is the table of all parameters, in the order of the book's state dict. Everything that reads, writes or
// converts weights goes by it.
var weightNames = []weightName{
	{"tok_emb.weight", "wte.weight", "model/wte", same, []dim{vocabDim, embedDim}},
	{"pos_emb.weight", "wpe.weight", "model/wpe", same, []dim{contextDim, embedDim}},

	{"trf_blocks.%d.att.W_query.weight", "h.%d.attn.c_attn.weight", "model/h%d/attn/c_attn/w", queryPart,
		[]dim{embedDim, embedDim}},
	{"trf_blocks.%d.att.W_query.bias", "h.%d.attn.c_attn.bias", "model/h%d/attn/c_attn/b", queryPart, []dim{embedDim}},
	{"trf_blocks.%d.att.W_key.weight", "h.%d.attn.c_attn.weight", "model/h%d/attn/c_attn/w", keyPart,
		[]dim{embedDim, embedDim}},
	{"trf_blocks.%d.att.W_key.bias", "h.%d.attn.c_attn.bias", "model/h%d/attn/c_attn/b", keyPart, []dim{embedDim}},
	{"trf_blocks.%d.att.W_value.weight", "h.%d.attn.c_attn.weight", "model/h%d/attn/c_attn/w", valuePart,
		[]dim{embedDim, embedDim}},
	{"trf_blocks.%d.att.W_value.bias", "h.%d.attn.c_attn.bias", "model/h%d/attn/c_attn/b", valuePart, []dim{embedDim}},
	{"trf_blocks.%d.att.out_proj.weight", "h.%d.attn.c_proj.weight", "model/h%d/attn/c_proj/w", transposed,
		[]dim{embedDim, embedDim}},
	{"trf_blocks.%d.att.out_proj.bias", "h.%d.attn.c_proj.bias", "model/h%d/attn/c_proj/b", same, []dim{embedDim}},
	{"trf_blocks.%d.ff.layers.0.weight", "h.%d.mlp.c_fc.weight", "model/h%d/mlp/c_fc/w", transposed,
		[]dim{wideDim, embedDim}},
	{"trf_blocks.%d.ff.layers.0.bias", "h.%d.mlp.c_fc.bias", "model/h%d/mlp/c_fc/b", same, []dim{wideDim}},
	{"trf_blocks.%d.ff.layers.2.weight", "h.%d.mlp.c_proj.weight", "model/h%d/mlp/c_proj/w", transposed,
		[]dim{embedDim, wideDim}},
	{"trf_blocks.%d.ff.layers.2.bias", "h.%d.mlp.c_proj.bias", "model/h%d/mlp/c_proj/b", same, []dim{embedDim}},
	{"trf_blocks.%d.norm1.scale", "h.%d.ln_1.weight", "model/h%d/ln_1/g", same, []dim{embedDim}},
	{"trf_blocks.%d.norm1.shift", "h.%d.ln_1.bias", "model/h%d/ln_1/b", same, []dim{embedDim}},
	{"trf_blocks.%d.norm2.scale", "h.%d.ln_2.weight", "model/h%d/ln_2/g", same, []dim{embedDim}},
	{"trf_blocks.%d.norm2.shift", "h.%d.ln_2.bias", "model/h%d/ln_2/b", same, []dim{embedDim}},

	{"final_norm.scale", "ln_f.weight", "model/ln_f/g", same, []dim{embedDim}},
	{"final_norm.shift", "ln_f.bias", "model/ln_f/b", same, []dim{embedDim}},
	// GPT-2 has no head of its own: where these two names are missing, its head is the token embedding.
	{headName, hubHeadName, "", same, []dim{vocabDim, embedDim}},
}

const (
	headName      = "out_head.weight"
	hubHeadName   = "lm_head.weight"
	tokenName     = "tok_emb.weight"
	blockPrefix   = "trf_blocks."
	hubPrefix     = "transformer." // before all Hugging Face names but lm_head's, in files of a whole GPT2LMHeadModel
	bookMask      = "trf_blocks.%d.att.mask"
	hubMask       = "h.%d.attn.bias"
	hubMaskedBias = "h.%d.attn.masked_bias"
)

// buffers are tensors that hold no parameter: the causal mask and the number that takes the place of hidden scores.
// Files may have them or not; what they say is part of the code here.
var buffers = map[Layout][]string{BookLayout: {bookMask}, HuggingFaceLayout: {hubMask, hubMaskedBias}}

// in is the name in a layout, empty where it has none.
func (w weightName) in(l Layout) string {
	switch l {
	case HuggingFaceLayout:
		return w.huggingFace
	case OpenAILayout:
		return w.openAI
	}
	return w.book
}

// parameter is a row of the table for one block of one model.
type parameter struct {
	weightName
	block int
	shape []int // of ours
}

// name is the parameter's name in the book's layout.
func (p parameter) name() string { return numbered(p.book, p.block) }

// stored is the name and shape of the tensor that holds the parameter in a layout; the name is empty where there is
// none.
func (p parameter) stored(l Layout) (name string, shape []int) {
	name, shape = numbered(p.in(l), p.block), slices.Clone(p.shape)
	if l == BookLayout || name == "" || p.form == same {
		return name, shape
	}
	slices.Reverse(shape)
	if _, joint := p.form.third(); joint {
		shape[len(shape)-1] *= 3
	}
	if l == OpenAILayout && len(shape) == 2 {
		shape = slices.Insert(shape, 0, 1)
	}
	return name, shape
}

// numbered fills in the number of the block, where the name has one.
func numbered(name string, block int) string {
	if !strings.Contains(name, "%d") {
		return name
	}
	return fmt.Sprintf(name, block)
}

// parametersOf lists the parameters of a model in the order of the book's state dict.
func parametersOf(cfg gpt.Config) []parameter {
	var list []parameter
	add := func(w weightName, block int) {
		if _, joint := w.form.third(); joint && len(w.dims) == 1 && !cfg.QKVBias {
			return
		}
		shape := make([]int, len(w.dims))
		for i, d := range w.dims {
			shape[i] = d.size(cfg)
		}
		list = append(list, parameter{w, block, shape})
	}
	first := slices.IndexFunc(weightNames, weightName.ofBlock)
	for i := 0; i < first; i++ {
		add(weightNames[i], 0)
	}
	for block := range cfg.NumLayers {
		for _, w := range weightNames {
			if w.ofBlock() {
				add(w, block)
			}
		}
	}
	for _, w := range weightNames[first:] {
		if !w.ofBlock() {
			add(w, 0)
		}
	}
	return list
}

func (w weightName) ofBlock() bool { return strings.HasPrefix(w.book, blockPrefix) }

// StateNames are the names in the state dict of the book's GPTModel, in its order: the parameters, and in each block
// the causal mask, which the book registers as a buffer.
func StateNames(cfg gpt.Config) []string {
	var names []string
	for _, p := range parametersOf(cfg) {
		if p.book == "trf_blocks.%d.att.W_query.weight" { // PyTorch lists a module's own buffers before its parts
			names = append(names, numbered(bookMask, p.block))
		}
		names = append(names, p.name())
	}
	return names
}
