package pretrain

import (
	"fmt"
	"math"
	"slices"
)

// Penalties make tokens less likely that a text already has, so that it does not go round in circles. The zero value
// has none.
type Penalties struct {
	Repetition float64 // see [RepetitionPenalty]; 0 or 1: none
	Frequency  float64 // see [FrequencyPenalty]; 0: none
	Presence   float64 // see [PresencePenalty]; 0: none
}

// Validate returns an error for penalties that cannot be.
func (p Penalties) Validate() error {
	if !(p.Repetition >= 0) || math.IsInf(p.Repetition, 0) {
		return fmt.Errorf("repetition penalty %v: want a number above 0, or 0 for none", p.Repetition)
	}
	for name, penalty := range map[string]float64{"frequency": p.Frequency, "presence": p.Presence} {
		if math.IsNaN(penalty) || math.IsInf(penalty, 0) {
			return fmt.Errorf("%s penalty %v: want a number, 0 for none", name, penalty)
		}
	}
	return nil
}

// Apply changes the logits of the token after text, of whose ids the first so many were given as a prompt. Repetition
// looks at the whole text, the other two at what was generated.
func (p Penalties) Apply(logits []float32, text []int, prompt int) []float32 {
	logits = RepetitionPenalty(logits, text, p.Repetition)
	logits = FrequencyPenalty(logits, text[prompt:], p.Frequency)
	return PresencePenalty(logits, text[prompt:], p.Presence)
}

// RepetitionPenalty divides the logits of the ids in text by a penalty where they are above 0, and multiplies them
// where they are not, so that both go down: with penalty 2 and the ids 0 and 1 in the text, the logits (3, -1, 2)
// become (1.5, -2, 2). How often an id occurs does not matter. With penalty 0 or 1 they stay; below 1, repetitions
// become more likely.
func RepetitionPenalty(logits []float32, text []int, penalty float64) []float32 {
	if penalty == 0 || penalty == 1 {
		return logits
	}
	changed := slices.Clone(logits)
	for _, id := range text {
		if logits[id] > 0 {
			changed[id] = float32(float64(logits[id]) / penalty)
		} else {
			changed[id] = float32(float64(logits[id]) * penalty)
		}
	}
	return changed
}

// FrequencyPenalty subtracts a penalty from the logit of an id for every time that it occurs in text: with penalty 0.5
// and the text 0 1 0, the logits (3, 2, 1) become (2, 1.5, 1).
func FrequencyPenalty(logits []float32, text []int, penalty float64) []float32 {
	if penalty == 0 {
		return logits
	}
	changed := slices.Clone(logits)
	for _, id := range text {
		changed[id] -= float32(penalty)
	}
	return changed
}

// PresencePenalty subtracts a penalty from the logit of every id that occurs in text, once: with penalty 0.5 and the
// text 0 1 0, the logits (3, 2, 1) become (2.5, 1.5, 1).
func PresencePenalty(logits []float32, text []int, penalty float64) []float32 {
	if penalty == 0 {
		return logits
	}
	changed := slices.Clone(logits)
	for _, id := range text {
		changed[id] = logits[id] - float32(penalty)
	}
	return changed
}
