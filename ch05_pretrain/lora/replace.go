package lora

import (
	"errors"
	"fmt"
	"iter"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// Freeze makes every parameter of a model untrainable, as section E.4 does before the adapters come.
func Freeze(m *gpt.Model) {
	for p := range nn.Parameters(m.Store()) {
		p.SetTrainable(false)
	}
}

// Replace puts an adapter beside every linear layer of a model, the output head included: the book's
// replace_linear_with_lora (section E.4). Their matrices A are drawn from the model's generator one after the other, in
// the order of gpt.Model.Linears; the adapters are trainable. A model that has adapters already is refused.
func Replace(m *gpt.Model, rank int, alpha float64) error {
	if rank < 1 {
		return fmt.Errorf("LoRA of rank %d: want at least 1", rank)
	}
	var errs []error
	m.Linears(func(name string, layer *nn.Layer) {
		if _, ok := (*layer).(*nn.Linear); !ok {
			errs = append(errs, fmt.Errorf("layer %s is a %T, want a plain linear layer: merge its adapter first", name,
				*layer))
		}
	})
	if len(errs) > 0 {
		return errs[0]
	}
	m.Linears(func(name string, layer *nn.Layer) {
		adapted, err := NewLinear(builderAt(m, name), (*layer).(*nn.Linear), rank, alpha)
		if err != nil {
			errs = append(errs, fmt.Errorf("layer %s: %w", name, err))
			return
		}
		*layer = adapted
	})
	return errors.Join(errs...)
}

// Adapters iterates over a model's linear layers with adapters and their names, such as "trf_blocks.0.att.W_query".
func Adapters(m *gpt.Model) iter.Seq2[string, *Linear] {
	return func(yield func(string, *Linear) bool) {
		more := true
		m.Linears(func(name string, layer *nn.Layer) {
			if l, ok := (*layer).(*Linear); ok && more {
				more = yield(name, l)
			}
		})
	}
}

// builderAt is the model's builder at the place of the layer with a state-dict name.
func builderAt(m *gpt.Model, name string) *nn.Builder {
	b := m.Builder
	return &nn.Builder{Scope: m.Store().Scope(nn.VariablePath(name)), RNG: b.RNG, Masks: b.Masks}
}
