package plain

import (
	"fmt"
	"runtime"
)

// Slots runs one model over several texts, each in a slot of its own and of its own length. A step appends a token to
// some of them; the weights are read once for all. The logits of a text are those of [Predictor], to the bit, whatever
// else is in the other slots.
//
// Slots are for one goroutine at a time. They need no end: between calls nothing of them runs.
type Slots struct {
	model *Model
	cores int
	texts []slot
}

// slot is a text.
type slot struct {
	tokens int
	past   [][]past // [block][head]
}

// NewSlots makes so many slots that work on all cores.
func NewSlots(m *Model, slots int) *Slots {
	s := &Slots{model: m, cores: runtime.GOMAXPROCS(0), texts: make([]slot, slots)}
	for i := range s.texts {
		s.texts[i].past = make([][]past, len(m.blocks))
	}
	return s
}

// Start makes a slot hold a text, in the place of what it held, and returns the logits of the token after its last: ids
// [seq] to [vocab].
func (s *Slots) Start(slot int, ids []int) ([]float32, error) {
	if err := s.model.Config.CheckIDs([][]int{ids}); err != nil {
		return nil, err
	}
	t := gather(s.cores)
	defer t.dismiss()
	text := &s.texts[slot]
	text.tokens = len(ids)
	cfg := s.model.Config
	for i := range text.past {
		text.past[i] = newPast(cfg.NumHeads, cfg.EmbDim/cfg.NumHeads)
	}
	x := s.model.embed([][]int{ids}, 0)
	s.forward(t, x, []int{slot})
	return s.model.logits(t, x[len(x)-1:])[0], nil
}

// Step appends a token to each of several slots and returns the logits of the token after it: ids [batch] to [batch,
// vocab].
func (s *Slots) Step(slots, ids []int) ([][]float32, error) {
	for i, slot := range slots {
		if err := s.model.Config.CheckIDs([][]int{{ids[i]}}); err != nil {
			return nil, err
		}
		if n := s.texts[slot].tokens; n == 0 || n == s.model.Config.ContextLength {
			return nil, fmt.Errorf("slot %d holds %d tokens, the context has %d: no token can follow", slot, n,
				s.model.Config.ContextLength)
		}
	}
	if len(slots) == 0 {
		return nil, nil
	}
	t := gather(s.cores)
	defer t.dismiss()
	x := make([][]float32, len(slots))
	for i, slot := range slots {
		x[i] = s.model.embed([][]int{{ids[i]}}, s.texts[slot].tokens)[0]
		s.texts[slot].tokens++
	}
	s.forward(t, x, slots)
	return s.model.logits(t, x), nil
}

// Score returns the logits after each token of a text: ids [seq] to [seq, vocab]. Slots stay as they are.
func (s *Slots) Score(ids []int) ([][]float32, error) {
	logits, err := (&Predictor{model: s.model, cores: s.cores}).Logits([][]int{ids})
	if err != nil {
		return nil, err
	}
	return logits[0], nil
}

// forward runs the blocks over the new tokens of some slots, as many of each, in place: x [slots·new, embed].
func (s *Slots) forward(t *team, x [][]float32, slots []int) {
	texts := make([][]past, len(slots))
	for i := range s.model.blocks {
		for j, slot := range slots {
			texts[j] = s.texts[slot].past[i]
		}
		s.model.blocks[i].forward(t, x, texts)
	}
}
