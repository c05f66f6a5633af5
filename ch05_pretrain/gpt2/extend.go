package gpt2

import (
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// NewRows gives the rows of tokens that are new in a vocabulary their first values: old is the table so far, [vocab,
// embed], rows is what to fill, [new tokens, embed], both row-major.
type NewRows func(old, rows []float32, embed int)

// MeanRows gives every new row the mean of the old ones: of (1, 5) and (3, 7) it is (2, 6). A new token then begins as
// an average one, and as the logit of a mean row is the mean of all logits, it neither takes over the model's texts nor
// vanishes from them. It draws nothing.
func MeanRows(old, rows []float32, embed int) {
	mean := make([]float64, embed)
	for i, v := range old {
		mean[i%embed] += float64(v)
	}
	for i := range rows {
		rows[i] = float32(mean[i%embed] / float64(len(old)/embed))
	}
}

// NormalRows draws new rows from a normal distribution with mean 0, as GPT-2's own were before training (std 0.02). The
// rows of the token embedding are drawn first, then those of the output head.
func NormalRows(rng *torchrand.Generator, std float64) NewRows {
	return func(_, rows []float32, _ int) { rng.Normal(rows, 0, std) }
}

// ExtendVocabulary makes a model with n more tokens, whose ids follow the old ones: token embedding and output head get
// n rows more, all else stays. What the old model says about the old tokens does not change, to the bit: the logits of
// the new ones stand behind. The probabilities of the old tokens do change, as those of all tokens add up to 1.
//
// A head that equals the token embedding, as GPT-2's does, keeps doing so. The old model stays as it is and can be
// given up; the new one shares its generator.
func ExtendVocabulary(m *gpt.Model, n int, fill NewRows) (*gpt.Model, error) {
	if n < 1 {
		return nil, fmt.Errorf("extend the vocabulary by %d tokens: want 1 or more", n)
	}
	old, err := variablesOf(m)
	if err != nil {
		return nil, fmt.Errorf("extend the vocabulary: %w", err)
	}
	b := nn.NewBlankBuilder()
	b.RNG, b.Masks.Source = m.Builder.RNG, m.Builder.Masks.Source
	cfg := m.Config
	cfg.VocabSize += n
	bigger, err := gpt.NewModel(b, cfg)
	if err != nil {
		return nil, err
	}
	b.Blank = false
	variables, err := variablesOf(bigger)
	if err != nil {
		return nil, err
	}
	values := make([]*tensors.Tensor, len(variables))
	for i, v := range variables {
		from, err := old[i].Value()
		if err != nil {
			return nil, err
		}
		if values[i], err = v.Value(); err != nil {
			return nil, err
		}
		err = tensors.ConstFlatData(from, func(src []float32) {
			tensors.MustMutableFlatData(values[i], func(dst []float32) {
				if done := copy(dst, src); done < len(dst) {
					fill(src, dst[done:], cfg.EmbDim)
				}
			})
		})
		if err != nil {
			return nil, err
		}
		v.SetTrainable(old[i].Trainable)
	}
	return bigger, keepTied(m, values[0], values[len(values)-1])
}

// keepTied copies the new rows of the token embedding into the head when the old head was equal to the old embedding.
func keepTied(m *gpt.Model, token, head *tensors.Tensor) error {
	size := m.Config.VocabSize * m.Config.EmbDim
	return tensors.ConstFlatData(token, func(t []float32) {
		tensors.MustMutableFlatData(head, func(h []float32) {
			for i := range size {
				if !sameBits(t[i], h[i]) {
					return
				}
			}
			copy(h[size:], t[size:])
		})
	})
}
