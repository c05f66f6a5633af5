package reference

import (
	"context"
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/notebooks/pretrained"
	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/learn/own"
	"llmfromscratch/shared/nn"
)

// caseSeed is the seed of the random cases that decide which parts [Chapters.Assemble] takes.
const caseSeed = 123

// Assemble puts parts together: the learner's, by id, where they pass all checks, and the chapters' for all others.
func (c *Chapters) Assemble(answers map[string]any) (*own.Parts, error) {
	passed := map[string]any{}
	for id, answer := range answers {
		p, err := learn.Find(id)
		if err != nil {
			return nil, err
		}
		cases, err := c.Cases(p, caseSeed)
		if err != nil {
			return nil, err
		}
		if learn.Grade(p.ID, answer, cases).Passed {
			passed[p.ID] = answer
		}
	}
	return own.Assemble(passed, c.Function)
}

// Model gives the numbers of the course's own pretrained model to the parts that [Chapters.Assemble] puts together.
func (c *Chapters) Model(answers map[string]any) (*own.Model, error) {
	parts, err := c.Assemble(answers)
	if err != nil {
		return nil, err
	}
	base, err := Base()
	if err != nil {
		return nil, err
	}
	return own.NewModel(parts, base)
}

// Base is the course's own pretrained model in the form of the parts.
func Base() (*own.Pretrained, error) {
	m, err := pretrained.Load(pretrained.Course)
	if err != nil {
		return nil, err
	}
	weights, err := Weights(m.Store())
	return &own.Pretrained{Weights: weights, Heads: m.Config.NumHeads, Tokens: tokensOf(m.Own)}, err
}

// Weights are a model's parameters as matrices, under their state-dict names; a vector is a matrix of one row.
func Weights(store *model.Store) (map[string]Matrix, error) {
	all := map[string]Matrix{}
	for v := range nn.Parameters(store) {
		t, err := v.Value()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", nn.StateName(v.Path()), err)
		}
		switch values := t.Value().(type) {
		case []float32:
			all[nn.StateName(v.Path())] = wide([][]float32{values})
		case [][]float32:
			all[nn.StateName(v.Path())] = wide(values)
		}
	}
	return all, nil
}

// Predictor is the project's own: the loops of chapter 4 with the numbers of the course's model. A model of right parts
// says and writes the same.
type Predictor struct {
	model *pretrained.Model
	loops *plain.Predictor
}

// NewPredictor loads the course's model.
func NewPredictor() (*Predictor, error) {
	m, err := pretrained.Load(pretrained.Course)
	if err != nil {
		return nil, err
	}
	loops, err := plain.New(m.Model)
	if err != nil {
		return nil, err
	}
	return &Predictor{m, plain.NewPredictor(loops)}, nil
}

// Logits are those at every place of a text, [seq, vocab].
func (p *Predictor) Logits(txt string) (Matrix, error) {
	logits, err := p.loops.Logits([][]int{p.model.Own.EncodeOrdinary(txt)})
	if err != nil {
		return nil, err
	}
	return wide(logits[0]), nil
}

// Continue goes on with a text by so many tokens, always the likeliest.
func (p *Predictor) Continue(txt string, count int) (string, error) {
	ids := [][]int{p.model.Own.EncodeOrdinary(txt)}
	ids, err := gpt.GenerateSimple(context.Background(), p.loops, ids, count, p.model.Config.ContextLength)
	if err != nil {
		return "", err
	}
	return p.model.Tok.Decode(ids[0])
}

// tokensOf are a tokenizer's tokens, with its merges as ids.
func tokensOf(tok *text.BPE) own.Tokens {
	ids := map[string]int{} // by the bytes of the token
	for id := range tok.VocabSize() {
		ids[string(must(tok.DecodeBytes([]int{id})))] = id
	}
	tokens := own.Tokens{Encode: tok.EncodeOrdinary, Decode: func(ids []int) string { return must(tok.Decode(ids)) }}
	for _, m := range tok.Merges() {
		tokens.Merges = append(tokens.Merges, own.Merge{Left: ids[m[0]], Right: ids[m[1]], ID: ids[m[0]+m[1]]})
	}
	tokens.Pieces = func(txt string) (pieces [][]int) {
		for piece := range text.PreTokens(txt) {
			var bytes []int
			for i := range len(piece) {
				bytes = append(bytes, ids[piece[i:i+1]])
			}
			pieces = append(pieces, slices.Clip(bytes))
		}
		return pieces
	}
	return tokens
}
