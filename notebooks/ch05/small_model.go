package lesson

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
)

// SmallModel is a new model of a figure's input "config" with the parameters of its "weights_file". Its generator is
// where torch.manual_seed(123) and the model's constructors leave it.
func SmallModel(fig book.Figure) (*gpt.Model, error) {
	var cfg gpt.Config
	if err := fig.Input("config").Decode(&cfg); err != nil {
		return nil, err
	}
	m, err := gpt.NewModel(nn.NewBuilder(123), cfg)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", fig.ID, err)
	}
	return m, LoadSmallWeights(fig, m.Store())
}

// LoadSmallWeights gives a store, such as that of a classifier, the parameters of a figure's "weights_file".
func LoadSmallWeights(fig book.Figure, store *model.Store) (err error) {
	name, err := fig.Input("weights_file").String()
	if err != nil {
		return err
	}
	weights, err := book.Weights(name)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "weights-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, pretrain.ModelFile)
	if err := os.WriteFile(path, weights, 0o600); err != nil {
		return err
	}
	return pretrain.LoadModel(path, store)
}
