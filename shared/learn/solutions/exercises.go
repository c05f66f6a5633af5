package solutions

// MomentumStep is exercise 0.2.
func MomentumStep(parameter, gradient, velocity float64) (newParameter, newVelocity float64) {
	newVelocity = 0.9*velocity + gradient
	return parameter - 0.1*newVelocity, newVelocity
}

// CountWindows is the exercise on the number of windows, of chapter 2.
func CountWindows(n, length, stride int) int {
	if n <= length {
		return 0
	}
	return (n-length-1)/stride + 1
}

// Carry is exercise 3.1.
func Carry(weight [][]float64) [][]float64 {
	carried := make([][]float64, len(weight[0]))
	for _, row := range weight {
		for i, w := range row {
			carried[i] = append(carried[i], w)
		}
	}
	return carried
}

// Phi3Prompt is exercise 7.1.
func Phi3Prompt(instruction, input string) string {
	text := "<|user|>\n" + instruction
	if input != "" {
		text += "\n" + input
	}
	return text
}
