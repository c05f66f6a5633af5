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
// n rows more, all else stays. The logits of the old tokens are those of the old model, but for rounding; those of the
// new ones follow behind them. The probabilities of the old tokens do change, as those of all tokens add up to 1.
//
// A head that equals the token embedding, as GPT-2's does, keeps doing so. The old model stays as it is and can be
// given up; the new one shares its generator.
func ExtendVocabulary(m *gpt.Model, n int, fill NewRows) (*gpt.Model, error) {
	if n < 1 {
		return nil, fmt.Errorf("extend the vocabulary by %d tokens: want 1 or more", n)
	}
	bigger, err := withVocabulary(m, m.Config.VocabSize+n, fill)
	if err != nil {
		return nil, fmt.Errorf("extend the vocabulary: %w", err)
	}
	if err := keepTied(m, bigger); err != nil {
		return nil, err
	}
	return bigger, nil
}

// TrimVocabulary makes a model with the first n tokens only. Tables are often padded with rows that no token has, to a
// number that is kinder to the hardware: 50304 = 64·786 for GPT-2's 50257 tokens. What such a row says is noise, and a
// text must not go on with it. The logits of the tokens that stay do not change. The old model stays as it is and can
// be given up; the new one shares its generator.
func TrimVocabulary(m *gpt.Model, n int) (*gpt.Model, error) {
	if n < 1 || n > m.Config.VocabSize {
		return nil, fmt.Errorf("trim the vocabulary to %d tokens: want 1 to the model's %d", n, m.Config.VocabSize)
	}
	smaller, err := withVocabulary(m, n, nil)
	if err != nil {
		return nil, fmt.Errorf("trim the vocabulary: %w", err)
	}
	return smaller, nil
}

// withVocabulary is a copy of a model whose tables have another number of rows: the first ones of the old, and where
// there are more, new ones.
func withVocabulary(m *gpt.Model, size int, fill NewRows) (*gpt.Model, error) {
	old, err := variablesOf(m)
	if err != nil {
		return nil, err
	}
	b := nn.NewBlankBuilder()
	b.RNG, b.Masks.Source = m.Builder.RNG, m.Builder.Masks.Source
	cfg := m.Config
	cfg.VocabSize = size
	resized, err := gpt.NewModel(b, cfg)
	if err != nil {
		return nil, err
	}
	b.Blank = false
	variables, err := variablesOf(resized)
	if err != nil {
		return nil, err
	}
	for i, v := range variables {
		from, err := old[i].Value()
		if err != nil {
			return nil, err
		}
		to, err := v.Value()
		if err != nil {
			return nil, err
		}
		err = tensors.ConstFlatData(from, func(src []float32) {
			tensors.MustMutableFlatData(to, func(dst []float32) {
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
	return resized, nil
}

// keepTied copies the new rows of the token embedding into the head when the old head was equal to the old embedding.
func keepTied(m, bigger *gpt.Model) error {
	variables, err := variablesOf(bigger)
	if err != nil {
		return err
	}
	token, err := variables[0].Value()
	if err != nil {
		return err
	}
	head, err := variables[len(variables)-1].Value()
	if err != nil {
		return err
	}
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
