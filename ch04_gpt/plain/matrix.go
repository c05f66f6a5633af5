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

// blockBytes are the weights that a core works on at a time, when there are several tokens. They stay in its cache
// while all tokens pass, so that each weight comes from memory once, for one token as for many.
const blockBytes = 192 << 10

// blockRows is the number of rows of so many bytes in a block, even, of a matrix of out rows: of 768 float32 there are
// 16. For a single token a block is as long as four for each core allow: the longer memory is read without a
// jump, the faster it comes.
func (t *team) blockRows(tokens, out, rowBytes int) int {
	if tokens == 1 {
		return max(2, min(mostRows, out/(4*(t.helpers+1))/2*2))
	}
	return max(2, blockBytes/rowBytes/2*2)
}

// mostRows is the length of the longest block.
const mostRows = 256

func (m *float32s) multiply(t *team, y, x [][]float32) {
	t.split(m.out, t.blockRows(len(x), m.out, 4*m.in), len(x)*m.in, func(from, to int) {
		w := m.rows(from, to)
		i := 0
		for ; i+4 <= len(x); i += 4 {
			dotsFour(y[i:i+4], from, to, w, (*[4][]float32)(x[i:]))
		}
		for ; i < len(x); i++ {
			dots(y[i][from:to], w, x[i])
		}
	})
}

// newRows are n vectors of one width, zeros.
func newRows(n, width int) [][]float32 {
	rows, values := make([][]float32, n), make([]float32, n*width)
	for i := range rows {
		rows[i] = values[i*width : (i+1)*width : (i+1)*width]
	}
	return rows
}
