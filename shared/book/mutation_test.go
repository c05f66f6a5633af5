package book_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"llmfromscratch/shared/book"
)

// Every expected value equals itself, and no single change of it passes: a number moved beyond the tolerance, another
// text, another shape, a part missing or one too many. So no part of any record escapes the comparison.
func TestNoChangeOfAnyFigurePasses(t *testing.T) {
	for _, f := range book.All() {
		if f.Want == nil {
			if f.Compare(1).OK {
				t.Errorf("%s has no expected value and passes", f.ID)
			}
			continue
		}
		if v := f.Compare(f.Want); !v.OK {
			t.Errorf("%s does not equal itself: %v", f.ID, v)
			continue
		}
		n := 0
		mutate(f, f.Want, func(what string, changed any) {
			n++
			if f.Compare(changed).OK {
				t.Errorf("%s: %s passes", f.ID, what)
			}
		})
		if n == 0 {
			t.Errorf("%s: nothing to change in %T", f.ID, f.Want)
		}
	}
}

// mutate calls try with copies of v that differ in one place each. Of long tensors, every eleventh value is changed.
func mutate(f book.Figure, v any, try func(what string, changed any)) {
	away := func(x float64) float64 {
		if math.IsInf(x, 0) || math.IsNaN(x) {
			return 0
		}
		// Far enough that float64 still sees it beside x, and clearly beyond the tolerance.
		return x + 1.5*(f.Abs+f.Rel*math.Abs(x)) + 1e-12*math.Abs(x) + 1e-300
	}
	switch v := v.(type) {
	case book.Tensor:
		step := 1 + len(v.Values)/11
		for i := 0; i < len(v.Values); i += step {
			changed := v
			changed.Values = slices.Clone(v.Values)
			changed.Values[i] = away(v.Values[i])
			if v.DType == "int64" {
				changed.Values[i] = v.Values[i] + 1
			}
			try(fmt.Sprintf("value %d of %v", i, v.Shape), changed)
		}
		shape := v
		shape.Shape = append([]int{1}, v.Shape...)
		try(fmt.Sprintf("shape %v", shape.Shape), shape)
	case book.Summary:
		for i, p := range []func(*book.Summary) *float64{
			func(s *book.Summary) *float64 { return &s.Mean }, func(s *book.Summary) *float64 { return &s.Std },
			func(s *book.Summary) *float64 { return &s.Sum }, func(s *book.Summary) *float64 { return &s.Min },
			func(s *book.Summary) *float64 { return &s.Max }, func(s *book.Summary) *float64 { return &s.L2 },
			func(s *book.Summary) *float64 { s.First8 = slices.Clone(s.First8); return &s.First8[7] },
			func(s *book.Summary) *float64 { s.Last8 = slices.Clone(s.Last8); return &s.Last8[0] },
		} {
			changed := v
			x := p(&changed)
			*x = away(*x)
			try(fmt.Sprintf("number %d of the summary", i), changed)
		}
		for i, row := range v.First3Last3OfEachRow {
			changed := v
			changed.First3Last3OfEachRow = slices.Clone(v.First3Last3OfEachRow)
			row = slices.Clone(row)
			row[i%6] = away(row[i%6])
			changed.First3Last3OfEachRow[i] = row
			try(fmt.Sprintf("row %d of the summary", i), changed)
		}
		shape := v
		shape.Shape = append([]int{1}, v.Shape...)
		try("shape of the summary", shape)
	case book.Checksum:
		changed := v
		changed.Sum = away(v.Sum)
		try("sum", changed)
		changed = v
		changed.L2 = away(v.L2)
		try("l2", changed)
		changed = v
		changed.First4 = slices.Clone(v.First4)
		changed.First4[len(v.First4)-1] = away(changed.First4[len(v.First4)-1])
		try("first4", changed)
		changed = v
		changed.Last4 = slices.Clone(v.Last4)
		changed.Last4[0] = away(v.Last4[0])
		try("last4", changed)
		changed = v
		changed.Shape = append([]int{1}, v.Shape...)
		try("shape of the checksum", changed)
	case book.Digest:
		try("another text", "some other text")
		try("another list", []string{"some", "other", "list"})
		changed := v
		changed.Count++
		try("another count", changed)
	case []any:
		for i, item := range v {
			mutate(f, item, func(what string, part any) {
				changed := slices.Clone(v)
				changed[i] = part
				try(fmt.Sprintf("[%d]: %s", i, what), changed)
			})
		}
		try("one item more", append(slices.Clone(v), int64(0)))
		if len(v) > 0 {
			try("one item less", v[:len(v)-1])
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			mutate(f, v[key], func(what string, part any) {
				changed := maps.Clone(v)
				changed[key] = part
				try(key+": "+what, changed)
			})
			changed := maps.Clone(v)
			delete(changed, key)
			try("without "+key, changed)
		}
		changed := maps.Clone(v)
		changed["one key more"] = int64(1)
		try("one key more", changed)
	case string:
		try("another text", v+".")
		try("a number for the text", 1)
	case bool:
		try("the opposite", !v)
	case int64:
		try("the next number", v+1)
		try("a text for the number", fmt.Sprint(v))
	case float64:
		try("another number", away(v))
	case nil:
		try("something", 1)
	default:
		panic(fmt.Sprintf("%s: a part of type %T", f.ID, v))
	}
}
