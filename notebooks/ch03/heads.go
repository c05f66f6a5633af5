package lesson

import (
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/nn"
)

// SetHeads gives attention with several heads, m, the weights of separate ones: the rows of the heads' query weights
// [headDim, in] are stacked to one matrix [head·headDim, in], likewise those of keys and values, and the output
// projection becomes the identity. After that both give the same context vectors, which shows that one big product and
// several small ones are the same attention (section 3.6.2). The error names the layer that does not fit.
func SetHeads(m *attention.MultiHead, w *attention.MultiHeadWrapper) error {
	if len(w.Heads) != m.NumHeads {
		return fmt.Errorf("weights of %d heads for attention with %d", len(w.Heads), m.NumHeads)
	}
	for _, layer := range []struct {
		name string
		to   nn.Layer
		from func(*attention.Causal) nn.Layer
	}{
		{"W_query", m.WQuery, func(c *attention.Causal) nn.Layer { return c.WQuery }},
		{"W_key", m.WKey, func(c *attention.Causal) nn.Layer { return c.WKey }},
		{"W_value", m.WValue, func(c *attention.Causal) nn.Layer { return c.WValue }},
	} {
		if err := stackRows(layer.to, w.Heads, layer.from); err != nil {
			return fmt.Errorf("%s: %w", layer.name, err)
		}
	}
	if err := setIdentity(m.OutProj); err != nil {
		return fmt.Errorf("out_proj: %w", err)
	}
	return nil
}

// stackRows writes the weights of one layer of every head, and the biases if there are any, below each other.
func stackRows(to nn.Layer, heads []*attention.Causal, from func(*attention.Causal) nn.Layer) error {
	target, err := plain(to)
	if err != nil {
		return err
	}
	var weights, biases []float32
	for _, head := range heads {
		l, err := plain(from(head))
		if err != nil {
			return err
		}
		if weights, err = appendValues(weights, l.Weight); err != nil {
			return err
		}
		if biases, err = appendValues(biases, l.Bias); err != nil {
			return err
		}
	}
	if err := setValues(target.Weight, weights); err != nil {
		return err
	}
	return setValues(target.Bias, biases)
}

// setIdentity makes a layer give out what it is given.
func setIdentity(l nn.Layer) error {
	linear, err := plain(l)
	if err != nil {
		return err
	}
	out, in := linear.Weight.Shape().Dim(0), linear.Weight.Shape().Dim(1)
	weight := make([]float32, out*in)
	for i := range min(out, in) {
		weight[i*in+i] = 1
	}
	if err := setValues(linear.Weight, weight); err != nil || linear.Bias == nil {
		return err
	}
	return setValues(linear.Bias, make([]float32, out))
}

// plain is the layer as a linear one; another one, such as an adapter, cannot be written to.
func plain(l nn.Layer) (*nn.Linear, error) {
	linear, ok := l.(*nn.Linear)
	if !ok {
		return nil, fmt.Errorf("a layer of type %T, want a plain *nn.Linear", l)
	}
	return linear, nil
}

// appendValues appends the values of a variable; nil, the bias of a layer without one, has none.
func appendValues(values []float32, v *model.Variable) ([]float32, error) {
	if v == nil {
		return values, nil
	}
	t, err := v.Value()
	if err != nil {
		return nil, err
	}
	own, err := tensors.CopyFlatData[float32](t)
	return append(values, own...), err
}

// setValues replaces the values of a variable, which may be nil when there are none.
func setValues(v *model.Variable, values []float32) error {
	size := 0
	if v != nil {
		size = v.Shape().Size()
	}
	if size != len(values) {
		return fmt.Errorf("%d values for %d", len(values), size)
	}
	if v == nil {
		return nil
	}
	return v.SetValue(tensors.FromFlatDataAndDimensions(values, v.Shape().Dimensions...))
}
