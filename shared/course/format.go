package course

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"
)

// Tensors of more values than maxShown show the first and last edge of every axis, as PyTorch does.
const (
	maxShown = 1000
	edge     = 3
	digits   = 4
)

// Tensor prints a value in one fixed form: see [Format].
func Tensor(v any) { fmt.Println(Format(v)) }

// Format writes a number, a nested slice or a *tensors.Tensor as PyTorch prints it, without the word tensor: floats
// with four decimals and never as -0, columns aligned, a line for each row and an empty line between matrices:
//
//	[[0.4300, 0.1500, 0.8900],
//	 [0.5500, 0.8700, 0.6600]]
//
// More than 1000 values are shown by the first and last three of each axis. A value of another type is written as
// fmt.Sprint does.
func Format(v any) string { return FormatDigits(v, digits) }

// FormatDigits is [Format] with n decimals.
func FormatDigits(v any, n int) string {
	if t, ok := v.(*tensors.Tensor); ok {
		v = t.Value()
	}
	rv := reflect.ValueOf(v)
	f := formatter{digits: n, shorten: count(rv) > maxShown}
	f.measure(rv)
	var b strings.Builder
	f.write(&b, rv, 0)
	return b.String()
}

// formatter writes all values of one tensor with the same width; with width 0 each as wide as it is.
type formatter struct {
	digits  int
	shorten bool
	width   int
}

// count is the number of values in a nested slice.
func count(v reflect.Value) int {
	if !isList(v) {
		return 1
	}
	n := 0
	for i := range v.Len() {
		n += count(v.Index(i))
	}
	return n
}

func isList(v reflect.Value) bool {
	return v.IsValid() && (v.Kind() == reflect.Slice || v.Kind() == reflect.Array)
}

// measure finds the widest of the values that will be shown.
func (f *formatter) measure(v reflect.Value) {
	if !isList(v) {
		f.width = max(f.width, len(f.scalar(v)))
		return
	}
	for i := range v.Len() {
		if !f.hidden(i, v.Len()) {
			f.measure(v.Index(i))
		}
	}
}

// hidden reports whether element i of n falls into the part that is left out.
func (f *formatter) hidden(i, n int) bool { return f.shorten && n > 2*edge && i >= edge && i < n-edge }

// write appends v; depth is the number of brackets that are open, and so the indentation of the next line.
func (f *formatter) write(b *strings.Builder, v reflect.Value, depth int) {
	if !isList(v) {
		s := f.scalar(v)
		if depth > 0 {
			b.WriteString(strings.Repeat(" ", max(0, f.width-len(s))))
		}
		b.WriteString(s)
		return
	}
	b.WriteByte('[')
	for i := range v.Len() {
		e := v.Index(i)
		if i > 0 {
			b.WriteString(separator(e, depth))
		}
		if f.hidden(i, v.Len()) {
			if i == edge {
				b.WriteString("...")
				b.WriteString(separator(e, depth))
			}
			i = v.Len() - edge
			for ; i < v.Len(); i++ {
				f.write(b, v.Index(i), depth+1)
				if i < v.Len()-1 {
					b.WriteString(separator(e, depth))
				}
			}
			break
		}
		f.write(b, e, depth+1)
	}
	b.WriteByte(']')
}

// separator stands between two elements: numbers share a line, rows start a new one, and matrices have an empty line
// between.
func separator(e reflect.Value, depth int) string {
	if !isList(e) {
		return ", "
	}
	ends := 0
	for inner := e; isList(inner); inner = inner.Index(0) {
		ends++
		if inner.Len() == 0 {
			break
		}
	}
	return "," + strings.Repeat("\n", ends) + strings.Repeat(" ", depth+1)
}

func (f *formatter) scalar(v reflect.Value) string {
	if !v.IsValid() {
		return "nil"
	}
	switch v.Kind() {
	case reflect.Float32, reflect.Float64:
		x := v.Float()
		switch {
		case math.IsNaN(x):
			return "nan"
		case math.IsInf(x, 1):
			return "inf"
		case math.IsInf(x, -1):
			return "-inf"
		}
		s := strconv.FormatFloat(x, 'f', f.digits, 64)
		if strings.HasPrefix(s, "-") && strings.Trim(s, "-0.") == "" {
			s = s[1:] // -0.0000
		}
		return s
	}
	return fmt.Sprint(v.Interface())
}
