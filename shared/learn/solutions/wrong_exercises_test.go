package solutions

import (
	"maps"
	"slices"
	"strings"
)

func init() { maps.Copy(wrong, wrongExercises) }

type (
	momentum = func(parameter, gradient, velocity float64) (float64, float64)
	counter  = func(n, length, stride int) int
	prompter = func(instruction, input string) string
)

var wrongExercises = map[string]map[string]any{
	"X0.2": {
		"old velocity": momentum(func(p, g, v float64) (float64, float64) { return p - 0.1*v, 0.9*v + g }),
		"uphill":       momentum(func(p, g, v float64) (float64, float64) { return p + 0.1*(0.9*v+g), 0.9*v + g }),
		"no memory":    momentum(func(p, g, _ float64) (float64, float64) { return p - 0.1*g, g }),
		"running mean": momentum(func(p, g, v float64) (float64, float64) {
			mean := 0.9*v + 0.1*g
			return p - 0.1*mean, mean
		}),
		"rate inside": momentum(func(p, g, v float64) (float64, float64) {
			place, velocity := MomentumStep(p, g, v)
			return place, 0.1 * velocity
		}),
	},
	"X2.3": {
		"end to end": counter(func(n, length, _ int) int { return n / length }),
		"no target":  counter(func(n, length, stride int) int { return max(0, (n-length)/stride+1) }),
		"too short":  counter(func(n, length, stride int) int { return (n-length-1)/stride + 1 }),
		"first forgotten": counter(func(n, length, stride int) int {
			return max(0, CountWindows(n, length, stride)-1)
		}),
		"gap": counter(func(n, length, stride int) int { return CountWindows(n, length, length+stride) }),
	},
	"X3.1": {
		"reshaped": one(func(w [][]float64) [][]float64 {
			return slices.Collect(slices.Chunk(slices.Concat(w...), len(w)))
		}),
		"as it is": one(slices.Clone[[][]float64]),
		"turned": one(func(w [][]float64) [][]float64 {
			turned := Carry(w)
			for _, row := range turned {
				slices.Reverse(row)
			}
			return turned
		}),
	},
	"X7.1": {
		"empty line": prompter(func(instruction, input string) string {
			return "<|user|>\n" + instruction + "\n" + input
		}),
		"with the mark": prompter(func(instruction, input string) string {
			return Phi3Prompt(instruction, input) + "\n<|assistant|>:"
		}),
		"one line": prompter(func(instruction, input string) string {
			return strings.Replace(Phi3Prompt(instruction, input), "\n", " ", 1)
		}),
		"empty line between": prompter(func(instruction, input string) string {
			if input == "" {
				return Phi3Prompt(instruction, input)
			}
			return Phi3Prompt(instruction, "") + "\n\n" + input
		}),
		"input left out": prompter(func(instruction, _ string) string { return Phi3Prompt(instruction, "") }),
		"alpaca": prompter(func(instruction, input string) string {
			return strings.TrimSuffix(Prompt(instruction, input), "\n\n### Response:\n")
		}),
	},
}
