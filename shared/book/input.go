package book

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Input is something a figure is computed from. A name or kind that does not fit is an error of the accessor that is
// called last, so that At can be chained.
type Input struct {
	name  string
	value any
	err   error
}

// Input returns the input of that name.
func (f Figure) Input(name string) Input {
	v, ok := f.inputs[name]
	if !ok {
		return Input{name: f.ID + " input " + name,
			err: fmt.Errorf("figure %s has no input %q; it has %s", f.ID, name, known(f.inputs))}
	}
	return Input{name: f.ID + " input " + name, value: v}
}

// Inputs returns the names of the figure's inputs, sorted.
func (f Figure) Inputs() []string { return slices.Sorted(maps.Keys(f.inputs)) }

// At returns a member of an input that is an object: fig.Input("weights").At("W_query.weight").
func (in Input) At(key string) Input {
	if in.err != nil {
		return in
	}
	m, ok := in.value.(map[string]any)
	if !ok {
		return in.fail("is %s, want an object", kind(in.value))
	}
	v, ok := m[key]
	if !ok {
		return in.fail("has no %q; it has %s", key, known(m))
	}
	return Input{name: in.name + "." + key, value: v}
}

// Keys returns the names of the members of an input that is an object, sorted.
func (in Input) Keys() ([]string, error) {
	m, ok := in.value.(map[string]any)
	if in.err == nil && !ok {
		in = in.fail("is %s, want an object", kind(in.value))
	}
	return slices.Sorted(maps.Keys(m)), in.err
}

// Tensor returns an input that is a tensor. A list of numbers is a tensor of one axis.
func (in Input) Tensor() (Tensor, error) {
	if in.err != nil {
		return Tensor{}, in.err
	}
	switch v := in.value.(type) {
	case Tensor:
		return v, nil
	case []any:
		t := Tensor{Shape: []int{len(v)}, Values: make([]float64, len(v))}
		for i, item := range v {
			x, ok := number(item)
			if !ok {
				return Tensor{}, in.fail("[%d] is %s, want a number", i, kind(item)).err
			}
			t.Values[i] = x
		}
		return t, nil
	}
	return Tensor{}, in.fail("is %s, want a tensor", kind(in.value)).err
}

// Ints returns an input that is a list of whole numbers, or the values of a tensor of them.
func (in Input) Ints() ([]int, error) {
	t, err := in.Tensor()
	if err != nil {
		return nil, err
	}
	for i, v := range t.Values {
		if v != float64(int(v)) {
			return nil, in.fail("[%d] is %v, want a whole number", i, v).err
		}
	}
	return t.Ints(), nil
}

// Float returns an input that is a number.
func (in Input) Float() (float64, error) {
	if in.err != nil {
		return 0, in.err
	}
	if x, ok := number(in.value); ok {
		return x, nil
	}
	return 0, in.fail("is %s, want a number", kind(in.value)).err
}

// Int returns an input that is a whole number, such as a seed.
func (in Input) Int() (int, error) {
	if in.err != nil {
		return 0, in.err
	}
	if i, ok := in.value.(int64); ok {
		return int(i), nil
	}
	return 0, in.fail("is %s, want a whole number", kind(in.value)).err
}

// String returns an input that is a text.
func (in Input) String() (string, error) {
	if in.err != nil {
		return "", in.err
	}
	if s, ok := in.value.(string); ok {
		return s, nil
	}
	return "", in.fail("is %s, want a text", kind(in.value)).err
}

// Strings returns an input that is a list of texts.
func (in Input) Strings() ([]string, error) {
	if in.err != nil {
		return nil, in.err
	}
	list, ok := in.value.([]any)
	if !ok {
		return nil, in.fail("is %s, want a list of texts", kind(in.value)).err
	}
	out := make([]string, len(list))
	for i, item := range list {
		if out[i], ok = item.(string); !ok {
			return nil, in.fail("[%d] is %s, want a text", i, kind(item)).err
		}
	}
	return out, nil
}

// Decode reads an input that is an object of numbers and texts into a struct with JSON tags, such as a model's
// configuration: fig.Input("config").Decode(&cfg). A member the struct does not have is an error.
func (in Input) Decode(dst any) error {
	if in.err != nil {
		return in.err
	}
	data, err := json.Marshal(in.value)
	if err != nil {
		return in.fail("cannot be read: %v", err).err
	}
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(dst); err != nil {
		return in.fail("does not fit %T: %v", dst, err).err
	}
	return nil
}

// fail records what is wrong with the input.
func (in Input) fail(format string, args ...any) Input {
	in.err = fmt.Errorf("%s %s", in.name, fmt.Sprintf(format, args...))
	return in
}

func known(m map[string]any) string {
	if len(m) == 0 {
		return "none"
	}
	return strings.Join(slices.Sorted(maps.Keys(m)), ", ")
}

// number reads a whole or broken number.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// kind names what a parsed value is.
func kind(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case Tensor:
		return fmt.Sprintf("a tensor of shape %v", v.Shape)
	case []any:
		return fmt.Sprintf("a list of %d", len(v))
	case map[string]any:
		return "an object"
	case string:
		return "a text"
	case int64:
		return "a whole number"
	case float64:
		return "a number"
	case bool:
		return "true or false"
	}
	return fmt.Sprintf("a %T", v)
}
