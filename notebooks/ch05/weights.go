package lesson

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/project"
)

// Corners are the numbers that NumPy prints of a large table, float32 [rows, columns]: of its first three and last
// three rows the first three and last three numbers, [6, 6] (section 5.5).
func Corners(table *tensors.Tensor) ([][]float32, error) {
	if dims := table.Shape().Dimensions; len(dims) != 2 || min(dims[0], dims[1]) < 6 {
		return nil, fmt.Errorf("corners of a table of shape %v: want two axes of at least 6", dims)
	}
	rows, width := table.Shape().Dim(0), table.Shape().Dim(1)
	var corners [][]float32
	err := tensors.ConstFlatData(table, func(values []float32) {
		for _, row := range []int{0, 1, 2, rows - 3, rows - 2, rows - 1} {
			v := values[row*width : (row+1)*width]
			corners = append(corners, append(append([]float32{}, v[:3]...), v[width-3:]...))
		}
	})
	return corners, err
}

// TinyGPT2 is the folder of a very small GPT-2 with random weights, in Hugging Face's layout: what section 5.5 shows
// where OpenAI's weights are not here. It belongs to the tests, so it is found in the project's source only.
func TinyGPT2() (string, error) {
	root, err := project.Root()
	return filepath.Join(root, "ch05_pretrain", "gpt2", "testdata", "tiny-gpt2"), err
}

// GPT2OrOwn is OpenAI's GPT-2 (124M) where its weights are on this machine. Elsewhere it is the model of the task,
// which trains first unless that has been done before: written under Hugging Face's names and loaded by them, it goes
// the same way (section 5.5). It prints which of the two it is.
func (t *Task) GPT2OrOwn(ctx context.Context, be compute.Backend) (m *gpt.Model, here bool, err error) {
	const size = "124M"
	here, line := gpt2.Available(size)
	fmt.Println(line)
	if here {
		m, err = gpt2.Load(size)
		return m, true, err
	}
	trained, err := course.Saved(ctx, t.Name(), longrun.LoadTrained, t.Do(be))
	if err != nil {
		return nil, false, err
	}
	dir, err := project.Build("ch05", "as-gpt2-"+t.size)
	if err != nil {
		return nil, false, err
	}
	if err := gpt2.Save(dir, trained.Model, gpt2.HuggingFaceLayout); err != nil {
		return nil, false, err
	}
	m, err = gpt2.Load(dir)
	return m, false, err
}
