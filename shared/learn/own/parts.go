package own

import (
	"fmt"
	"reflect"

	"llmfromscratch/shared/learn"
)

// Matrix is [rows, columns].
type Matrix = learn.Matrix

// Parts are the functions that a model is put together from, in the order of the book. Each is the learner's or the
// chapter's; package learn says what it does.
type Parts struct {
	Split      func(text string) []string                                          // 2.2
	Vocabulary func(tokens []string) map[string]int                                // 2.3
	Encode     func(tokens []string, vocabulary map[string]int, unknown int) []int // 2.4
	Merge      func(ids []int, left, right, id int) []int                          // 2.5b; nil: the chapter reads
	Windows    func(ids []int, length, stride int) (inputs, targets [][]int)       // 2.6
	Lookup     func(weight Matrix, ids []int) Matrix                               // 2.7
	Embed      func(tokens, positions Matrix, ids []int) Matrix                    // 2.8

	Softmax     func(x Matrix) Matrix                                                           // 3.3a
	Mix         func(weights, values Matrix) Matrix                                             // 3.3b
	Linear      func(x, weight Matrix) Matrix                                                   // 3.4a
	Scores      func(queries, keys Matrix) Matrix                                               // 3.4b
	CausalMask  func(scores Matrix) Matrix                                                      // 3.5
	SplitHeads  func(x Matrix, heads int) []Matrix                                              // 3.6a
	MergeHeads  func(heads []Matrix) Matrix                                                     // 3.6b
	MultiHead   func(x, wq, wk, wv, wo Matrix, heads int) Matrix                                // 3.6c
	LayerNorm   func(x Matrix, scale, shift []float64) Matrix                                   // 4.2
	GELU        func(x float64) float64                                                         // 4.3a
	FeedForward func(x, w1 Matrix, b1 []float64, w2 Matrix, b2 []float64) Matrix                // 4.3b
	Block       func(x Matrix, norm1, attention, norm2, feedForward func(Matrix) Matrix) Matrix // 4.5
	Generate    func(next func(ids []int) []float64, ids []int, count, context int) []int       // 4.7

	CrossEntropy func(logits Matrix, targets []int) float64                                         // 5.1
	Gradients    func(ops []string, left, right []int, values []float64) []float64                  // A.4
	AdamWStep    func(p, g, m, v float64, step int, rate, decay float64) (newP, newM, newV float64) // 5.2
	TopK         func(logits []float64, k int) []float64                                            // 5.3a
	Temperature  func(logits []float64, temperature float64) []float64                              // 5.3b
	Draw         func(probabilities []float64, u float64) int                                       // 5.3c
	LearningRate func(step, warmUp, total int, initial, peak, lowest float64) float64               // D.2

	yours map[string]bool // by id
	guard *guard
}

// Assemble takes yours where you have a part, by its id, and the chapter's function everywhere else. The model calls
// a large part whole when it is yours; otherwise it puts MultiHead together from the smaller parts, and FeedForward
// as soon as GELU is yours.
func Assemble(yours map[string]any, chapter func(id string) any) (*Parts, error) {
	p := &Parts{yours: map[string]bool{}, guard: &guard{}}
	answers := map[string]any{}
	for id, answer := range yours {
		part, err := learn.Find(id) // a name will do, too
		if err != nil {
			return nil, err
		}
		answers[part.ID], p.yours[part.ID] = answer, answer != nil
	}
	fields := reflect.ValueOf(p).Elem()
	for i := range fields.NumField() {
		if !fields.Type().Field(i).IsExported() {
			continue
		}
		part, err := learn.Find(fields.Type().Field(i).Name)
		if err != nil {
			return nil, err
		}
		function := chapter(part.ID)
		if answer := answers[part.ID]; answer != nil {
			if got, want := reflect.TypeOf(answer), fields.Field(i).Type(); got != want {
				return nil, fmt.Errorf("part %s is a %v, want %v", part, got, want)
			}
			function = p.guard.around(part, answer)
		}
		if function != nil {
			fields.Field(i).Set(reflect.ValueOf(function))
		}
	}
	if !p.whole("3.6c") {
		p.MultiHead = p.attend
	}
	if !p.whole("4.3b") {
		p.FeedForward = p.widen
	}
	return p, nil
}

// attend is MultiHead of the smaller parts (section 3.6): x [seq, in] to [seq, out].
func (p *Parts) attend(x, wq, wk, wv, wo Matrix, heads int) Matrix {
	queries := p.SplitHeads(p.Linear(x, wq), heads)
	keys := p.SplitHeads(p.Linear(x, wk), heads)
	values := p.SplitHeads(p.Linear(x, wv), heads)
	found := make([]Matrix, heads)
	for h := range found {
		weights := p.CausalMask(p.Scores(queries[h], keys[h]))
		found[h] = p.Mix(weights, values[h])
	}
	return p.Linear(p.MergeHeads(found), wo)
}

// widen is FeedForward of the smaller parts (section 4.3): it keeps the shape [seq, embed].
func (p *Parts) widen(x, w1 Matrix, b1 []float64, w2 Matrix, b2 []float64) Matrix {
	hidden := plus(p.Linear(x, w1), b1)
	for _, row := range hidden {
		for j, v := range row {
			row[j] = p.GELU(v)
		}
	}
	return plus(p.Linear(hidden, w2), b2)
}

// plus adds the same biases to every row of x, in a new matrix.
func plus(x Matrix, biases []float64) Matrix {
	sums := make(Matrix, len(x))
	for i, row := range x {
		sums[i] = make([]float64, len(row))
		for j, v := range row {
			sums[i][j] = v + biases[j]
		}
	}
	return sums
}
