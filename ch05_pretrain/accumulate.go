package pretrain

import (
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
)

// accumulator takes the gradient of a batch part by part: gradient accumulation. What a training step keeps for its
// backward pass grows with the rows that it looks at, so that a batch which does not fit into memory fits in parts. The
// price is one more copy of all trainable parameters, where the sum grows, and matrix products of fewer rows. Eight
// rows in four parts:
//
//	gradient of 8 rows = 2/8·(gradient of rows 0, 1) + 2/8·(gradient of rows 2, 3) + …
//
// Where targets are ignored, as in chapter 7, a part counts by the targets that it has and not by its rows; the mean of
// the parts' means would be another loss.
type accumulator struct {
	add *nn.Func // share and inputs of a part to its share of the loss; adds its gradients to the sums
	// numbers and largest norm to the norm; clips the sums and, in the graph, takes the optimizer's step
	finish *nn.Func
	sums   []*model.Variable
	filled bool // the sums are not zero: a step is under way, or has failed
}

// sumScope is where the sums of a store's parameters live.
const sumScope = nn.StateScope + "gradient_sums"

func (t *Trainer) newAccumulator(be compute.Backend, b *nn.Builder, loss LossFn) (a *accumulator, err error) {
	a = &accumulator{}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.finalize(t.store))
		}
	}()
	if err := t.store.DeleteVariablesInScope(sumScope); err != nil {
		return nil, fmt.Errorf("gradient sums of an earlier trainer: %w", err)
	}
	for _, p := range t.parameters {
		sum, err := t.store.CreateVariable(sumScope+p.Path(), tensors.FromShape(p.Shape()))
		if err != nil {
			return nil, fmt.Errorf("gradient of %s: %w", p.Path(), err)
		}
		a.sums = append(a.sums, sum.SetTrainable(false))
	}
	a.add, err = nn.NewTrainingFunc(be, b, func(in []*graph.Node) []*graph.Node {
		value := loss(in[1:])
		value.AssertScalar()
		value = graph.Mul(value, in[0])
		for i, g := range Gradients(value, t.parameters) {
			a.sums[i].SetNodeValue(graph.Add(a.sums[i].NodeValue(g), g))
		}
		return []*graph.Node{value}
	})
	if err != nil {
		return nil, err
	}
	a.finish, err = nn.NewFunc(be, t.store, func(in []*graph.Node) []*graph.Node {
		numbers, maxNorm := in[0], in[1]
		gradients, norm := make([]*graph.Node, len(a.sums)), graph.ScalarZero(maxNorm.Graph(), maxNorm.DType())
		for i, sum := range a.sums {
			gradients[i] = sum.NodeValue(maxNorm)
		}
		if t.clip != nil {
			gradients, norm = ClipByGlobalNorm(gradients, maxNorm)
		}
		for i, p := range t.parameters {
			if t.onHost {
				a.sums[i].SetNodeValue(gradients[i])
				continue
			}
			if err := t.Optimizer.update(t.store, p, gradients[i], numbers); err != nil {
				panic(err)
			}
			a.sums[i].SetNodeValue(graph.ZerosLike(gradients[i]))
		}
		return []*graph.Node{norm}
	})
	if err == nil && t.devices != nil {
		a.add.Spread(t.devices, 1)
		a.finish.Spread(t.devices, 2)
	}
	return a, err
}

// stepInParts takes a training step on a batch cut into parts, and returns the loss and the gradient's norm.
func (t *Trainer) stepInParts(inputs []*tensors.Tensor, numbers stepNumbers, maxNorm float32) (loss, norm float64,
	err error) {
	a := t.accumulator
	if a == nil {
		if a, err = t.newAccumulator(t.be, t.builder, t.loss); err != nil {
			return 0, 0, err
		}
		t.accumulator = a
	}
	if a.filled { // an earlier step has failed
		if err := a.clear(); err != nil {
			return 0, 0, err
		}
	}
	parts, err := t.parts(inputs)
	if err != nil {
		return 0, 0, err
	}
	a.filled = true
	for _, part := range parts {
		args := []any{float32(part.share)}
		for _, input := range part.inputs {
			args = append(args, input)
		}
		out, err := a.add.Call1(args...)
		if err != nil {
			return 0, 0, err
		}
		loss += float64(tensors.ToScalar[float32](out))
	}
	if t.clip != nil || !t.onHost {
		out, err := a.finish.Call1(numbers.tensor(), maxNorm)
		if err != nil {
			return 0, 0, err
		}
		norm = float64(tensors.ToScalar[float32](out))
		a.filled = t.onHost // in the graph the sums are zero again
	}
	return loss, norm, nil
}

