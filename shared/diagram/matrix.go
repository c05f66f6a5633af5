package diagram

import (
	"fmt"
	"math"
	"strings"
)

// Matrix are rows of cells with what stands in them, and labels beside and above.
type Matrix struct {
	X, Y       float64 // upper left corner of the cells; labels stand outside
	W, H       float64 // of one cell; 0: 48 and 22
	Cells      [][]string
	Rows, Cols []string // labels; nil: none
	Tone       func(i, j int) Tone
}

// Matrix draws the cells and returns their rectangles, row by row.
func (d *Drawing) Matrix(m Matrix) [][]Rect {
	if m.W == 0 {
		m.W = 48
	}
	if m.H == 0 {
		m.H = 22
	}
	rects := make([][]Rect, len(m.Cells))
	for i, row := range m.Cells {
		if i < len(m.Rows) {
			d.Text(Point{m.X - 6, m.Y + (float64(i)+0.5)*m.H}, m.Rows[i], Small|Right)
		}
		for j, s := range row {
			if i == 0 && j < len(m.Cols) {
				d.Text(Point{m.X + (float64(j)+0.5)*m.W, m.Y - 9}, m.Cols[j], Small)
			}
			tone := Clear
			if m.Tone != nil {
				tone = m.Tone(i, j)
			}
			r := Rect{m.X + float64(j)*m.W, m.Y + float64(i)*m.H, m.W, m.H}
			d.rect(r, tone, 0)
			style := Mono | Small
			if tone == Strong {
				style |= deep
			}
			if room := d.Text(r.Mid(), s, style); room.W > m.W-2 {
				d.Fail(fmt.Errorf("a cell of width %g for %g of text: %q", m.W, room.W, s))
			}
			rects[i] = append(rects[i], r)
		}
	}
	return rects
}

// Number writes a number as pictures show it: with so many decimals, a true minus, and −∞ for what is hidden.
func Number[T float32 | float64](v T, decimals int) string {
	switch {
	case math.IsInf(float64(v), -1):
		return "−∞"
	case math.IsInf(float64(v), 1):
		return "∞"
	}
	s := fmt.Sprintf("%.*f", decimals, v)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return strings.Replace(s, "-", "−", 1)
}

// Numbers writes rows of numbers; see [Number].
func Numbers[T float32 | float64](rows [][]T, decimals int) [][]string {
	texts := make([][]string, len(rows))
	for i, row := range rows {
		for _, v := range row {
			texts[i] = append(texts[i], Number(v, decimals))
		}
	}
	return texts
}

// Thousands writes a whole number with separators: 163009536 is 163,009,536.
func Thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
