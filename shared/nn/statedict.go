package nn

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/problems"
)

// StateDict is a copy of all parameters of a model, each under its PyTorch name such as
// "trf_blocks.0.att.W_query.weight": what state_dict() gives in PyTorch. What the store holds beside parameters –
// dropout masks, key/value caches, an optimizer's means – is not in it. Training does not change the copy, and changing
// the copy does not change the model.
func StateDict(store *model.Store) (map[string]*tensors.Tensor, error) {
	state := map[string]*tensors.Tensor{}
	for p := range Parameters(store) {
		name := StateName(p.Path())
		value, err := p.Value()
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", name, err)
		}
		if state[name], err = value.LocalClone(); err != nil {
			return nil, fmt.Errorf("parameter %s: %w", name, err)
		}
	}
	return state, nil
}

// LoadStateDict gives the parameters of a model the values of a state dict, which are copied. It is strict, as
// load_state_dict is: the dict must have every parameter of the model, with its shape and type, and nothing else. Where
// it does not, the model stays as it is, and the error names the first few that are missing, that the model does not
// have, and that do not fit.
//
// The causal masks in a state dict of the book's GPTModel, "trf_blocks.0.att.mask", are no parameters here: delete them
// from the dict first. Whether a parameter is trainable does not change, nor what an optimizer has kept of it.
func LoadStateDict(store *model.Store, state map[string]*tensors.Tensor) error {
	parameters := map[string]*model.Variable{}
	for p := range Parameters(store) {
		parameters[StateName(p.Path())] = p
	}
	if err := stateFits(store, parameters, state); err != nil {
		return fmt.Errorf("the state dict does not fit the model: %w", err)
	}
	copies := map[string]*tensors.Tensor{}
	for name, value := range state {
		var err error
		if copies[name], err = value.LocalClone(); err != nil {
			return fmt.Errorf("tensor %s of the state dict: %w", name, err)
		}
	}
	for name, p := range parameters {
		if err := p.SetValue(copies[name]); err != nil {
			return fmt.Errorf("parameter %s: %w", name, err)
		}
	}
	return nil
}

// stateFits compares names, shapes and types; the error tells a few differences of each kind.
func stateFits(store *model.Store, parameters map[string]*model.Variable, state map[string]*tensors.Tensor) error {
	var missing, unexpected, misshapen problems.List
	for p := range Parameters(store) { // in the order of the model, not of the map
		name, want := StateName(p.Path()), p.Shape()
		t, ok := state[name]
		switch {
		case !ok:
			missing.Add("parameter %s %v is missing", name, want.Dimensions)
		case !t.Ok():
			misshapen.Add("tensor %s holds no values", name)
		case !slices.Equal(t.Shape().Dimensions, want.Dimensions):
			misshapen.Add("tensor %s has shape %v, the model wants %v", name, t.Shape().Dimensions, want.Dimensions)
		case t.DType() != want.DType:
			misshapen.Add("tensor %s is of type %v, the model wants %v", name, t.DType(), want.DType)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(state)) {
		if parameters[name] == nil {
			unexpected.Add("tensor %s is not part of this model", name)
		}
	}
	return errors.Join(missing.Err(), unexpected.Err(), misshapen.Err())
}
