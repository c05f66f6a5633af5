package book

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Format writes a value in one line of at most about limit characters: expected values as Figure.Want holds them, and
// computed ones in every form that Compare takes. Numbers get six digits, long lists their beginning and length.
func Format(v any, limit int) string {
	if d, ok := v.(Digest); ok {
		return describe(d)
	}
	w := writer{limit: max(limit, 16)}
	w.value(v)
	return w.String()
}

// describe is Format for messages.
func describe(v any) string {
	switch v := v.(type) {
	case Summary:
		return fmt.Sprintf("a tensor of shape %v with mean %s", v.Shape, formatNumber(v.Mean))
	case Checksum:
		return fmt.Sprintf("a tensor of shape %v with sum %s", v.Shape, formatNumber(v.Sum))
	case Digest:
		unit := "characters"
		if v.List {
			unit = "items"
		}
		return fmt.Sprintf("%d %s with sha256 %.12s…", v.Count, unit, v.SHA256)
	case array:
		return fmt.Sprintf("a tensor of shape %v", v.shape)
	}
	return Format(v, 72)
}

// formatNumber writes a number with as many digits as tell float32 values apart.
func formatNumber(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'g', 9, 64)
}

// writer builds a line and stops when it is long enough.
type writer struct {
	strings.Builder
	limit int
}

func (w *writer) full() bool { return w.Len() >= w.limit }

func (w *writer) value(v any) {
	switch v := v.(type) {
	case nil:
		w.WriteString("nothing")
		return
	case Tensor:
		w.array(array{shape: v.Shape, f64: v.Values})
		return
	case array:
		w.array(v)
		return
	case Summary:
		fmt.Fprintf(w, "%v mean %.6g std %.6g, %s…", v.Shape, v.Mean, v.Std, short(v.First8))
		return
	case Checksum:
		fmt.Fprintf(w, "%v sum %.6g l2 %.6g", v.Shape, v.Sum, v.L2)
		return
	case Digest:
		w.WriteString(describe(v))
		return
	}
	p, err := plain(v)
	if err != nil {
		w.WriteString(err.Error())
		return
	}
	switch p := p.(type) {
	case string:
		w.text(p)
	case bool, int64:
		fmt.Fprint(w, p)
	case float64:
		w.WriteString(formatShort(p))
	case array:
		w.array(p)
	case map[string]any:
		w.object(p)
	case reflect.Value:
		w.list(p)
	default:
		w.value(p)
	}
}

func (w *writer) text(s string) {
	q := strconv.Quote(s)
	if room := max(w.limit-w.Len(), 12); len(q) > room {
		q = strings.ToValidUTF8(q[:room-1], "") + "…\""
	}
	w.WriteString(q)
}

func (w *writer) array(a array) {
	if len(a.shape) == 0 && a.len() == 1 {
		w.WriteString(formatShort(a.at(0)))
		return
	}
	if len(a.shape) != 1 {
		fmt.Fprintf(w, "%v ", a.shape)
	}
	w.items(a.len(), func(i int) { w.WriteString(formatShort(a.at(i))) })
}

func (w *writer) list(v reflect.Value) {
	w.items(v.Len(), func(i int) { w.value(v.Index(i).Interface()) })
}

func (w *writer) items(n int, item func(i int)) {
	w.WriteString("[")
	for i := range n {
		if i > 0 {
			w.WriteString(" ")
		}
		if w.full() {
			fmt.Fprintf(w, "… %d in all", n)
			break
		}
		item(i)
	}
	w.WriteString("]")
}

func (w *writer) object(m map[string]any) {
	w.WriteString("{")
	for i, key := range slices.Sorted(maps.Keys(m)) {
		if i > 0 {
			w.WriteString(", ")
		}
		if w.full() {
			fmt.Fprintf(w, "… %d in all", len(m))
			break
		}
		w.WriteString(key + ": ")
		w.value(m[key])
	}
	w.WriteString("}")
}

// formatShort writes a number with six digits.
func formatShort(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'g', 6, 64)
}

func short(values []float64) string {
	parts := make([]string, 0, 3)
	for _, v := range values[:min(3, len(values))] {
		parts = append(parts, formatShort(v))
	}
	return strings.Join(parts, " ")
}
