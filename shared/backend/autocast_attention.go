package backend

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// Attention in one operation exists in half precision only, on GPUs: for [Autocast] it is a product like the others.

// FusedScaledDotProductAttention rounds queries, keys and values, and gives context vectors of float32.
func (f rewriterFunction) FusedScaledDotProductAttention(query, key, value compute.Value,
	layout compute.AttentionAxesLayout, options *compute.ScaledDotProductAttentionConfig) (
	output compute.Value, states []compute.Value, err error) {
	half := f.builder.backend.half
	if half == dtypes.InvalidDType {
		return f.Function.FusedScaledDotProductAttention(query, key, value, layout, options)
	}
	if err := f.convert(half, &query, &key, &value); err != nil {
		return nil, nil, err
	}
	output, states, err = f.Function.FusedScaledDotProductAttention(query, key, value, layout, options)
	if err != nil {
		return nil, nil, err
	}
	return output, states, f.convert(dtypes.Float32, &output)
}

// FusedScaledDotProductAttentionVJP does the same for the gradients.
func (f rewriterFunction) FusedScaledDotProductAttentionVJP(query, key, value compute.Value,
	layout compute.AttentionAxesLayout, options *compute.ScaledDotProductAttentionConfig, output compute.Value,
	states []compute.Value, dOutput compute.Value) (dQuery, dKey, dValue compute.Value, err error) {
	half := f.builder.backend.half
	if half == dtypes.InvalidDType {
		return f.Function.FusedScaledDotProductAttentionVJP(query, key, value, layout, options, output, states, dOutput)
	}
	if err := f.convert(half, &query, &key, &value, &output, &dOutput); err != nil {
		return nil, nil, nil, err
	}
	dQuery, dKey, dValue, err = f.Function.FusedScaledDotProductAttentionVJP(query, key, value, layout, options, output,
		states, dOutput)
	if err != nil {
		return nil, nil, nil, err
	}
	return dQuery, dKey, dValue, f.convert(dtypes.Float32, &dQuery, &dKey, &dValue)
}

// convert replaces values by the same in another dtype.
func (f rewriterFunction) convert(dtype dtypes.DType, values ...*compute.Value) (err error) {
	for _, v := range values {
		if *v, err = f.Function.ConvertDType(*v, dtype); err != nil {
			return err
		}
	}
	return nil
}
