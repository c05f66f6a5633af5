package gpt2

import (
	"slices"
	"strings"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/safetensors"
)

// newTensor is a tensor of a file that is to be written.
type newTensor struct {
	safetensors.Spec
	parts []parameter // what it is made of: one parameter, or query, key and value; none for a buffer
	fill  func(dst []float32)
}

// bookTensors are the tensors of the book's state dict.
func bookTensors(cfg gpt.Config) []newTensor {
	parameters := map[string]parameter{}
	for _, p := range parametersOf(cfg) {
		parameters[p.name()] = p
	}
	var list []newTensor
	for _, name := range StateNames(cfg) {
		if p, ok := parameters[name]; ok {
			list = append(list, newTensor{safetensors.Spec{Name: name, Shape: p.shape}, []parameter{p}, nil})
			continue
		}
		context := cfg.ContextLength
		list = append(list, newTensor{safetensors.Spec{Name: name, Shape: []int{context, context}}, nil,
			func(dst []float32) {
				triangle(dst, context, func(row, column int) bool { return column > row }) // ones hide the future
			}})
	}
	return list
}

// hubOrder is the order of a block's tensors, which is that of the library's modules.
var hubOrder = []string{
	"h.%d.ln_1.weight", "h.%d.ln_1.bias", hubMask, "h.%d.attn.c_attn.weight", "h.%d.attn.c_attn.bias",
	"h.%d.attn.c_proj.weight",
	"h.%d.attn.c_proj.bias", "h.%d.ln_2.weight", "h.%d.ln_2.bias", "h.%d.mlp.c_fc.weight", "h.%d.mlp.c_fc.bias",
	"h.%d.mlp.c_proj.weight", "h.%d.mlp.c_proj.bias",
}

// hubTensors are the tensors of a Hugging Face file: position embedding, token embedding, blocks with their causal
// masks, final norm and, unless it is the token embedding, the head.
func hubTensors(cfg gpt.Config, tied bool) []newTensor {
	cfg.QKVBias = true // the layout has no other models
	parts := map[string][]parameter{}
	for _, p := range parametersOf(cfg) {
		name, _ := p.stored(HuggingFaceLayout)
		parts[name] = append(parts[name], p)
	}
	names := []string{"wpe.weight", "wte.weight"}
	for block := range cfg.NumLayers {
		for _, name := range hubOrder {
			names = append(names, numbered(name, block))
		}
	}
	names = append(names, "ln_f.weight", "ln_f.bias")
	prefix := ""
	if !tied {
		prefix = hubPrefix
	}
	var list []newTensor
	for _, name := range names {
		list = append(list, hubTensor(cfg, prefix+name, parts[name]))
	}
	if !tied {
		list = append(list, hubTensor(cfg, hubHeadName, parts[hubHeadName]))
	}
	return list
}

// withoutBuffers are the tensors that are made of parameters: the library makes its masks anew.
func withoutBuffers(list []newTensor) []newTensor {
	return slices.DeleteFunc(list, func(t newTensor) bool { return len(t.parts) == 0 })
}

// halves are the tensors as F16.
func halves(list []newTensor) []newTensor {
	for i := range list {
		list[i].DType = "F16"
	}
	return list
}

// hubTensor is a Hugging Face tensor made of some parameters; of none when it is a buffer.
func hubTensor(cfg gpt.Config, name string, parts []parameter) newTensor {
	if len(parts) > 0 {
		_, shape := parts[0].stored(HuggingFaceLayout)
		return newTensor{safetensors.Spec{Name: name, Shape: shape}, parts, nil}
	}
	if strings.HasSuffix(name, hubMaskedBias[len("h.%d"):]) {
		return newTensor{safetensors.Spec{Name: name, Shape: []int{}}, nil, func(dst []float32) { dst[0] = -1e4 }}
	}
	context := cfg.ContextLength
	return newTensor{safetensors.Spec{Name: name, Shape: []int{1, 1, context, context}}, nil, func(dst []float32) {
		triangle(dst, context, func(row, column int) bool { return column <= row }) // ones let the past be seen
	}}
}

// triangle fills a matrix with ones where they belong and zeros elsewhere.
func triangle(dst []float32, n int, one func(row, column int) bool) {
	for row := range n {
		for column := range n {
			dst[row*n+column] = 0
			if one(row, column) {
				dst[row*n+column] = 1
			}
		}
	}
}
