package lesson

import (
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/lora"
)

// AdapterNames are the state-dict names of a model's layers that have an adapter, in the model's order:
// "trf_blocks.0.att.W_query" comes first and "out_head" last (section E.4).
func AdapterNames(m *gpt.Model) []string {
	var names []string
	for name := range lora.Adapters(m) {
		names = append(names, name)
	}
	return names
}
