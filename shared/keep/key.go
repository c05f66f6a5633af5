package keep

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"reflect"
	"slices"
	"strings"
)

// Key is a short name for settings, 16 hexadecimal digits: settings that differ in any field, exported or not, at any
// depth, have another key. Interfaces count with the type of what they hold, pointers by what they point to, maps
// without an order. It is an error when a setting has no lasting value, such as a function or a channel; nil ones are
// nothing.
func Key(settings ...any) (string, error) {
	h := sha256.New()
	for i, s := range settings {
		if err := write(h, reflect.ValueOf(s)); err != nil {
			return "", fmt.Errorf("key of setting %d, a %T: %w", i, s, err)
		}
	}
	return short(h), nil
}

// key is the key of one value.
func key(v reflect.Value) (string, error) {
	h := sha256.New()
	err := write(h, v)
	return short(h), err
}

func short(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)[:8]) }

// write adds a value to the hash, with its type where that says something, so that no two values write the same.
func write(h hash.Hash, v reflect.Value) error {
	if !v.IsValid() {
		fmt.Fprint(h, "nil;")
		return nil
	}
	switch v.Kind() {
	case reflect.Bool:
		fmt.Fprintf(h, "%t;", v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		fmt.Fprintf(h, "%d;", v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		fmt.Fprintf(h, "%d;", v.Uint())
	case reflect.Float32, reflect.Float64:
		fmt.Fprintf(h, "%x;", math.Float64bits(v.Float()))
	case reflect.String:
		fmt.Fprintf(h, "%q;", v.String())
	case reflect.Slice, reflect.Array:
		return writeList(h, v)
	case reflect.Map:
		return writeMap(h, v)
	case reflect.Struct:
		return writeStruct(h, v)
	case reflect.Pointer:
		return write(h, v.Elem())
	case reflect.Interface:
		if !v.IsNil() {
			fmt.Fprint(h, v.Elem().Type(), ":")
		}
		return write(h, v.Elem())
	default: // functions, channels, …
		if !v.IsNil() {
			return fmt.Errorf("a %s has no value that lasts", v.Type())
		}
		fmt.Fprint(h, "nil;")
	}
	return nil
}

func writeStruct(h hash.Hash, v reflect.Value) error {
	fmt.Fprint(h, v.Type(), "{")
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		fmt.Fprint(h, name, "=")
		if err := write(h, v.Field(i)); err != nil {
			return fmt.Errorf("field %s: %w", name, err)
		}
	}
	fmt.Fprint(h, "}")
	return nil
}

func writeList(h hash.Hash, v reflect.Value) error {
	fmt.Fprintf(h, "%d[", v.Len())
	for i := range v.Len() {
		if err := write(h, v.Index(i)); err != nil {
			return fmt.Errorf("element %d: %w", i, err)
		}
	}
	return nil
}

// writeMap adds the hashes of a map's pairs in order.
func writeMap(h hash.Hash, v reflect.Value) error {
	var pairs []string
	for it := v.MapRange(); it.Next(); {
		pair := sha256.New()
		if err := write(pair, it.Key()); err != nil {
			return err
		}
		if err := write(pair, it.Value()); err != nil {
			return fmt.Errorf("value of %v: %w", it.Key(), err)
		}
		pairs = append(pairs, string(pair.Sum(nil)))
	}
	slices.Sort(pairs)
	fmt.Fprintf(h, "%d(%s", len(pairs), strings.Join(pairs, ""))
	return nil
}
