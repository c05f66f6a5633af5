package batch

import (
	"slices"

	"github.com/gomlx/compute"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
)

// Predictors is an [Engine] of one [gpt.CachedPredictor] for each slot. They share the model's weights, but each text
// takes a step of its own, so that a batch saves nothing; [plain.Slots] take one for all.
type Predictors struct {
	slots []*gpt.CachedPredictor
	texts [][]int
	whole *gpt.Predictor
}

var (
	_ Engine = (*Predictors)(nil)
	_ Engine = (*plain.Slots)(nil)
)

// NewPredictors makes an engine with so many slots.
func NewPredictors(be compute.Backend, m *gpt.Model, slots int) (*Predictors, error) {
	whole, err := gpt.NewPredictor(be, m)
	if err != nil {
		return nil, err
	}
	p := &Predictors{texts: make([][]int, slots), whole: whole}
	for range slots {
		p.slots = append(p.slots, gpt.NewCachedPredictor(be, m))
	}
	return p, nil
}

// Start reads a text into a slot.
func (p *Predictors) Start(slot int, ids []int) ([]float32, error) {
	p.texts[slot] = slices.Clone(ids)
	return p.next(slot)
}

// Step appends a token to each slot.
func (p *Predictors) Step(slots, ids []int) ([][]float32, error) {
	logits := make([][]float32, len(slots))
	for i, slot := range slots {
		p.texts[slot] = append(p.texts[slot], ids[i])
		var err error
		if logits[i], err = p.next(slot); err != nil {
			return nil, err
		}
	}
	return logits, nil
}

func (p *Predictors) next(slot int) ([]float32, error) {
	logits, err := p.slots[slot].NextLogits([][]int{p.texts[slot]})
	if err != nil {
		return nil, err
	}
	return logits[0], nil
}

// Score computes the whole text at once.
func (p *Predictors) Score(ids []int) ([][]float32, error) {
	logits, err := p.whole.Logits([][]int{ids})
	if err != nil {
		return nil, err
	}
	rows := logits.Value().([][][]float32)[0]
	return rows, logits.FinalizeAll()
}

// Finalize frees what the predictors hold.
func (p *Predictors) Finalize() {
	for _, slot := range p.slots {
		slot.Finalize()
	}
	p.whole.Finalize()
}
