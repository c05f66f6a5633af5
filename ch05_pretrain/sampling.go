package pretrain

import (
	"context"
	"fmt"
	"math"
	"slices"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/torchrand"
)

// Sampling says how the next token is chosen from its logits (section 5.3). What is 0 changes nothing.
type Sampling struct {
	Temperature float64 // 0: the most likely token; below 1 closer to it, above 1 more varied
	TopK        int     // only the k largest logits may be chosen; 0: all
	TopP        float64 // only the likeliest tokens that have probability p together; 0: all; see [TopP]
	MinP        float64 // only tokens at least p times as likely as the likeliest; 0: all; see [MinP]
	Penalties           // of tokens that the text already has
	Stop        []int   // ids that end a text, such as <|endoftext|>, and are not appended; none: it does not end early
}

// GreedySampling always takes the most likely token and never stops early.
func GreedySampling() Sampling { return Sampling{} }

// Validate returns an error for settings that cannot be.
func (s Sampling) Validate() error {
	if !(s.Temperature >= 0) || math.IsInf(s.Temperature, 0) {
		return fmt.Errorf("temperature %v: want a number from 0 up", s.Temperature)
	}
	if s.TopK < 0 {
		return fmt.Errorf("top-k %d: want 1 or more, or 0 for all tokens", s.TopK)
	}
	if !(s.TopP >= 0 && s.TopP <= 1) {
		return fmt.Errorf("top-p %v: want a probability, or 0 for all tokens", s.TopP)
	}
	if !(s.MinP >= 0 && s.MinP <= 1) {
		return fmt.Errorf("min-p %v: want a share of the largest probability, or 0 for all tokens", s.MinP)
	}
	return s.Penalties.Validate()
}

// Softmax are the probabilities of logits divided by a temperature: (1, 2) at temperature 1 gives (0.2689, 0.7311), at
// temperature 5 (0.4502, 0.5498) (section 5.3.1). Logits of minus infinity have probability 0, and one of plus infinity
// leaves nothing to the finite ones. The temperature is above 0.
func Softmax(logits []float32, temperature float64) []float32 {
	scaled := scale(logits, temperature)
	probas := make([]float32, len(logits))
	var sum float64
	for i, v := range scaled {
		probas[i] = float32(math.Exp(v))
		sum += float64(probas[i])
	}
	for i := range probas {
		probas[i] = float32(float64(probas[i]) / sum)
	}
	return probas
}

// scale divides logits by a temperature and then subtracts the largest, so that none is above 0: (1, 2) becomes (-1, 0)
// at temperature 1. As in PyTorch this is done in float32, unless it overflows there: at temperature 1e-40 the logits
// (1, 2) become (-∞, 0), and at 1e40 (0, 0).
func scale(logits []float32, temperature float64) []float64 {
	largest, t := slices.Max(logits), float32(temperature)
	peak := largest / t
	overflows := t == 0 || math.IsInf(float64(t), 0) || math.IsInf(float64(peak), 0)
	scaled := make([]float64, len(logits))
	for i, v := range logits {
		switch {
		case !overflows:
			scaled[i] = float64(v/t - peak)
		case v != largest: // equal ones stay 0: ∞ - ∞ is no number
			scaled[i] = (float64(v) - float64(largest)) / temperature
		}
	}
	return scaled
}

// TopK puts minus infinity in the place of every logit that is smaller than the k-th largest (section 5.3.2). Ties with
// the k-th stay, so more than k may be left: of (3, 1, 1, 0) with k = 2 three are. With k 0 or not below the number of
// logits all stay.
func TopK(logits []float32, k int) []float32 {
	kept := slices.Clone(logits)
	if k <= 0 || k >= len(logits) {
		return kept
	}
	sorted := slices.Sorted(slices.Values(logits))
	smallest := sorted[len(sorted)-k]
	for i, v := range kept {
		if v < smallest {
			kept[i] = float32(math.Inf(-1))
		}
	}
	return kept
}

// Next chooses a token from its logits, [vocab]. It draws from rng unless the temperature is 0. The book draws from
// Softmax(TopK(logits, k), temperature); that is what TopP and MinP leave of it at 0, all.
func (s Sampling) Next(logits []float32, rng *torchrand.Generator) int {
	if s.Temperature == 0 {
		return gpt.Greedy(logits)
	}
	return rng.Multinomial(MinP(TopP(Softmax(TopK(logits, s.TopK), s.Temperature), s.TopP), s.MinP))
}

// Generate continues each row of ids, [batch, seq], by up to maxNewTokens tokens (section 5.3.3): the book's generate.
// Each step looks at the last contextSize tokens only. A row ends before its first stop id; the result may therefore be
// ragged. onToken, which may be nil, is told of every token of every row as it comes. On an error, or when ctx ends,
// Generate returns what it has so far with the error.
func Generate(ctx context.Context, next gpt.NextToken, ids [][]int, maxNewTokens, contextSize int, s Sampling,
	rng *torchrand.Generator, onToken func(row, id int)) ([][]int, error) {

	if err := s.Validate(); err != nil {
		return nil, err
	}
	if contextSize < 1 {
		return nil, fmt.Errorf("context size %d: want at least 1", contextSize)
	}
	if s.Temperature > 0 && rng == nil {
		return nil, fmt.Errorf("temperature %v needs a random generator", s.Temperature)
	}
	texts := make([][]int, len(ids))
	ended := make([]bool, len(ids))
	fed := make([][]int, len(ids)) // what the model is asked about: ended rows go on with a stop id
	for i, row := range ids {
		texts[i], fed[i] = slices.Clone(row), slices.Clone(row)
	}
	for range maxNewTokens {
		if err := ctx.Err(); err != nil {
			return texts, err
		}
		logits, err := next.NextLogits(gpt.LastTokens(fed, contextSize))
		if err != nil {
			return texts, err
		}
		for i, row := range logits {
			if slices.ContainsFunc(row, func(v float32) bool { return v != v }) {
				return texts, fmt.Errorf("row %d: the model's logits are not numbers: its parameters are spoilt, go "+
					"back to a checkpoint", i)
			}
			row = s.Penalties.Apply(row, texts[i], len(ids[i]))
			id := s.Next(row, rng) // ended rows draw as well, so that the others' draws do not depend on them
			if ended[i] = ended[i] || slices.Contains(s.Stop, id); ended[i] {
				fed[i] = append(fed[i], s.Stop[0])
				continue
			}
			texts[i], fed[i] = append(texts[i], id), append(fed[i], id)
			if onToken != nil {
				onToken(i, id)
			}
		}
		if !slices.Contains(ended, false) {
			break
		}
	}
	return texts, nil
}

// Continue encodes a text, continues it by up to maxNewTokens tokens chosen with these settings, and decodes the
// result: the function [Continue] for more than the most likely text (section 5.3.3).
func (s Sampling) Continue(ctx context.Context, next gpt.NextToken, tok text.Tokenizer, txt string, maxNewTokens,
	contextSize int,
	rng *torchrand.Generator) (string, error) {

	ids, err := TextToIDs(txt, tok)
	if err != nil {
		return "", err
	}
	if ids, err = Generate(ctx, next, ids, maxNewTokens, contextSize, s, rng, nil); err != nil {
		return "", err
	}
	return IDsToText(ids, tok)
}
