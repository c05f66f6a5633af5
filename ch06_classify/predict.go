package classify

import (
	"fmt"
	"strings"

	"github.com/gomlx/compute"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
)

// Predictor classifies single messages.
type Predictor struct {
	classifier *Classifier
	tok        text.Tokenizer
	evaluator  *Evaluator
}

// Prediction is what a classifier makes of a message.
type Prediction struct {
	Label         Label     `json:"label"`
	Probabilities []float32 `json:"probabilities"` // of each class; they add up to 1
	Tokens        int       `json:"tokens"`        // how many of the message the model has seen
	Truncated     int       `json:"truncated"`     // how many at its end it has not, because the message is too long
}

// String is the book's "spam" or "not spam", and says when the end of the message was cut off.
func (p Prediction) String() string {
	s := "not spam"
	if p.Label == Spam {
		s = "spam"
	}
	if p.Truncated > 0 {
		s += fmt.Sprintf(" (by its first %d tokens; the last %d did not fit)", p.Tokens, p.Truncated)
	}
	return s
}

// NewPredictor prepares a classifier for single messages. Messages are padded and cut to the length of its Padding, as
// in training, and never beyond the model's context length.
func NewPredictor(be compute.Backend, c *Classifier, tok text.Tokenizer) (*Predictor, error) {
	e, err := NewEvaluator(be, c)
	if err != nil {
		return nil, err
	}
	return &Predictor{classifier: c, tok: tok, evaluator: e}, nil
}

// Encode turns a message into a row of ids of the length that the model was trained on: how many of them are text, and
// how many did not fit. The padding Longest, of a classifier that has not been trained, adds nothing.
func (c *Classifier) Encode(txt string, tok text.Tokenizer) (ids []int, length, truncated int, err error) {
	if strings.TrimSpace(txt) == "" {
		return nil, 0, 0, ErrEmptyMessage
	}
	if ids, err = tok.Encode(txt); err != nil {
		return nil, 0, 0, err
	}
	p := c.Padding
	if most := c.Model.Config.ContextLength; p.Length > most || p.Length <= 0 && len(ids) > most {
		p.Length = most
	}
	ids, length, truncated = p.Fit(ids)
	return ids, length, truncated, nil
}

// Classify says which class a message has: the book's classify_review (section 6.8).
func (p *Predictor) Classify(txt string) (Prediction, error) {
	ids, length, truncated, err := p.classifier.Encode(txt, p.tok)
	if err != nil {
		return Prediction{}, err
	}
	logits, _, err := p.evaluator.Logits(Batch{Inputs: [][]int{ids}, Lengths: []int{length}, Labels: []int{0}})
	if err != nil {
		return Prediction{}, err
	}
	return Prediction{
		Label:         Label(Predicted(logits)[0]),
		Probabilities: pretrain.Softmax(logits[0], 1),
		Tokens:        length, Truncated: truncated,
	}, nil
}

// Finalize frees the compiled graphs.
func (p *Predictor) Finalize() { p.evaluator.Finalize() }
