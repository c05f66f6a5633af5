// Package keeptest checks that the key of a kept result knows all settings.
package keeptest

import (
	"reflect"
	"slices"
	"testing"
)

// EveryField changes one field after the other, at any depth, of settings that make makes anew each time, and reports
// those after which the key is still the same. Fields of the outermost struct that are named are passed over. Pointers
// and interfaces that are nil count as one field that cannot be changed here: make should fill them.
func EveryField[T any](t testing.TB, make func() *T, key func(*T) (string, error), except ...string) {
	t.Helper()
	before, err := key(make())
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for _, path := range leaves(reflect.ValueOf(make()).Elem(), nil, except) {
		settings := make()
		name := change(reflect.ValueOf(settings).Elem(), path)
		after, err := key(settings)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if changed++; after == before {
			t.Errorf("the key does not know the field %s", name)
		}
	}
	if changed == 0 {
		t.Error("no field was changed")
	}
}

// leaves are the ways to all simple values inside a struct, as numbers of fields.
func leaves(v reflect.Value, way []int, except []string) [][]int {
	switch v.Kind() {
	case reflect.Struct:
		var all [][]int
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() || len(way) == 0 && slices.Contains(except, field.Name) {
				continue
			}
			all = append(all, leaves(v.Field(i), append(slices.Clone(way), i), nil)...)
		}
		return all
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return leaves(v.Elem(), way, nil)
	case reflect.Func, reflect.Chan:
		return nil
	}
	return [][]int{way}
}

// change gives the value at the end of the way another one, and returns its name.
func change(v reflect.Value, way []int) string {
	name := ""
	for {
		switch v.Kind() {
		case reflect.Pointer:
			v = v.Elem()
			continue
		case reflect.Interface: // what it holds cannot be changed in place
			held := reflect.New(v.Elem().Type()).Elem()
			held.Set(v.Elem())
			name += change(held, way)
			v.Set(held)
			return name
		}
		if len(way) == 0 {
			break
		}
		name += "." + v.Type().Field(way[0]).Name
		v, way = v.Field(way[0]), way[1:]
	}
	alter(v)
	return name
}

// alter changes a simple value, or the length of a list.
func alter(v reflect.Value) {
	switch {
	case v.CanInt():
		v.SetInt(v.Int() + 1)
	case v.CanUint():
		v.SetUint(v.Uint() + 1)
	case v.CanFloat():
		v.SetFloat(v.Float() + 0.125)
	case v.Kind() == reflect.Bool:
		v.SetBool(!v.Bool())
	case v.Kind() == reflect.String:
		v.SetString(v.String() + "+")
	case v.Kind() == reflect.Slice:
		v.Set(reflect.Append(v, reflect.New(v.Type().Elem()).Elem()))
	case v.Kind() == reflect.Map:
		m := reflect.MakeMap(v.Type())
		m.SetMapIndex(reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem())
		v.Set(m)
	case v.Kind() == reflect.Array:
		alter(v.Index(0))
	}
}