// updateFromSums lets the optimizer use the sums in shared memory.
func (t *Trainer) updateFromSums(numbers stepNumbers) error {
	for i, sum := range t.accumulator.sums {
		g, err := sum.Value()
		if err != nil {
			return err
		}
		if err := t.Optimizer.updateHost(t.store, t.parameters[i], g, numbers); err != nil {
			return err
		}
		if err := withValues(sum, func(values []float32) error { clear(values); return nil }); err != nil {
			return err
		}
	}
	t.accumulator.filled = false
	return nil
}

// clear makes all sums zero.
func (a *accumulator) clear() error {
	for _, sum := range a.sums {
		if err := sum.SetValue(tensors.FromShape(sum.Shape())); err != nil {
			return fmt.Errorf("%s: %w", sum.Path(), err)
		}
	}
	a.filled = false
	return nil
}

// finalize frees the compiled graphs and takes the sums out of the store.
func (a *accumulator) finalize(store *model.Store) error {
	for _, f := range []*nn.Func{a.add, a.finish} {
		if f != nil {
			f.Finalize()
		}
	}
	return store.DeleteVariablesInScope(sumScope)
}

// part is a micro-batch.
type part struct {
	inputs []*tensors.Tensor
	share  float64 // of the batch's mean
}

// parts cuts a batch by its rows, the first axis of every input, into t.Accumulate micro-batches of one size, or of two
// sizes that differ by one row where the rows do not come out even. A part without a single target is left out.
func (t *Trainer) parts(inputs []*tensors.Tensor) ([]part, error) {
	rows, n := inputs[0].Shape().Dim(0), t.Accumulate
	if n > rows {
		return nil, fmt.Errorf("a batch of %d rows cannot be cut into %d micro-batches: want at most as many as rows",
			rows, n)
	}
	var parts []part
	var total float64
	for i := range n {
		from, to := i*rows/n, (i+1)*rows/n
		p := part{share: float64(to - from)}
		for k, input := range inputs {
			if input.Shape().Rank() < 1 || input.Shape().Dim(0) != rows {
				return nil, fmt.Errorf("input %d is %v, want %d rows as input 0 has: the batch cannot be cut", k,
					input.Shape(), rows)
			}
			cut, err := cutRows(input, from, to)
			if err != nil {
				return nil, fmt.Errorf("input %d: %w", k, err)
			}
			p.inputs = append(p.inputs, cut)
		}
		if t.Weigh != nil {
			var err error
			if p.share, err = t.Weigh(p.inputs); err != nil {
				return nil, err
			}
		}
		if p.share > 0 {
			parts = append(parts, p)
			total += p.share
		}
	}
	if len(parts) == 0 {
		return nil, ErrAllIgnored
	}
	for i := range parts {
		parts[i].share /= total
	}
	return parts, nil
}

// cutRows copies some rows of a tensor.
func cutRows(t *tensors.Tensor, from, to int) (*tensors.Tensor, error) {
	shape := t.Shape().Clone()
	rows := shape.Dim(0)
	shape.Dimensions[0] = to - from
	cut := tensors.FromShape(shape)
	var inner error
	err := t.ConstBytes(func(src []byte) {
		row := len(src) / rows
		inner = cut.MutableBytes(func(dst []byte) { copy(dst, src[from*row:to*row]) })
	})
	return cut, errors.Join(err, inner)
}

// CountedTargets is the number of targets that a language model's loss takes the mean of: inputs are those of
// [LanguageLoss].
func CountedTargets(inputs []*tensors.Tensor) (float64, error) {
	targets, err := tensors.CopyFlatData[int64](inputs[1])
	if err != nil {
		return 0, fmt.Errorf("targets: %w", err)
	}
	n := 0
	for _, id := range targets {
		if id != IgnoreIndex {
			n++
		}
	}
	return float64(n), nil
}
