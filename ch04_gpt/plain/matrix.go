package plain

// matrix is a table of weights, [out, in]: in float32 or in 8 bits.
type matrix interface {
	// prepare makes of vectors, [tokens, in], what the rows are multiplied with.
	prepare(t *team, x [][]float32) vectors
	// multiply is y = x·Wᵀ for the rows from to to: it writes these columns of y, [tokens, out].
	multiply(y [][]float32, x vectors, from, to int)
	// row copies row i to dst, [in].
	row(i int, dst []float32)
	// rowBytes is the memory of a row.
	rowBytes() int
	// size is the number of rows and columns.
	size() (out, in int)
}

// vectors are what a matrix multiplies, [tokens, in]: as float32, or rounded for 8-bit weights.
type vectors struct {
	exact   [][]float32
	rounded []row8
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

func (m *float32s) rowBytes() int { return 4 * m.in }

func (m *float32s) prepare(_ *team, x [][]float32) vectors { return vectors{exact: x} }

// blockBytes are the most weights that a core works on at a time, when there are several tokens. They stay in its
// cache while all tokens pass, so that each weight comes from memory once, for one token as for many.
const blockBytes = 192 << 10

// mostRows is the length of the longest block.
const mostRows = 256

// blockRows is the number of rows of so many bytes in a block of a matrix of out rows: as many blocks for each core,
// all of one length, so that the cores end together. For a single token they are long: the longer memory is read
// without a jump, the faster it comes.
func (t *team) blockRows(tokens, out, rowBytes int) int {
	most := mostRows
	if tokens > 1 {
		most = max(1, min(most, blockBytes/rowBytes))
	}
	cores := t.helpers + 1
	blocks := cores * ceil(out, cores*most)
	return ceil(out, blocks)
}

// ceil is a/b, rounded up.
func ceil(a, b int) int { return (a + b - 1) / b }

func (m *float32s) multiply(y [][]float32, x vectors, from, to int) {
	w, rows := m.rows(from, to), x.exact
	if len(rows) >= 4 && m.in > wide {
		fetch(w)
	}
	i := 0
	for ; i+4 <= len(rows); i += 4 {
		dotsFour(y[i:i+4], from, to, w, (*[4][]float32)(rows[i:]))
	}
	for ; i < len(rows); i++ {
		dots(y[i][from:to], w, rows[i])
	}
}

// wide is the length of a vector of which four fill the fastest cache. The loops over longer ones wait for that cache,
// and weights that come from memory meanwhile come late: so they are fetched first.
const wide = 1024

// fetch reads weights into the core's cache: one of each sixteen, since memory comes in pieces of 64 bytes. Nobody
// needs the sum; but reads without a use would be left out.
//
//go:noinline
func fetch(w []float32) (sum float32) {
	for i := 0; i < len(w); i += 16 {
		sum += w[i]
	}
	return sum
}

// newRows are n vectors of one width, zeros.
func newRows(n, width int) [][]float32 {
	rows, values := make([][]float32, n), make([]float32, n*width)
	for i := range rows {
		rows[i] = values[i*width : (i+1)*width : (i+1)*width]
	}
	return rows
}
