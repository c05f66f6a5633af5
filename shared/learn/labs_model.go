package learn

var futureLab = Part{
	ID: "L1", Name: "Lab1", Title: "a loss too good to be true", Chapter: "ch03_attention",
	Stub: `// Lab1 is causal attention without weights of its own: x is [seq, embed]. In training the loss falls to
// nearly 0 within minutes, but the texts that the model writes are nonsense.
` + labHead + `func Lab1(x [][]float64) (context [][]float64, cause string)`,
	Body: `	for q, query := range x {
		weights, sum := make([]float64, len(x)), 0.0
		for k, key := range x {
			if k > q+1 {
				continue
			}
			score := 0.0
			for j := range key {
				score += query[j] * key[j]
			}
			weights[k] = math.Exp(score / math.Sqrt(float64(len(query))))
			sum += weights[k]
		}
		row := make([]float64, len(query))
		for k, w := range weights {
			for j, v := range x[k] {
				row[j] += w / sum * v
			}
		}
		context = append(context, row)
	}
	return context, ""`,
	Hints: [3]string{
		"Change the last token only. Which rows of the result change with it?",
		"A row that changes with a later token has seen it. How far does each row see?",
		"Look at the condition under which a key is left out, and try it for query 0.",
	},
	Teaches: "A loss that is too good is a finding, not a success. The surest test of a mask is to change the " +
		"future and see whether anything moves.",
	Function: (func(Matrix) (Matrix, string))(nil),
	Examples: [][]any{{Matrix{{1}}}, {Matrix{{1}, {2}}}, {Matrix{{1, 0}, {0, 1}, {1, 1}}}},
}

var positionLab = Part{
	ID: "L2", Name: "Lab2", Title: "good at first, then worse", Chapter: "ch04_gpt",
	Stub: `// Lab2 embeds a prompt and then, as generation with a cache does, one further token by itself. tokens is
// [vocabulary, embed], positions [context, embed]; the result is [len(prompt)+1, embed]. Texts that are written with
// the cache differ from those that are written without.
` + labHead + `func Lab2(tokens, positions [][]float64, prompt []int, further int) (rows [][]float64, cause string)`,
	Body: `	add := func(id, place int) {
		row := slices.Clone(tokens[id])
		for j := range row {
			row[j] += positions[place][j]
		}
		rows = append(rows, row)
	}
	for place, id := range prompt {
		add(id, place)
	}
	add(further, len(rows)-1)
	return rows, ""`,
	Hints: [3]string{
		"Compare with the whole text embedded at once: which rows are equal, and which one is not?",
		"Take the token's vector from the row that differs. Which row of positions is left?",
		"The last line that adds: which place does a token behind n others have, counted from 0?",
	},
	Teaches: "What is made fast must be compared with what is plain, number by number. An error of one place is " +
		"not seen in a text, only in such a comparison.",
	Function: (func(a, b Matrix, prompt []int, further int) (Matrix, string))(nil),
	Examples: [][]any{
		{Matrix{{1}, {2}}, Matrix{{10}, {20}, {30}}, []int{0}, 1},
		{Matrix{{1, 2}, {3, 4}}, Matrix{{10, 50}, {20, 60}, {30, 70}, {40, 80}}, []int{1, 0, 0}, 1},
	},
}

var shortcutLab = Part{
	ID: "L3", Name: "Lab3", Title: "twelve layers that learn nothing", Chapter: "ch04_gpt",
	Stub: `// Lab3 sends a vector through layers, each tanh of a matrix [embed, embed] times the vector, with a
// shortcut around each one. The loss hardly moves in training, and the gradients of the first layers are nearly 0.
` + labHead + `func Lab3(x []float64, layers [][][]float64) (out []float64, cause string)`,
	Body: `	out = slices.Clone(x)
	for _, layer := range layers {
		shortcut := out
		out = make([]float64, len(layer))
		for o, row := range layer {
			sum := 0.0
			for j, w := range row {
				sum += w * shortcut[j]
			}
			out[o] = math.Tanh(sum)
		}
	}
	return out, ""`,
	Hints: [3]string{
		"Move one component of x by 0.001. How far does the result move behind one layer, behind two, behind twelve?",
		"With layers of zeros the result should be x itself. Is it?",
		"shortcut is read inside the product. Where else should it be?",
	},
	Teaches: "A program can look as if it had a shortcut. With weights of zeros a block with one is the identity: " +
		"one line of a test says whether it is.",
	Function: (func([]float64, []Matrix) ([]float64, string))(nil),
	Examples: [][]any{
		{[]float64{1}, []Matrix{{{0}}}}, {[]float64{1, -1}, []Matrix{{{0.5, 0}, {0, 0.5}}, {{0, 1}, {1, 0}}}},
	},
}

var tiedLab = Part{
	ID: "L6", Name: "Lab6", Title: "two halves that do not fit", Chapter: "ch04_gpt",
	Stub: `// Lab6 makes a token embedding [vocabulary, embed] and an output head that are tied: one matrix in two
// places, whose numbers are the first of draws, row by row. A model made so has more parameters than it should, and
// after loading one matrix for both it writes another text than before.
` + labHead + `func Lab6(vocabulary, embed int, draws []float64) (embedding, head [][]float64, cause string)`,
	Body: `	next := 0
	matrix := func() [][]float64 {
		rows := make([][]float64, vocabulary)
		for i := range rows {
			for range embed {
				rows[i] = append(rows[i], draws[next])
				next++
			}
		}
		return rows
	}
	return matrix(), matrix(), ""`,
	Hints: [3]string{
		"Count how many numbers are drawn, and compare the two matrices.",
		"Two calls draw twice. What does tied mean?",
		"embedding = matrix(), and then?",
	},
	Teaches: "Tied is not alike, and not even equal: it is the same matrix. Counting parameters and comparing " +
		"both places finds it in a second.",
	Function: (func(int, int, []float64) (Matrix, Matrix, string))(nil),
	Examples: [][]any{{1, 1, []float64{4, 5}}, {2, 2, []float64{1, 2, 3, 4, 5, 6, 7, 8}}},
	Properties: []Property{property("one matrix", func(f func(int, int, []float64) (Matrix, Matrix, string)) string {
		a, b, _ := f(2, 2, []float64{1, 2, 3, 4, 5, 6, 7, 8})
		if a[0][0] = 9; b[0][0] != 9 {
			return "Training changes one of the two matrices, and the other has to change with it: they are to be " +
				"one matrix, not a matrix and its copy."
		}
		return ""
	})},
}
