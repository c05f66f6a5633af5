package plain

// matrix is a table of weights, [out, in]: in float32 or in 8 bits.
type matrix interface {
	// multiply is y = x·Wᵀ: x [tokens, in] to y [tokens, out].
	multiply(t *team, y, x [][]float32)
	// row copies row i to dst, [in].
	row(i int, dst []float32)
	// size is the number of rows and columns.
	size() (out, in int)
}

// float32s is a matrix of float32, row by row.
type float32s struct {
	out, in int
	w       []float32
}

func (m *float32s) size() (out, in int) { return m.out, m.in }

func (m *float32s) row(i int, dst []float32) { copy(dst, m.rows(i, i+1)) }

// rows are rows from to to, end to end.
func (m *float32s) rows(from, to int) []float32 { return m.w[from*m.in : to*m.in] }

// blockBytes are the weights that a core works on at a time. They stay in its cache while all tokens pass, so that each
// weight comes from memory once, for one token as for many.
const blockBytes = 48 << 10

// blockRows is the number of rows of so many bytes in a block, a multiple of four: of 768 float32 there are 16.
func blockRows(rowBytes int) int { return max(4, blockBytes/rowBytes/4*4) }

func (m *float32s) multiply(t *team, y, x [][]float32) {
	t.split(m.out, blockRows(4*m.in), len(x)*m.in, func(from, to int) {
		i := 0
		for ; i+4 <= len(x); i += 4 {
			m.tiles(from, to, y[i:i+4], x[i:i+4])
		}
		for ; i < len(x); i++ {
			dots(y[i][from:to], m.rows(from, to), x[i])
		}
	})
}

// tiles multiplies the rows from to to, two at a time, with four tokens.
func (m *float32s) tiles(from, to int, y, x [][]float32) {
	var tile [2][4]float32
	for r := from; r < to; r += 2 {
		if r+2 > to || !tileVectors(&tile, m.rows(r, r+1), m.rows(r+1, r+2), x[0], x[1], x[2], x[3]) {
			for i := range x {
				dots(y[i][r:min(r+2, to)], m.rows(r, min(r+2, to)), x[i])
			}
			continue
		}
		for i := range x {
			y[i][r], y[i][r+1] = tile[0][i], tile[1][i]
		}
	}
}

// newRows are n vectors of one width, zeros.
func newRows(n, width int) [][]float32 {
	rows, values := make([][]float32, n), make([]float32, n*width)
	for i := range rows {
		rows[i] = values[i*width : (i+1)*width : (i+1)*width]
	}
	return rows
}
