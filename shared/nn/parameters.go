package nn

import (
	"iter"
	"strings"

	"github.com/gomlx/gomlx/ml/model"
)

// StateScope begins the path of every variable that is no parameter of a model: dropout masks, key/value caches, an
// optimizer's moments. GoMLX's own random state is called "/#rngState".
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
