package lora

import (
	"errors"
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// ErrNoAdapters is returned for a model without adapters where there should be some.
var ErrNoAdapters = errors.New("the model has no adapters: call lora.Replace first")

// Merge adds what the adapters have learned to the weights and takes the adapters away: the model is a plain one again,
// with the plain names, and gives the same output, up to rounding. It cannot be undone; save the adapters first to keep
// them. Which parameters are trained stays as it was.
func Merge(m *gpt.Model) error {
	var merged int
	var errs []error
	m.Linears(func(name string, layer *nn.Layer) {
		l, ok := (*layer).(*Linear)
		if !ok || len(errs) > 0 {
			return
		}
		if err := l.merge(builderAt(m, name)); err != nil {
			errs = append(errs, fmt.Errorf("layer %s: %w", name, err))
			return
		}
		*layer = l.Base
		merged++
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if merged == 0 {
		return ErrNoAdapters
	}
	return nil
}

// merge puts the sum into the base's weight, moves the base's parameters up and deletes those of the adapter.
func (l *Linear) merge(b *nn.Builder) error {
	values, err := l.MergedWeight()
	if err != nil {
		return err
	}
	dims := l.Base.Weight.Shape().Clone().Dimensions
	if err := l.Base.Weight.SetValue(tensors.FromFlatDataAndDimensions(values, dims...)); err != nil {
		return err
	}
	place := b.Scope.Scope()
	if err := moveParameters(b.Store(), l.Base, place); err != nil {
		return err
	}
	return b.Store().DeleteVariablesInScope(place + "/lora")
}

// MergedWeight is W + scale·(A·B)ᵀ, [out, in] row-major: the weight of the plain linear layer that gives the same
// output.
func (l *Linear) MergedWeight() ([]float32, error) {
	w, err := flat(l.Base.Weight.Value())
	if err != nil {
		return nil, err
	}
	a, err := flat(l.LoRA.A.Value())
	if err != nil {
		return nil, err
	}
	b, err := flat(l.LoRA.B.Value())
	if err != nil {
		return nil, err
	}
	in, rank, out := l.LoRA.A.Shape().Dim(0), l.LoRA.Rank(), l.LoRA.B.Shape().Dim(1)
	for o := range out {
		for i := range in {
			var sum float64
			for r := range rank {
				sum += float64(a[i*rank+r]) * float64(b[r*out+o])
			}
			w[o*in+i] += float32(l.LoRA.Scale * sum)
		}
	}
	return w, nil
}

// flat copies a tensor's values.
func flat(t *tensors.Tensor, err error) ([]float32, error) {
	if err != nil {
		return nil, err
	}
	return tensors.CopyFlatData[float32](t)
}
