package gpt2

// transposeBlock is the side of the squares that matrices are transposed by: both squares fit into the fastest cache.
const transposeBlock = 32

// transposeIn writes part of a matrix, transposed, into all of another: src has rows of length stride, and its columns
// offset to offset+cols become the rows of dst, [cols, rows]. Of [[1 2 3 4] [5 6 7 8]], offset 2 and two columns give
// [[3 7] [4 8]].
func transposeIn(dst, src []float32, rows, cols, stride, offset int) {
	for r0 := 0; r0 < rows; r0 += transposeBlock {
		for c0 := 0; c0 < cols; c0 += transposeBlock {
			for c := c0; c < min(c0+transposeBlock, cols); c++ {
				line := dst[c*rows : (c+1)*rows]
				for r := r0; r < min(r0+transposeBlock, rows); r++ {
					line[r] = src[r*stride+offset+c]
				}
			}
		}
	}
}

// transposeOut is the way back: all of src, [cols, rows], into the columns offset to offset+cols of dst.
func transposeOut(dst, src []float32, rows, cols, stride, offset int) {
	for r0 := 0; r0 < rows; r0 += transposeBlock {
		for c0 := 0; c0 < cols; c0 += transposeBlock {
			for c := c0; c < min(c0+transposeBlock, cols); c++ {
				line := src[c*rows : (c+1)*rows]
				for r := r0; r < min(r0+transposeBlock, rows); r++ {
					dst[r*stride+offset+c] = line[r]
				}
			}
		}
	}
}
