package plain

// blockSize is the number of neighbouring weights, or activations, that share a scale.
const blockSize = 32

// row8 is a row of numbers in 8 bits, or some rows end to end: number i is q[i]·scales[i/32], and q lies between -127
// and 127. A row that is no multiple of 32 long ends in zeros.
type row8 struct {
	q      []int8
	scales []float32
}

// rows are rows from to to of rows with so many blocks each.
func (r row8) rows(from, to, blocks int) row8 {
	return row8{r.q[from*blocks*blockSize : to*blocks*blockSize], r.scales[from*blocks : to*blocks]}
}

// dot8 is the dot product of two rows, with one order of additions on every machine. Products of whole numbers add up
// without rounding, four neighbours at a time: at most 4·127·127, which float32 holds exactly. Partial sum j takes the
// j-th four of each block, times both scales; the eight are then added as in [dot].
func dot8(w, x row8) float32 {
	var sums [8]float32
	for b, scale := range w.scales {
		p := (*[blockSize]int8)(w.q[b*blockSize:])
		q := (*[blockSize]int8)(x.q[b*blockSize:])
		scale := float32(scale * x.scales[b])
		for j := range sums {
			n := int32(p[4*j])*int32(q[4*j]) + int32(p[4*j+1])*int32(q[4*j+1]) +
				int32(p[4*j+2])*int32(q[4*j+2]) + int32(p[4*j+3])*int32(q[4*j+3])
			sums[j] += float32(float32(n) * scale)
		}
	}
	return fold(&sums)
}

// dots8 writes the dot products of x with rows that lie end to end in w, one after the other as [dots] does.
func dots8(y []float32, w, x row8) {
	if dots8Vectors(y, w, x) {
		return
	}
	blocks := len(x.scales)
	for i := range y {
		y[i] = dot8(w.rows(i, i+1, blocks), x)
	}
}
