package lesson

import (
	"context"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/nn"
)

// TwoTexts is the example of section 5.1.2: the ids of "every effort moves" and "I really like", and as targets the
// same moved on by one token, " effort moves you" and " really like chocolate". Both are [2, 3].
func TwoTexts() (inputs, targets [][]int) {
	return [][]int{{16833, 3626, 6100}, {40, 1107, 588}},
		[][]int{{3626, 6100, 345}, {1107, 588, 11311}}
}

// Untrained is the model that chapter 5 starts from: GPT-2's small configuration with the context cut to 256 tokens and
// the initial values of torch.manual_seed(123) (section 5.1.1). It takes 650 MB and a few seconds.
func Untrained() (*gpt.Model, error) {
	return gpt.NewModel(nn.NewBuilder(123), pretrain.BookRecipe().Model)
}

// UntrainedLogits are the logits [batch, seq, vocab] that the untrained model gives for token ids [batch, seq] (section
// 5.1.2). They are worked out once and kept, as [course.Saved] does it: to draw the model takes longer than all that a
// cell does with its logits.
func UntrainedLogits(ctx context.Context, be compute.Backend, ids [][]int) (*tensors.Tensor, error) {
	key, err := keep.Key(pretrain.BookRecipe().Model, ids)
	if err != nil {
		return nil, err
	}
	logits, err := course.Saved(ctx, "ch05-untrained-"+key+".json", loadLogits,
		func(_ context.Context, path string) ([][][]float32, error) {
			logits, err := untrainedLogits(be, ids)
			if err != nil {
				return nil, err
			}
			return logits, atomicfile.WriteJSON(path, logits)
		})
	if err != nil {
		return nil, err
	}
	return tensors.FromValue(logits), nil
}

// untrainedLogits draws the model and asks it.
func untrainedLogits(be compute.Backend, ids [][]int) ([][][]float32, error) {
	m, err := Untrained()
	if err != nil {
		return nil, err
	}
	p, err := gpt.NewPredictor(be, m)
	if err != nil {
		return nil, err
	}
	defer p.Finalize()
	logits, err := p.Logits(ids)
	if err != nil {
		return nil, err
	}
	return logits.Value().([][][]float32), nil
}

// loadLogits reads what was kept.
func loadLogits(path string) (logits [][][]float32, err error) {
	err = atomicfile.ReadJSON(path, &logits)
	return logits, err
}
