package nn

import (
	"fmt"
	"iter"
	"strings"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// StateScope begins the path of every variable that is no parameter of a model: dropout masks, key/value caches, an
// optimizer's running means. GoMLX's own random state is called "/#rngState".
const StateScope = "/#"

// Parameters iterates over a model's parameters in the order of their creation.
func Parameters(store *model.Store) iter.Seq[*model.Variable] {
	return func(yield func(*model.Variable) bool) {
		for v := range store.IterVariables() {
			if !strings.HasPrefix(v.Path(), StateScope) && !yield(v) {
				return
			}
		}
	}
}

// NumParameters counts the numbers in a model's parameters, and how many of them are trainable.
func NumParameters(store *model.Store) (total, trainable int) {
	for v := range Parameters(store) {
		n := v.Shape().Size()
		total += n
		if v.Trainable {
			trainable += n
		}
	}
	return total, trainable
}

// Trainable are the parameters of a store that training may change, in the order of their creation: those that
// SetTrainable(false) has not frozen.
func Trainable(store *model.Store) []*model.Variable {
	var parameters []*model.Variable
	for p := range Parameters(store) {
		if p.Trainable {
			parameters = append(parameters, p)
		}
	}
	return parameters
}

// StateOf is the variable in which something keeps a state beside a parameter, such as an optimizer its running mean:
// float32 of the parameter's shape, zero when it is made. Scope "/#adamw/m" and parameter /out_head/weight have
// /#adamw/m/out_head/weight.
func StateOf(store *model.Store, scope string, p *model.Variable) (*model.Variable, error) {
	if p.DType() != dtypes.Float32 {
		return nil, fmt.Errorf("parameter %s is %s, want float32", p.Path(), p.DType())
	}
	path := scope + p.Path()
	if v := store.GetVariable(path); v != nil {
		return v, nil
	}
	v, err := store.CreateVariable(path, tensors.FromShape(p.Shape()))
	if err != nil {
		return nil, fmt.Errorf("state of %s: %w", p.Path(), err)
	}
	return v.SetTrainable(false), nil
}
