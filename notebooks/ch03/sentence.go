package lesson

// Sentence is the example of the whole chapter: six words and a vector [embed = 3] for each of them, which stands for
// what chapter 2 makes of a token (section 3.3.1). Every call returns slices of the caller's own.
func Sentence() (words []string, inputs [][]float32) {
	words = []string{"Your", "journey", "starts", "with", "one", "step"}
	inputs = [][]float32{
		{0.43, 0.15, 0.89},
		{0.55, 0.87, 0.66},
		{0.57, 0.85, 0.64},
		{0.22, 0.58, 0.33},
		{0.77, 0.25, 0.10},
		{0.05, 0.80, 0.55},
	}
	return words, inputs
}
