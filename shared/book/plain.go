package book

import (
	"fmt"
	"math"
	"reflect"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"
)

// array is a tensor in the type it came in; large ones are not copied to float64.
type array struct {
	shape []int
	f32   []float32
	f64   []float64
	i64   []int64
}

func (a array) len() int { return len(a.f32) + len(a.f64) + len(a.i64) }

func (a array) at(i int) float64 {
	switch {
	case a.f32 != nil:
		return float64(a.f32[i])
	case a.f64 != nil:
		return a.f64[i]
	}
	return float64(a.i64[i])
}

// run returns the values from index i up to j.
func (a array) run(i, j int) []float64 {
	out := make([]float64, 0, j-i)
	for ; i < j; i++ {
		out = append(out, a.at(i))
	}
	return out
}

// plain brings what Compare is given to few forms: nil, bool, string, int64, float64, array, Summary, Checksum, Digest,
// map[string]any, or reflect.Value for slices, whose parts are looked at when they are needed.
func plain(got any) (any, error) {
	switch v := got.(type) {
	case nil, bool, string, int64, float64, array, Summary, Checksum, Digest, map[string]any, reflect.Value:
		return v, nil
	case Tensor:
		if n := size(v.Shape); n != len(v.Values) {
			return nil, fmt.Errorf("%d values for shape %v", len(v.Values), v.Shape)
		}
		return array{shape: v.Shape, f64: v.Values}, nil
	case *tensors.Tensor:
		return fromTensor(v)
	case error:
		return nil, fmt.Errorf("the error %q", v.Error())
	}
	v := reflect.ValueOf(got)
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil, nil
		}
		return plain(v.Elem().Interface())
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.String:
		return v.String(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > math.MaxInt64 {
			return nil, fmt.Errorf("%d, too large to compare", v.Uint())
		}
		return int64(v.Uint()), nil
	case reflect.Float32, reflect.Float64:
		return v.Float(), nil
	case reflect.Slice, reflect.Array:
		return v, nil
	case reflect.Map:
		if v.Type().Key().Kind() != reflect.String {
			return nil, fmt.Errorf("a %T, want text keys", got)
		}
		m := make(map[string]any, v.Len())
		for it := v.MapRange(); it.Next(); {
			m[it.Key().String()] = it.Value().Interface()
		}
		return m, nil
	case reflect.Struct:
		m := map[string]any{}
		fields(m, v)
		return m, nil
	}
	return nil, fmt.Errorf("a %T, which cannot be compared", got)
}

// fields collects a struct's exported fields under their JSON names, those of embedded structs as if they were its own.
// As in JSON an empty field with omitempty is left out.
func fields(m map[string]any, v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case strings.Contains(options, "omitempty") && v.Field(i).IsZero():
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			fields(m, v.Field(i))
		case !f.IsExported() || name == "-":
		case name == "":
			m[f.Name] = v.Field(i).Interface()
		default:
			m[name] = v.Field(i).Interface()
		}
	}
}

// fromTensor reads a GoMLX tensor. Its values are copied: the tensor may live on a device.
func fromTensor(t *tensors.Tensor) (any, error) {
	if t == nil {
		return nil, nil
	}
	a := array{shape: append([]int{}, t.Shape().Dimensions...)}
	var failed error
	err := t.ConstFlatData(func(flat any) {
		switch flat := flat.(type) {
		case []float32:
			a.f32 = append([]float32{}, flat...)
		case []float64:
			a.f64 = append([]float64{}, flat...)
		default:
			v := reflect.ValueOf(flat)
			if v.Kind() != reflect.Slice || !v.Type().Elem().ConvertibleTo(reflect.TypeFor[int64]()) ||
				!isWhole(v.Type().Elem().Kind()) {
				failed = fmt.Errorf("a tensor of %s, which cannot be compared", t.DType())
				return
			}
			a.i64 = make([]int64, v.Len())
			for i := range a.i64 {
				a.i64[i] = v.Index(i).Convert(reflect.TypeFor[int64]()).Int()
			}
		}
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return nil, err
	}
	return a, nil
}

func isWhole(k reflect.Kind) bool {
	return k >= reflect.Int && k <= reflect.Uint64
}

// toArray makes a tensor of what plain returned: an array is one, so is a single number or a nested slice of numbers.
func toArray(got any) (array, error) {
	switch v := got.(type) {
	case array:
		return v, nil
	case int64:
		return array{shape: []int{}, i64: []int64{v}}, nil
	case float64:
		return array{shape: []int{}, f64: []float64{v}}, nil
	case reflect.Value:
		return flatten(v)
	}
	return array{}, fmt.Errorf("%s", describe(got))
}

// flatten reads a nested slice of numbers; all slices of one depth must have one length.
func flatten(v reflect.Value) (array, error) {
	a := array{shape: []int{}, f64: []float64{}}
	var walk func(v reflect.Value, level int) error
	walk = func(v reflect.Value, level int) error {
		for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return fmt.Errorf("nothing among the numbers")
			}
			v = v.Elem()
		}
		switch k := v.Kind(); {
		case k == reflect.Slice || k == reflect.Array:
			switch {
			case level == len(a.shape) && len(a.f64) == 0:
				a.shape = append(a.shape, v.Len())
			case level >= len(a.shape) || a.shape[level] != v.Len():
				return fmt.Errorf("a nested list with rows of different lengths")
			}
			for i := range v.Len() {
				if err := walk(v.Index(i), level+1); err != nil {
					return err
				}
			}
			return nil
		case level != len(a.shape):
			return fmt.Errorf("a nested list with rows of different depths")
		case isWhole(k) && v.CanInt():
			a.f64 = append(a.f64, float64(v.Int()))
		case isWhole(k):
			a.f64 = append(a.f64, float64(v.Uint()))
		case k == reflect.Float32 || k == reflect.Float64:
			a.f64 = append(a.f64, v.Float())
		default:
			return fmt.Errorf("a list with a %s in it, want numbers", v.Type())
		}
		return nil
	}
	if err := walk(v, 0); err != nil {
		return array{}, err
	}
	if n := size(a.shape); n != len(a.f64) {
		return array{}, fmt.Errorf("%d numbers in a nested list of shape %v", len(a.f64), a.shape)
	}
	return a, nil
}

// toList makes a list of what plain returned; of a tensor, the parts along its first axis.
func toList(got any) ([]any, error) {
	switch v := got.(type) {
	case reflect.Value:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = v.Index(i).Interface()
		}
		return list, nil
	case array:
		if len(v.shape) == 0 {
			break
		}
		n := v.shape[0]
		list := make([]any, n)
		for i := range list {
			part := v.len() / n
			if len(v.shape) == 1 {
				if v.i64 != nil {
					list[i] = v.i64[i]
				} else {
					list[i] = v.at(i)
				}
				continue
			}
			sub := array{shape: v.shape[1:]}
			switch {
			case v.f32 != nil:
				sub.f32 = v.f32[i*part : (i+1)*part]
			case v.f64 != nil:
				sub.f64 = v.f64[i*part : (i+1)*part]
			default:
				sub.i64 = v.i64[i*part : (i+1)*part]
			}
			list[i] = sub
		}
		return list, nil
	}
	return nil, fmt.Errorf("%s", describe(got))
}
