package lesson

import (
	"fmt"
	"strings"
)

// Box draws a tensor of three axes as its slices along the first, side by side, with an arrow along each axis:
//
//	axis 2 →
//	axis 1 ↓   | 1 2 |   | 5 6 |
//	           | 3 4 |   | 7 8 |
//	axis 0 →      0         1
//
// It is an error when not all slices have the same rows and columns.
func Box(x [][][]int64) (string, error) {
	const margin = "axis 1 ↓   "
	lines := []string{margin}
	under := "axis 0 →   "
	for s, slice := range x {
		drawn, err := matrix(slice, 0)
		if err != nil || len(slice) != len(x[0]) || len(slice[0]) != len(x[0][0]) {
			return "", fmt.Errorf("slice %d has another shape than the first, %d × %d", s, len(x[0]), len(x[0][0]))
		}
		for i, row := range drawn {
			if i == len(lines) {
				lines = append(lines, strings.Repeat(" ", 11))
			}
			lines[i] += row + "   "
		}
		wide := len(drawn[0])
		under += fmt.Sprintf("%*d%*s", wide/2+1, s, wide-wide/2+2, "")
	}
	all := append(append([]string{"axis 2 →"}, lines...), under)
	for i, line := range all {
		all[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(all, "\n"), nil
}

// Product draws a matrix product so that every number stands where a row of a, to its left, meets a column of b, above
// it:
//
//	            |  1  4 |
//	            |  2  5 |
//	            |  3  6 |
//	| 1 2 3 |   | 14 32 |
//	| 4 5 6 |   | 32 77 |
//
// It is an error when the rows of a are not as long as the columns of b.
func Product(a, b [][]int64) (string, error) {
	product, err := multiply(a, b)
	if err != nil {
		return "", err
	}
	wide := max(widest(b), widest(product))
	left, _ := matrix(a, 0)
	above, err := matrix(b, wide)
	if err != nil {
		return "", err
	}
	right, _ := matrix(product, wide)
	var lines []string
	for _, row := range above {
		lines = append(lines, strings.Repeat(" ", len(left[0])+3)+row)
	}
	for i, row := range left {
		lines = append(lines, row+"   "+right[i])
	}
	return strings.Join(lines, "\n"), nil
}

// multiply is the matrix product as the loops that it stands for: a [n, k] times b [k, m] is [n, m].
func multiply(a, b [][]int64) ([][]int64, error) {
	product := make([][]int64, len(a))
	for i, row := range a {
		if len(row) != len(b) {
			return nil, fmt.Errorf("row %d has %d numbers, the columns of the other matrix %d", i, len(row), len(b))
		}
		product[i] = make([]int64, len(b[0]))
		for k, x := range row {
			for j, y := range b[k] {
				product[i][j] += x * y
			}
		}
	}
	return product, nil
}

// matrix draws rows with numbers at least so wide, and an error where rows differ in length.
func matrix(rows [][]int64, wide int) (lines []string, err error) {
	wide = max(wide, widest(rows))
	for i, row := range rows {
		if len(row) != len(rows[0]) {
			return nil, fmt.Errorf("row %d has %d numbers, row 0 has %d", i, len(row), len(rows[0]))
		}
		line := "|"
		for _, x := range row {
			line += fmt.Sprintf(" %*d", wide, x)
		}
		lines = append(lines, line+" |")
	}
	return lines, nil
}

// widest is the number of characters of the longest number.
func widest(rows [][]int64) (n int) {
	for _, row := range rows {
		for _, x := range row {
			n = max(n, len(fmt.Sprint(x)))
		}
	}
	return n
}
