package book

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// Verdict is what a comparison found.
type Verdict struct {
	OK      bool    `json:"ok"`
	Where   string  `json:"where,omitempty"` // the first place that differs, such as ".weights[2]"; empty when OK
	Want    string  `json:"want,omitempty"`  // what was expected there
	Got     string  `json:"got,omitempty"`   // what is there
	MaxErr  float64 `json:"max_err"`         // largest |got-want| over all numbers that could be compared
	Numbers int     `json:"numbers"`         // how many numbers were compared
	Failed  int     `json:"failed"`          // how many places differ
}

// String says in one line what was found.
func (v Verdict) String() string {
	switch {
	case !v.OK:
		where := v.Where
		if where == "" {
			where = "the value"
		}
		more := ""
		if v.Failed > 1 {
			more = fmt.Sprintf(" (and %d more)", v.Failed-1)
		}
		return fmt.Sprintf("differs at %s: want %s, got %s%s", where, v.Want, v.Got, more)
	case v.Numbers == 0:
		return "reproduced"
	case v.Numbers == 1:
		return fmt.Sprintf("reproduced (difference %.2g)", v.MaxErr)
	}
	return fmt.Sprintf("reproduced (%d numbers, largest difference %.2g)", v.Numbers, v.MaxErr)
}

// Compare walks the expected value and got together. Got may be a number, text or bool; a slice or array, nested as
// deep as needed; a map with text keys; a struct, whose fields go by their JSON names; a *tensors.Tensor; or a Tensor.
// Where a Summary, Checksum or Digest is expected, it is computed from got. A figure without an expected value never
// passes.
func (f Figure) Compare(got any) Verdict {
	if f.Want == nil {
		return Verdict{Where: f.ID, Want: "a figure with an expected value",
			Got: "one of which only the book's print is known", Failed: 1}
	}
	c := comparison{abs: f.Abs, rel: f.Rel}
	c.walk("", f.Want, got)
	c.verdict.OK = c.verdict.Failed == 0
	return c.verdict
}

type comparison struct {
	abs, rel float64
	verdict  Verdict
}

// fail notes a difference; the first one is shown.
func (c *comparison) fail(where, want, got string) {
	c.verdict.Failed++
	if c.verdict.Failed == 1 {
		c.verdict.Where, c.verdict.Want, c.verdict.Got = where, want, got
	}
}

// walk compares one part.
func (c *comparison) walk(where string, want, got any) {
	got, err := plain(got)
	if err != nil {
		c.fail(where, describe(want), err.Error())
		return
	}
	switch want := want.(type) {
	case Tensor:
		c.tensor(where, want, got)
	case Summary:
		c.summary(where, want, got)
	case Checksum:
		c.checksum(where, want, got)
	case Digest:
		c.digest(where, want, got)
	case []any:
		c.list(where, want, got)
	case map[string]any:
		c.object(where, want, got)
	case int64:
		c.single(where, float64(want), got, true)
	case float64:
		c.single(where, want, got, false)
	default: // text, bool, nothing
		if want != got {
			c.fail(where, describe(want), describe(got))
		}
	}
}

// single compares one number that is not part of a tensor.
func (c *comparison) single(where string, want float64, got any, exact bool) {
	x, ok := number(got)
	if !ok {
		if a, isArray := got.(array); isArray && len(a.shape) == 0 && a.len() == 1 {
			x, ok = a.at(0), true
		}
	}
	if !ok {
		c.fail(where, describe(want), describe(got))
		return
	}
	c.number(where, want, x, exact)
}

// number compares two numbers. Whole numbers must be equal; of others, infinities and NaN must.
func (c *comparison) number(where string, want, got float64, exact bool) {
	c.verdict.Numbers++
	diff := math.Abs(got - want)
	tolerance := c.abs + c.rel*math.Abs(want)
	if exact {
		tolerance = 0
	}
	switch {
	case got == want, math.IsNaN(want) && math.IsNaN(got):
		return
	case math.IsInf(want, 0), math.IsInf(got, 0), math.IsNaN(want), math.IsNaN(got):
		c.fail(where, formatNumber(want), formatNumber(got))
		return
	}
	c.verdict.MaxErr = max(c.verdict.MaxErr, diff)
	if diff > tolerance {
		c.fail(where, formatNumber(want), formatNumber(got))
	}
}

func (c *comparison) numbers(where string, want, got []float64, exact bool) {
	if len(want) != len(got) {
		c.fail(where, fmt.Sprintf("%d numbers", len(want)), fmt.Sprintf("%d numbers", len(got)))
		return
	}
	for i := range want {
		c.number(fmt.Sprintf("%s[%d]", where, i), want[i], got[i], exact)
	}
}

func (c *comparison) tensor(where string, want Tensor, got any) {
	a, err := toArray(got)
	if err != nil {
		c.fail(where, describe(want), err.Error())
		return
	}
	if !slices.Equal(want.Shape, a.shape) {
		c.fail(where, fmt.Sprintf("shape %v", want.Shape), fmt.Sprintf("shape %v", a.shape))
		return
	}
	for i, w := range want.Values {
		c.number(where+place(want.Shape, i), w, a.at(i), want.DType == "int64")
	}
}

func (c *comparison) list(where string, want []any, got any) {
	list, err := toList(got)
	if err != nil {
		c.fail(where, describe(want), err.Error())
		return
	}
	if len(want) != len(list) {
		c.fail(where, fmt.Sprintf("%d items", len(want)), fmt.Sprintf("%d items", len(list)))
		return
	}
	for i := range want {
		c.walk(fmt.Sprintf("%s[%d]", where, i), want[i], list[i])
	}
}

func (c *comparison) object(where string, want map[string]any, got any) {
	m, ok := got.(map[string]any)
	if !ok {
		c.fail(where, describe(want), describe(got))
		return
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if v, there := m[key]; there {
			c.walk(where+"."+key, want[key], v)
		} else {
			c.fail(where+"."+key, describe(want[key]), "nothing")
		}
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if _, there := want[key]; !there {
			c.fail(where+"."+key, "nothing", describe(m[key]))
		}
	}
}

// place writes the position of the i-th value of a tensor: [2][0].
func place(shape []int, i int) string {
	s := ""
	for k := len(shape) - 1; k >= 0; k-- {
		s = fmt.Sprintf("[%d]", i%shape[k]) + s
		i /= shape[k]
	}
	return s
}
