package lesson

import (
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/keep"
)

// Trained is what a finished run leaves: the classifier, and what the evaluations found (section 6.7).
type Trained struct {
	Classifier *classify.Classifier
	History    *classify.History
}

// Save writes classifier and history to a folder, which appears when all of it is written.
func (t *Trained) Save(dir string) error { return keep.Save(dir, t.History, t.Classifier.Save) }

// LoadTrained reads what Save wrote.
func LoadTrained(dir string) (*Trained, error) {
	h, err := keep.History[classify.History](dir)
	if err != nil {
		return nil, err
	}
	c, err := classify.Load(dir)
	return &Trained{c, h}, err
}
