package lora

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
)

// Linear is the book's LinearWithLoRA: a linear layer and, beside it, its learned change (section E.4).
type Linear struct {
	Base *nn.Linear
	LoRA *Layer
}

// NewLinear puts a fresh Layer beside a linear layer; b is the place of that layer. The parameters keep the names that
// they have in the book: "weight" becomes "linear.weight", and "lora.A" and "lora.B" come in. Whether the base is
// trained stays as it was.
func NewLinear(b *nn.Builder, base *nn.Linear, rank int, alpha float64) (*Linear, error) {
	if rank < 1 {
		return nil, fmt.Errorf("LoRA of rank %d: want at least 1", rank)
	}
	place := b.Scope.Scope()
	if err := moveParameters(b.Store(), base, place+"/linear"); err != nil {
		return nil, err
	}
	out, in := base.Weight.Shape().Dim(0), base.Weight.Shape().Dim(1)
	return &Linear{Base: base, LoRA: NewLayer(b.In("lora"), in, out, rank, alpha)}, nil
}

// Forward maps […, in] to […, out].
func (l *Linear) Forward(x *graph.Node) *graph.Node {
	return graph.Add(l.Base.Forward(x), l.LoRA.Forward(x))
}

// moveParameters gives the parameters of a linear layer another place in the store, with everything they hold.
func moveParameters(store *model.Store, l *nn.Linear, place string) error {
	if err := store.MoveVariable(l.Weight.Path(), place+"/weight"); err != nil {
		return fmt.Errorf("parameter %s: %w", l.Weight.Path(), err)
	}
	if l.Bias == nil {
		return nil
	}
	if err := store.MoveVariable(l.Bias.Path(), place+"/bias"); err != nil {
		return fmt.Errorf("parameter %s: %w", l.Bias.Path(), err)
	}
	return nil
}
