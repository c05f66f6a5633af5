package classify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/textfile"
)

// ClassifierFile lies beside pretrain.ModelFile in the folder of a saved classifier and says what kind it is.
const ClassifierFile = "classifier.json"

// description is what ClassifierFile holds.
type description struct {
	Model   gpt.Config `json:"model"`
	Config  Config     `json:"settings"`
	Padding Padding    `json:"padding"`
}

// Save writes a classifier to a folder (section 6.8): its parameters under PyTorch's names, which the book's model
// loads, and beside them what is needed to make it again. With its adapters merged it is saved as a plain model, all of
// whose layers are trained from there on.
func (c *Classifier) Save(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := pretrain.SaveModel(filepath.Join(dir, pretrain.ModelFile), c.Store()); err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(dir, ClassifierFile), func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(description{Model: c.Model.Config, Config: c.configNow(), Padding: c.Padding})
	})
}

// configNow are the settings by which Load makes a model with the same parameters: those of a classifier whose
// adapters were merged (appendix E) ask for none.
func (c *Classifier) configNow() Config {
	s := c.Config
	if s.Train != Adapters {
		return s
	}
	for range lora.Adapters(c.Model) {
		return s
	}
	s.Train, s.Rank, s.Alpha = AllLayers, 0, 0
	return s
}

// Load makes the classifier that Save wrote.
func Load(dir string) (*Classifier, error) {
	path := filepath.Join(dir, ClassifierFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is missing: is the folder a saved classifier?", path)
	}
	if err != nil {
		return nil, err
	}
	var d description
	if err := textfile.Unmarshal(data, &d); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	m, err := gpt.NewModel(nn.NewBuilder(0), d.Model)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	c, err := New(m, d.Config)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if d.Padding.Length < Unpadded {
		return nil, fmt.Errorf("%s: padding to %d tokens", path, d.Padding.Length)
	}
	c.Padding = d.Padding
	if err := pretrain.LoadModel(filepath.Join(dir, pretrain.ModelFile), c.Store()); err != nil {
		return nil, err
	}
	return c, nil
}
