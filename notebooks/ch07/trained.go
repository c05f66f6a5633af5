package lesson

import (
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/keep"
)

// Trained is what a finished run leaves: the assistant, and what the evaluations found (section 7.6).
type Trained struct {
	Assistant *instruct.Assistant
	History   *pretrain.History
}

// Save writes assistant and history to a folder, which appears when all of it is written.
func (t *Trained) Save(dir string) error { return keep.Save(dir, t.History, t.Assistant.Save) }

// LoadTrained reads what Save wrote.
func LoadTrained(dir string) (*Trained, error) {
	a, h, err := load[pretrain.History](dir)
	return &Trained{a, h}, err
}

// Preferred is what preference tuning leaves: the assistant, and how the rewards went.
type Preferred struct {
	Assistant *instruct.Assistant
	History   *instruct.DPOHistory
}

// LoadPreferred reads what [Prefer] has left.
func LoadPreferred(dir string) (*Preferred, error) {
	a, h, err := load[instruct.DPOHistory](dir)
	return &Preferred{a, h}, err
}

// load reads an assistant and the history of its training.
func load[H any](dir string) (*instruct.Assistant, *H, error) {
	h, err := keep.History[H](dir)
	if err != nil {
		return nil, nil, err
	}
	a, err := instruct.LoadAssistant(dir)
	return a, h, err
}
