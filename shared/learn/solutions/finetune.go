package solutions

import (
	"math"
	"slices"
)

// Pad is part 6.3.
func Pad(rows [][]int, length, id int) [][]int {
	var padded [][]int
	for _, row := range rows {
		row = slices.Clone(row[:min(length, len(row))])
		for len(row) < length {
			row = append(row, id)
		}
		padded = append(padded, row)
	}
	return padded
}

// Prompt is part 7.2.
func Prompt(instruction, input string) string {
	text := "Below is an instruction that describes a task. Write a response that appropriately completes the request."
	text += "\n\n### Instruction:\n" + instruction
	if input != "" {
		text += "\n\n### Input:\n" + input
	}
	return text + "\n\n### Response:\n"
}

// Collate is part 7.3.
func Collate(rows [][]int, pad, ignore int) (inputs, targets [][]int) {
	longest := 0
	for _, row := range rows {
		longest = max(longest, len(row))
	}
	for _, row := range rows {
		input := slices.Clone(row)
		target := append(slices.Clone(row[1:]), pad)
		for len(input) < longest {
			input = append(input, pad)
			target = append(target, ignore)
		}
		inputs, targets = append(inputs, input), append(targets, target)
	}
	return inputs, targets
}

// LoRA is part E.4.
func LoRA(x, weight, a, b [][]float64, alpha float64) [][]float64 {
	y, change := Linear(x, weight), Mix(Mix(x, a), b)
	rank := float64(len(b))
	for i := range y {
		for j := range y[i] {
			y[i][j] += alpha / rank * change[i][j]
		}
	}
	return y
}

// DPOLoss is part 7.9.
func DPOLoss(chosen, rejected, refChosen, refRejected, beta float64) float64 {
	margin := beta * ((chosen - refChosen) - (rejected - refRejected))
	if margin < 0 {
		return -margin + math.Log1p(math.Exp(margin))
	}
	return math.Log1p(math.Exp(-margin))
}
