package book

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// Tensor is a dense array of numbers, row-major.
type Tensor struct {
	Shape  []int     // empty for a single number
	Values []float64 // float32 values are exact in it, and so are whole numbers up to 2^53
	DType  string    // "float32", "float64" or "int64"; optional in what is compared
}

// Float32s returns the values as float32.
func (t Tensor) Float32s() []float32 {
	out := make([]float32, len(t.Values))
	for i, v := range t.Values {
		out[i] = float32(v)
	}
	return out
}

// Ints returns the values as int, those of float tensors cut off at the point.
func (t Tensor) Ints() []int {
	out := make([]int, len(t.Values))
	for i, v := range t.Values {
		out[i] = int(v)
	}
	return out
}

// Rows32 returns a tensor of two axes as rows, which is what most functions of the chapters take. It panics when the
// tensor has not two axes.
func (t Tensor) Rows32() [][]float32 {
	if len(t.Shape) != 2 {
		panic(fmt.Sprintf("book: rows of a tensor of shape %v, want two axes", t.Shape))
	}
	flat := t.Float32s()
	rows := make([][]float32, t.Shape[0])
	for i := range rows {
		rows[i] = flat[i*t.Shape[1] : (i+1)*t.Shape[1]]
	}
	return rows
}

// IntRows returns a tensor of two axes, such as a batch of token ids [batch, seq], as rows. It panics when the tensor
// has not two axes.
func (t Tensor) IntRows() [][]int {
	if len(t.Shape) != 2 {
		panic(fmt.Sprintf("book: rows of a tensor of shape %v, want two axes", t.Shape))
	}
	flat := t.Ints()
	rows := make([][]int, t.Shape[0])
	for i := range rows {
		rows[i] = flat[i*t.Shape[1] : (i+1)*t.Shape[1]]
	}
	return rows
}

// Summary stands for a tensor too large to keep. Sums are taken in float64; Std is over n, not n-1. A row is one run
// along the last axis.
type Summary struct {
	Shape                []int
	DType                string
	Mean, Std, Sum       float64
	Min, Max, L2         float64
	First8, Last8        []float64   // of the first and of the last row
	First3Last3OfEachRow [][]float64 // six numbers a row, what the book prints; nil when not kept
}

// Checksum stands for a parameter or gradient: its shape, sum and L2 norm in float64, its first and last four values.
type Checksum struct {
	Shape         []int
	Sum, L2       float64
	First4, Last4 []float64
}

// Digest stands for a text, or for a list of texts or whole numbers joined by Sep: its SHA-256, and how many
// characters or items it has.
type Digest struct {
	SHA256 string
	Count  int
	Sep    string
	List   bool // a list, not a text
}

// parseValue turns decoded JSON into the parts of a Figure's Want. Errors start with the place.
func parseValue(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, string:
		return v, nil
	case json.Number:
		return parseNumber(v)
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			var err error
			if list[i], err = parseValue(item); err != nil {
				return nil, fmt.Errorf("[%d]%w", i, err)
			}
		}
		return list, nil
	case map[string]any:
		return parseObject(v)
	}
	return nil, fmt.Errorf(": %T is no value", v)
}

// parseNumber keeps whole numbers whole: 3 is an int64, 3.0 a float64.
func parseNumber(n json.Number) (any, error) {
	if !strings.ContainsAny(n.String(), ".eE") {
		i, err := n.Int64()
		if err != nil {
			return nil, fmt.Errorf(": %w", err)
		}
		return i, nil
	}
	f, err := n.Float64()
	if err != nil {
		return nil, fmt.Errorf(": %w", err)
	}
	return f, nil
}

// parseObject recognizes tensors, summaries, checksums and digests by their keys; anything else stays a map.
func parseObject(m map[string]any) (any, error) {
	has := func(keys ...string) bool {
		for _, k := range keys {
			if _, ok := m[k]; !ok {
				return false
			}
		}
		return len(m) == len(keys)
	}
	switch {
	case has("shape", "dtype", "values"):
		return parseTensor(m)
	case has("shape", "dtype", "summary"):
		return parseSummary(m)
	case has("shape", "sum", "l2", "first4", "last4"):
		var s struct {
			Shape         []int
			Sum, L2       float64
			First4, Last4 []float64
		}
		err := remarshal(m, &s)
		return Checksum(s), err
	case has("digest", "count", "sep"), has("digest", "count"):
		var s struct {
			Digest string
			Count  int
			Sep    *string
		}
		if err := remarshal(m, &s); err != nil {
			return nil, err
		}
		d := Digest{SHA256: s.Digest, Count: s.Count}
		if s.Sep != nil {
			d.Sep, d.List = *s.Sep, true
		}
		return d, nil
	}
	out := make(map[string]any, len(m))
	for k, item := range m {
		var err error
		if out[k], err = parseValue(item); err != nil {
			return nil, fmt.Errorf(".%s%w", k, err)
		}
	}
	return out, nil
}

func parseTensor(m map[string]any) (any, error) {
	var s struct {
		Shape  []int
		DType  string
		Values []any
	}
	if err := remarshal(m, &s); err != nil {
		return nil, err
	}
	t := Tensor{Shape: s.Shape, DType: s.DType, Values: make([]float64, len(s.Values))}
	for i, raw := range m["values"].([]any) {
		v, err := parseFloat(raw)
		if err != nil {
			return nil, fmt.Errorf(".values[%d]%w", i, err)
		}
		if t.DType == "float32" {
			v = float64(float32(v)) // stored with as many digits as float32 needs
		}
		t.Values[i] = v
	}
	if n := size(t.Shape); n != len(t.Values) {
		return nil, fmt.Errorf(": %d values for shape %v", len(t.Values), t.Shape)
	}
	return t, nil
}

func parseSummary(m map[string]any) (any, error) {
	var s struct {
		Shape   []int
		DType   string
		Summary struct {
			Mean, Std, Sum, Min, Max, L2 float64
			First8                       []float64   `json:"first8_of_first_row"`
			Last8                        []float64   `json:"last8_of_last_row"`
			Rows                         [][]float64 `json:"first3_last3_of_each_row"`
		}
	}
	if err := remarshal(m, &s); err != nil {
		return nil, err
	}
	u := s.Summary
	return Summary{
		Shape: s.Shape, DType: s.DType,
		Mean: u.Mean, Std: u.Std, Sum: u.Sum, Min: u.Min, Max: u.Max, L2: u.L2,
		First8: u.First8, Last8: u.Last8, First3Last3OfEachRow: u.Rows,
	}, nil
}

// parseFloat reads a number, or the text that stands for one JSON cannot write.
func parseFloat(v any) (float64, error) {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		if err != nil {
			return 0, fmt.Errorf(": %w", err)
		}
		return f, nil
	case string:
		switch v {
		case "-inf":
			return math.Inf(-1), nil
		case "inf":
			return math.Inf(1), nil
		case "nan":
			return math.NaN(), nil
		}
	}
	return 0, fmt.Errorf(": %v is no number", v)
}

// remarshal reads a decoded JSON value into a struct.
func remarshal(v, dst any) error {
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, dst)
	}
	if err != nil {
		return fmt.Errorf(": %w", err)
	}
	return nil
}

// size is the number of values of a shape.
func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}
