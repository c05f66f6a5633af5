package figures

import (
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/book"
)

// Inputs reads a figure's inputs. Its methods panic when the figure has no such input; Run turns that into the figure's
// error.
type Inputs struct{ Figure book.Figure }

// Tensor is an input that is a tensor.
func (in Inputs) Tensor(name string) book.Tensor { return must(in.Figure.Input(name).Tensor()) }

// GoMLX is an input that is a tensor, as a float32 tensor of GoMLX.
func (in Inputs) GoMLX(name string) *tensors.Tensor { return gomlx(in.Tensor(name)) }

// Rows is an input [rows, columns] as slices.
func (in Inputs) Rows(name string) [][]float32 { return in.Tensor(name).Rows32() }

// IDs is an input [batch, seq] of token ids, or a list of them, which is one row.
func (in Inputs) IDs(name string) [][]int {
	t := in.Tensor(name)
	if len(t.Shape) == 1 {
		t.Shape = []int{1, t.Shape[0]}
	}
	return t.IntRows()
}

// Int is an input that is a whole number.
func (in Inputs) Int(name string) int { return must(in.Figure.Input(name).Int()) }

// Seed is the input "seed".
func (in Inputs) Seed() int64 { return int64(in.Int("seed")) }

// Float is an input that is a number.
func (in Inputs) Float(name string) float64 { return must(in.Figure.Input(name).Float()) }

// Text is an input that is a text.
func (in Inputs) Text(name string) string { return must(in.Figure.Input(name).String()) }

// Texts is an input that is a list of texts.
func (in Inputs) Texts(name string) []string { return must(in.Figure.Input(name).Strings()) }

// Weights is an input that is an object of tensors under their state-dict names.
func (in Inputs) Weights(name string) map[string]book.Tensor {
	weights := map[string]book.Tensor{}
	for _, key := range must(in.Figure.Input(name).Keys()) {
		weights[key] = must(in.Figure.Input(name).At(key).Tensor())
	}
	return weights
}

// Decode reads an input that is an object, such as "config", into a T.
func decode[T any](in Inputs, name string) T {
	var v T
	if err := in.Figure.Input(name).Decode(&v); err != nil {
		panic(err)
	}
	return v
}

// gomlx makes a float32 tensor of GoMLX.
func gomlx(t book.Tensor) *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(t.Float32s(), t.Shape...)
}

// must returns v; an error becomes a panic, which Run turns into the figure's error again.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// refused runs something that is expected to fail, with an error or a panic, and returns "error" when it did.
func refused(try func() error) (outcome string) {
	defer func() {
		if recover() != nil {
			outcome = "error"
		}
	}()
	if err := try(); err != nil {
		return "error"
	}
	return "accepted"
}
