package longrun

import (
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
)

// microBatches takes the gradient of a batch part by part: gradient accumulation. What a training step keeps for its
// backward pass grows with the rows that it looks at, so that a batch which does not fit into memory fits in parts. The
// price is one more copy of all trainable parameters, where the sum grows, and matrix products of fewer rows. Eight
// rows in four parts:
//
//	gradient of 8 rows = 2/8·(gradient of rows 0, 1) + 2/8·(gradient of rows 2, 3) + …
//
// Where targets are ignored, as in chapter 7, a part counts by the targets that it has and not by its rows; the mean of
// the parts' means would be another loss.
type microBatches struct {
	stepper *Stepper
	add     *nn.Func // share and inputs of a part to its share of the loss; adds its gradients to the sums
	// numbers and largest norm to the norm; clips the sums and, in the graph, takes the optimizer's step
	finish *nn.Func
	sums   []*model.Variable
	filled bool // the sums are not zero: a step is under way, or has failed
}

// sumScope is where the sums of a store's parameters live.
const sumScope = nn.StateScope + "gradient_sums"

func newMicroBatches(be compute.Backend, b *nn.Builder, loss pretrain.LossFn, s *Stepper) (w *microBatches, err error) {
	w = &microBatches{stepper: s}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.finalize())
		}
	}()
	if err := s.store.DeleteVariablesInScope(sumScope); err != nil {
		return nil, fmt.Errorf("gradient sums of an earlier stepper: %w", err)
	}
	for _, p := range s.parameters {
		sum, err := nn.StateOf(s.store, sumScope, p)
		if err != nil {
			return nil, err
		}
		w.sums = append(w.sums, sum)
	}
	w.add, err = nn.NewTrainingFunc(be, b, func(in []*graph.Node) []*graph.Node {
		value := loss(in[1:])
		value.AssertScalar()
		value = graph.Mul(value, in[0])
		for i, g := range pretrain.Gradients(value, s.parameters) {
			w.sums[i].SetNodeValue(graph.Add(w.sums[i].NodeValue(g), g))
		}
		return []*graph.Node{value}
	})
	if err != nil {
		return nil, err
	}
	w.finish, err = nn.NewFunc(be, s.store, w.finishGraph)
	if err == nil && b.Devices != nil {
		w.finish.Spread(b.Devices)
	}
	return w, err
}

// finishGraph clips the sums and, off the host, lets the optimizer use them.
func (w *microBatches) finishGraph(in []*graph.Node) []*graph.Node {
	numbers, maxNorm := in[:3], in[3]
	sums := make([]*graph.Node, len(w.sums))
	for i, sum := range w.sums {
		sums[i] = sum.NodeValue(maxNorm)
	}
	gradients, norm := w.stepper.clipped(sums, maxNorm)
	for i, p := range w.stepper.parameters {
		if w.stepper.onHost {
			w.sums[i].SetNodeValue(gradients[i])
			continue
		}
		w.stepper.optimizer.Update(w.stepper.store, p, gradients[i], numbers)
		w.sums[i].SetNodeValue(graph.ZerosLike(gradients[i]))
	}
	return []*graph.Node{norm}
}

func (w *microBatches) gradients(inputs []*tensors.Tensor, n numbers) (loss, norm float64, err error) {
	if w.filled { // an earlier step has failed
		if err := w.clear(); err != nil {
			return 0, 0, err
		}
	}
	parts, err := w.stepper.opt.cut(inputs)
	if err != nil {
		return 0, 0, err
	}
	w.filled = true
	for _, part := range parts {
		args := []any{float32(part.share)}
		for _, input := range part.inputs {
			args = append(args, input)
		}
		out, err := w.add.Call1(args...)
		if err != nil {
			return 0, 0, err
		}
		loss += float64(tensors.ToScalar[float32](out))
	}
	out, err := w.finish.Call1(append(n.Inputs(), n.maxNorm)...)
	if err != nil {
		return 0, 0, err
	}
	w.filled = w.stepper.onHost // in the graph the sums are zero again
	return loss, float64(tensors.ToScalar[float32](out)), nil
}

// update lets the optimizer use the sums in shared memory; in the graph that is done.
func (w *microBatches) update(n numbers) error {
	if !w.stepper.onHost {
		return nil
	}
	for i, sum := range w.sums {
		g, err := sum.Value()
		if err != nil {
			return err
		}
		if err := updateHost(w.stepper.optimizer, w.stepper.store, w.stepper.parameters[i], g, n.Numbers); err != nil {
			return err
		}
		if err := withValues(sum, func(values []float32) error { clear(values); return nil }); err != nil {
			return err
		}
	}
	w.filled = false
	return nil
}

// clear makes all sums zero.
func (w *microBatches) clear() error {
	for _, sum := range w.sums {
		if err := sum.SetValue(tensors.FromShape(sum.Shape())); err != nil {
			return fmt.Errorf("%s: %w", sum.Path(), err)
		}
	}
	w.filled = false
	return nil
}

// finalize frees the compiled graphs and takes the sums out of the store.
func (w *microBatches) finalize() error {
	for _, f := range []*nn.Func{w.add, w.finish} {
		if f != nil {
			f.Finalize()
		}
	}
	return w.stepper.store.DeleteVariablesInScope(sumScope)
}

// microBatch is a part of a batch.
type microBatch struct {
	inputs []*tensors.Tensor
	share  float64 // of the batch's mean
}

// cut cuts a batch by its rows, the first axis of every input, into o.Accumulate micro-batches of one size, or of two
// sizes that differ by one row where the rows do not come out even. A part without a single target is left out.
func (o StepOptions) cut(inputs []*tensors.Tensor) ([]microBatch, error) {
	rows, n := inputs[0].Shape().Dim(0), o.Accumulate
	if n > rows {
		return nil, fmt.Errorf("a batch of %d rows cannot be cut into %d micro-batches: want at most as many as rows",
			rows, n)
	}
	var parts []microBatch
	var total float64
	for i := range n {
		from, to := i*rows/n, (i+1)*rows/n
		p := microBatch{share: float64(to - from)}
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
		if o.Weigh != nil {
			var err error
			if p.share, err = o.Weigh(p.inputs); err != nil {
				return nil, err
			}
		}
		if p.share > 0 {
			parts = append(parts, p)
			total += p.share
		}
	}
	if len(parts) == 0 {
		return nil, pretrain.ErrAllIgnored
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
