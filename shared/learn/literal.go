package learn

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// maxLiteral is how many characters of a value a message shows.
const maxLiteral = 300

// Literal writes a value in one line, as short as it can be read: numbers with at most six digits, texts in quotes,
// [[1 0] [0.5 0.5]]. What is very long is cut.
func Literal(v any) string {
	var b strings.Builder
	writeLiteral(&b, reflect.ValueOf(v))
	s := []rune(b.String())
	if len(s) > maxLiteral {
		return string(s[:maxLiteral]) + " …"
	}
	return string(s)
}

func writeLiteral(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Invalid:
		b.WriteString("nothing")
	case reflect.Float64:
		b.WriteString(number(v.Float()))
	case reflect.String:
		b.WriteString(strconv.Quote(v.String()))
	case reflect.Slice:
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(' ')
			}
			writeLiteral(b, v.Index(i))
		}
		b.WriteByte(']')
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) })
		b.WriteByte('{')
		for i, key := range keys {
			if i > 0 {
				b.WriteString(", ")
			}
			writeLiteral(b, key)
			b.WriteString(": ")
			writeLiteral(b, v.MapIndex(key))
		}
		b.WriteByte('}')
	case reflect.Func:
		b.WriteString("a function")
	default:
		fmt.Fprint(b, v.Interface())
	}
}

// number is a float with at most six significant digits: 0.333333, 1, -Inf.
func number(x float64) string {
	if x == 0 {
		return "0" // never -0
	}
	if math.IsInf(x, 1) {
		return "+Inf"
	}
	return strconv.FormatFloat(x, 'g', 6, 64)
}

// arguments writes the arguments of a call with their names: "x = [1 2], k = 1".
func (p *Part) arguments(args []any) string {
	names := p.parameters()
	var all []string
	for i, a := range args {
		if i < len(names) {
			all = append(all, names[i]+" = "+Literal(a))
		}
	}
	return strings.Join(all, ", ")
}
