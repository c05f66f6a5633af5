package gpt2

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"llmfromscratch/shared/tfcheckpoint"
)

// checkpointIndex ends the name of the file that says what is in a TensorFlow checkpoint: model.ckpt.index.
const checkpointIndex = ".index"

// tensorFlowFile is a TensorFlow checkpoint as a tensorFile.
type tensorFlowFile struct{ *tfcheckpoint.Checkpoint }

// openTensorFlow opens a checkpoint by its index, and makes sure that its data files are as long as the index says
// before memory for a model is taken: the error names the first tensor that is cut off.
func openTensorFlow(index string) (tensorFile, error) {
	c, err := tfcheckpoint.Open(index)
	if err != nil {
		return nil, err
	}
	if err := dataIsThere(index, c); err != nil {
		c.Close()
		return nil, err
	}
	return tensorFlowFile{c}, nil
}

func dataIsThere(index string, c *tfcheckpoint.Checkpoint) error {
	var need, have int64
	for _, info := range c.Tensors() {
		if !info.Sliced {
			need += info.Size
		}
	}
	prefix := strings.TrimSuffix(index, checkpointIndex)
	names, err := os.ReadDir(filepath.Dir(index))
	if err != nil {
		return err
	}
	for _, e := range names {
		if !strings.HasPrefix(e.Name(), filepath.Base(prefix)+".data-") {
			continue
		}
		info, err := os.Stat(filepath.Join(filepath.Dir(index), e.Name())) // through links
		if err != nil {
			return err
		}
		have += info.Size()
	}
	if have >= need {
		return nil
	}
	if err := c.Check(context.Background()); err != nil {
		return err
	}
	return fmt.Errorf("the data files of %s have %d bytes, its tensors need %d; download them again", prefix, have,
		need)
}

func (f tensorFlowFile) tensors() []storedTensor {
	var list []storedTensor
	for _, info := range f.Tensors() {
		t := storedTensor{info.Name, info.DType, info.Shape, readableKind(info.DType) && !info.Sliced}
		if info.Sliced {
			t.kind += " in slices"
		}
		list = append(list, t)
	}
	return list
}

func (f tensorFlowFile) readInto(name string, dst []float32) error { return f.ReadInto(name, dst) }
