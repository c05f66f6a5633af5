package learn

var rateLab = Part{
	ID: "L4", Name: "Lab4", Title: "well begun, then lost", Chapter: "ch05_pretrain",
	Stub: `// Lab4 walks down the curve w² from start with the gradient 2w. The learning rate rises in warmUp steps
// to peak and then stays. The loss falls during the warm-up, and afterwards it grows and grows.
` + labHead + `func Lab4(start, peak float64, warmUp, steps int) (losses []float64, cause string)`,
	Body: `	w := start
	for step := range steps {
		rate := peak * float64(step+1) / float64(warmUp)
		w -= rate * 2 * w
		losses = append(losses, w*w)
	}
	return losses, ""`,
	Hints: [3]string{
		"Write down the learning rate of every step beside its loss, and go on for ten times the warm-up.",
		"From which step on does the loss grow, and how large is the rate there, compared with peak?",
		"rate should never be above peak: min(…, peak).",
	},
	Teaches: "When a loss grows, print the rate before anything else. A schedule is wrong in silence: no step of " +
		"it is an error.",
	Function: (func(float64, float64, int, int) ([]float64, string))(nil),
	Examples: [][]any{{1.0, 0.25, 1, 1}, {1.0, 0.25, 1, 3}, {4.0, 0.125, 2, 20}},
}

var dropoutLab = Part{
	ID: "L5", Name: "Lab5", Title: "a loss that is never the same", Chapter: "ch04_gpt",
	Stub: `// Lab5 is a dropout layer: in training it puts 0 in the place of those components whose draw, from 0 to
// below 1, is below rate, and divides the others by 1-rate. The validation loss of one and the same model is another
// one each time, and always a little worse than it should be.
` + labHead + `func Lab5(x, draws []float64, rate float64, training bool) (out []float64, cause string)`,
	Body: `	out = slices.Clone(x)
	for j := range out {
		if draws[j] < rate {
			out[j] = 0
		} else {
			out[j] /= 1 - rate
		}
	}
	return out, ""`,
	Hints: [3]string{
		"Evaluate twice and compare. Then do it with a rate of 0.",
		"What does the layer do when training is false?",
		"One argument is never read.",
	},
	Teaches:  "Two evaluations of one model are equal to the last bit, or something is drawn that should not be.",
	Function: (func([]float64, []float64, float64, bool) ([]float64, string))(nil),
	Examples: [][]any{{[]float64{1, 2}, []float64{0.1, 0.9}, 0.5, false},
		{[]float64{1, 2}, []float64{0.1, 0.9}, 0.5, true},
		{[]float64{1, 2, 3}, []float64{0.5, 0.4, 0.6}, 0.5, true}},
}

var tokenizerLab = Part{
	ID: "L7", Name: "Lab7", Title: "a trained model that knows nothing", Chapter: "ch02_text",
	Stub: `// Lab7 encodes a text, words with spaces between, for a model that was saved together with its words: the
// id of a word is its place in saved, and -1 stands for one that is not there. The model was good before it was
// saved; loaded, its loss is as high as that of a random one.
` + labHead + `func Lab7(text string, saved []string) (ids []int, cause string)`,
	Body: `	words := strings.Fields(text)
	vocabulary := slices.Compact(slices.Sorted(slices.Values(words)))
	for _, word := range words {
		if !slices.Contains(saved, word) {
			ids = append(ids, -1)
			continue
		}
		ids = append(ids, slices.Index(vocabulary, word))
	}
	return ids, ""`,
	Hints: [3]string{
		"Decode what was encoded, with the words of the model: ids back to saved[id].",
		"Encode two texts that share a word. Has it the same id in both?",
		"Whose vocabulary is searched: that of the model, or one that is made of the text at hand?",
	},
	Teaches: "A model and its tokenizer are one thing. A loss at the level of chance after loading says: other " +
		"weights, or other tokens. A round trip tells which.",
	Function: (func(string, []string) ([]int, string))(nil),
	Examples: [][]any{{"b", []string{"a", "b"}}, {"the cat sat", []string{"the", "sat", "on", "cat"}},
		{"a dog", []string{"a", "b"}}},
}

var paddingLab = Part{
	ID: "L8", Name: "Lab8", Title: "short texts make it look good", Chapter: "ch07_instruct",
	Stub: `// Lab8 is the mean loss of a batch: losses [batch, seq] of all places, of which the first lengths[i] of
// row i are text and the others padding. A batch of short texts always has a lower loss than one of long texts,
// although the model is no better at them.
` + labHead + `func Lab8(losses [][]float64, lengths []int) (mean float64, cause string)`,
	Body: `	sum, n := 0.0, 0
	for i, row := range losses {
		for _, loss := range row[:lengths[i]] {
			sum += loss
		}
		n += len(row)
	}
	return sum / float64(n), ""`,
	Hints: [3]string{
		"Give every place of the text the loss 1. What should the mean be, whatever the lengths?",
		"Make the rows longer by padding only. The mean should not change.",
		"The sum has the text alone in it. And the number that it is divided by?",
	},
	Teaches: "A mean has two halves, and a mask belongs into both. Losses that are all 1 make every such fault " +
		"visible.",
	Function: (func(Matrix, []int) (float64, string))(nil),
	Examples: [][]any{{Matrix{{1, 1}}, []int{1}}, {Matrix{{2, 9, 9}, {1, 1, 4}}, []int{1, 3}},
		{Matrix{{3, 5}}, []int{2}}},
}
