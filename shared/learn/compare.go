package learn

import (
	"math"
	"reflect"
)

// exact is how near results must be that were computed in the same kind of numbers; loose is for those of a chapter's
// graph, which has 24 bits where Go's loops have 53.
const (
	exact = 1e-7
	loose = 2e-4
)

// near reports whether two values are equal, floating-point numbers within the tolerance, which grows with numbers
// above 1. Infinities and NaN equal themselves. A nil slice equals an empty one.
func near(a, b any, tolerance float64) bool {
	return nearValues(reflect.ValueOf(a), reflect.ValueOf(b), tolerance)
}

func nearValues(a, b reflect.Value, tolerance float64) bool {
	if !a.IsValid() || !b.IsValid() {
		return a.IsValid() == b.IsValid()
	}
	if a.Type() != b.Type() {
		return false
	}
	switch a.Kind() {
	case reflect.Float64:
		return nearFloats(a.Float(), b.Float(), tolerance)
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !nearValues(a.Index(i), b.Index(i), tolerance) {
				return false
			}
		}
		return true
	case reflect.Map:
		if a.Len() != b.Len() {
			return false
		}
		for _, key := range a.MapKeys() {
			if v := b.MapIndex(key); !v.IsValid() || !nearValues(a.MapIndex(key), v, tolerance) {
				return false
			}
		}
		return true
	case reflect.Func:
		return true // a function that is an argument: only what it is given and gives back could differ
	}
	return a.Interface() == b.Interface()
}

func nearFloats(a, b, tolerance float64) bool {
	if a == b || math.IsNaN(a) && math.IsNaN(b) {
		return true
	}
	if math.IsInf(a, 0) || math.IsInf(b, 0) {
		return false
	}
	return math.Abs(a-b) <= tolerance*math.Max(1, math.Abs(b)) // false for NaN
}

// nearAll is near for lists of values.
func nearAll(a, b []any, tolerance float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !near(a[i], b[i], tolerance) {
			return false
		}
	}
	return true
}

// deepCopy shares no memory with v. Functions are copied as they are.
func deepCopy(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			c.Index(i).Set(deepCopy(v.Index(i)))
		}
		return c
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeMap(v.Type())
		for _, key := range v.MapKeys() {
			c.SetMapIndex(key, deepCopy(v.MapIndex(key)))
		}
		return c
	}
	return v
}
