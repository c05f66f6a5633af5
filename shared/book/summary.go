package book

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

func (c *comparison) summary(where string, want Summary, got any) {
	have, err := Summarize(got)
	if err != nil {
		c.fail(where, describe(want), err.Error())
		return
	}
	if !slices.Equal(want.Shape, have.Shape) {
		c.fail(where, fmt.Sprintf("shape %v", want.Shape), fmt.Sprintf("shape %v", have.Shape))
		return
	}
	for _, n := range []struct {
		name      string
		want, got float64
	}{
		{"mean", want.Mean, have.Mean}, {"std", want.Std, have.Std}, {"sum", want.Sum, have.Sum},
		{"min", want.Min, have.Min}, {"max", want.Max, have.Max}, {"l2", want.L2, have.L2},
	} {
		c.number(where+"."+n.name, n.want, n.got, false)
	}
	c.numbers(where+".first8", want.First8, have.First8, false)
	c.numbers(where+".last8", want.Last8, have.Last8, false)
	if want.First3Last3OfEachRow == nil {
		return // the print of this tensor does not show every row
	}
	if len(want.First3Last3OfEachRow) != len(have.First3Last3OfEachRow) {
		c.fail(where+".rows", fmt.Sprintf("%d rows", len(want.First3Last3OfEachRow)),
			fmt.Sprintf("%d rows", len(have.First3Last3OfEachRow)))
		return
	}
	for i, row := range want.First3Last3OfEachRow {
		c.numbers(fmt.Sprintf("%s.row%d", where, i), row, have.First3Last3OfEachRow[i], false)
	}
}

func (c *comparison) checksum(where string, want Checksum, got any) {
	have, err := Sum(got)
	if err != nil {
		c.fail(where, describe(want), err.Error())
		return
	}
	if !slices.Equal(want.Shape, have.Shape) {
		c.fail(where, fmt.Sprintf("shape %v", want.Shape), fmt.Sprintf("shape %v", have.Shape))
		return
	}
	c.number(where+".sum", want.Sum, have.Sum, false)
	c.number(where+".l2", want.L2, have.L2, false)
	c.numbers(where+".first4", want.First4, have.First4, false)
	c.numbers(where+".last4", want.Last4, have.Last4, false)
}

func (c *comparison) digest(where string, want Digest, got any) {
	have, err := digestOf(want, got)
	if err != nil {
		c.fail(where, describe(want), err.Error())
		return
	}
	if want != have {
		c.fail(where, describe(want), describe(have))
	}
}

// Summarize computes the Summary of a tensor given in any of the forms that Compare takes. A Summary is returned as it
// is.
func Summarize(got any) (Summary, error) {
	if s, ok := got.(Summary); ok {
		return s, nil
	}
	a, err := tensorOf(got)
	if err != nil {
		return Summary{}, err
	}
	n := a.len()
	if n == 0 {
		return Summary{}, fmt.Errorf("a tensor of shape %v without values", a.shape)
	}
	s := Summary{Shape: a.shape, Min: math.Inf(1), Max: math.Inf(-1)}
	var squares float64
	for i := range n {
		v := a.at(i)
		s.Sum += v
		squares += v * v
		s.Min, s.Max = min(s.Min, v), max(s.Max, v)
	}
	s.Mean, s.L2 = s.Sum/float64(n), math.Sqrt(squares)
	var spread float64
	for i := range n {
		d := a.at(i) - s.Mean
		spread += d * d
	}
	s.Std = math.Sqrt(spread / float64(n))
	width := n
	if k := len(a.shape); k > 0 {
		width = a.shape[k-1]
	}
	s.First8 = a.run(0, min(8, width))
	s.Last8 = a.run(n-min(8, width), n)
	if width >= 6 {
		for start := 0; start < n; start += width {
			s.First3Last3OfEachRow = append(s.First3Last3OfEachRow,
				append(a.run(start, start+3), a.run(start+width-3, start+width)...))
		}
	}
	return s, nil
}

// Sum computes the Checksum of a tensor given in any of the forms that Compare takes. A Checksum is returned as it is.
func Sum(got any) (Checksum, error) {
	if s, ok := got.(Checksum); ok {
		return s, nil
	}
	a, err := tensorOf(got)
	if err != nil {
		return Checksum{}, err
	}
	n := a.len()
	s := Checksum{Shape: a.shape, First4: a.run(0, min(4, n)), Last4: a.run(max(0, n-4), n)}
	var squares float64
	for i := range n {
		v := a.at(i)
		s.Sum += v
		squares += v * v
	}
	s.L2 = math.Sqrt(squares)
	return s, nil
}

// tensorOf is a tensor given in any of the forms that Compare takes.
func tensorOf(got any) (array, error) {
	got, err := plain(got)
	if err != nil {
		return array{}, err
	}
	return toArray(got)
}

// digestOf computes a digest of the kind wanted.
func digestOf(want Digest, got any) (Digest, error) {
	if d, ok := got.(Digest); ok {
		return d, nil
	}
	if !want.List {
		s, ok := got.(string)
		if !ok {
			return Digest{}, fmt.Errorf("%s", describe(got))
		}
		return Digest{SHA256: hash(s), Count: utf8.RuneCountInString(s)}, nil
	}
	list, err := toList(got)
	if err != nil {
		return Digest{}, err
	}
	items := make([]string, len(list))
	for i, item := range list {
		item, err := plain(item)
		if err != nil {
			return Digest{}, err
		}
		switch item := item.(type) {
		case string:
			items[i] = item
		case int64:
			items[i] = fmt.Sprint(item)
		default:
			return Digest{}, fmt.Errorf("%s as item %d, want texts or whole numbers", describe(item), i)
		}
	}
	return Digest{SHA256: hash(strings.Join(items, want.Sep)), Count: len(items), Sep: want.Sep, List: true}, nil
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
