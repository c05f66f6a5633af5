package backend

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/compute/shapes"
)

// rewriter is a backend whose graphs are rewritten while they are built, so that it has less to move. Transpositions
// and broadcasts that change nothing are left out: GoMLX ends every gradient of a matrix product with one, and the
// backends copy the whole array for it. Matrix products and the gathering of rows are put together from other
// operations where the backend is slow at them as they come, see product.onGo, product.onONNX and gathering.onONNX.
type rewriter struct {
	compute.Backend
	dot    func(p product, f compute.Function) (compute.Value, error)
	gather func(g gathering, f compute.Function) (compute.Value, error)

	compile func(b compute.Builder) (compute.Executable, error)

	half dtypes.DType // of attention in one operation, see Autocast; invalid: as it comes

	byRows bool // a large weight is multiplied in parts, see product.byRows

	// finalizeDonated: inputs that are given away are finalized after a run. ONNX Runtime's backend keeps the memory of
	// what is finalized for later outputs, but frees what is donated to it: caches of keys and values would be in new
	// memory at each token, and the first touch of new memory costs more than the copy.
	finalizeDonated bool
}

// newRewriter wraps a backend whose name is the first part of a configuration, if something is known about it.
func newRewriter(b compute.Backend, name string) compute.Backend {
	switch {
	case name == gobackend.BackendName:
		return &rewriter{Backend: b, dot: product.onGo, gather: gathering.in, compile: compute.Builder.Compile,
			byRows: true}
	case isONNX(name):
		return &rewriter{Backend: b, dot: product.onONNX, gather: gathering.onONNX, compile: compileWithoutLeftover,
			finalizeDonated: true}
	}
	return b
}

func (b *rewriter) Builder(name string) compute.Builder {
	return rewriterBuilder{b.Backend.Builder(name), b, &parameters{places: map[compute.Value]int{}}}
}

func (b *rewriter) BufferFromFlatData(device compute.DeviceNum, flat any, shape shapes.Shape) (compute.Buffer, error) {
	return b.buffer(b.Backend.BufferFromFlatData(device, flat, shape))
}

func (b *rewriter) NewSharedBuffer(device compute.DeviceNum, shape shapes.Shape) (compute.Buffer, any, error) {
	shared, flat, err := b.Backend.NewSharedBuffer(device, shape)
	if err != nil {
		return nil, nil, err
	}
	return rewriterBuffer{shared, b}, flat, nil
}

func (b *rewriter) buffer(inside compute.Buffer, err error) (compute.Buffer, error) {
	if err != nil {
		return nil, err
	}
	return rewriterBuffer{inside, b}, nil
}

// rewriterBuffer is a buffer that belongs to a rewriter: tensors ask their buffers where they live.
type rewriterBuffer struct {
	compute.Buffer
	backend *rewriter
}

func (b rewriterBuffer) Backend() compute.Backend { return b.backend }

func (b rewriterBuffer) CopyToDevice(device compute.DeviceNum) (compute.Buffer, error) {
	return b.backend.buffer(b.Buffer.CopyToDevice(device))
}

// rewriterBuilder is the builder of a rewriter.
type rewriterBuilder struct {
	compute.Builder
	backend    *rewriter
	parameters *parameters
}

func (b rewriterBuilder) Compile() (compute.Executable, error) {
	e, err := b.backend.compile(b.Builder)
	if err != nil {
		return nil, err
	}
	return rewriterExecutable{e, b.backend, b.parameters}, nil
}

func (b rewriterBuilder) Main() compute.Function { return rewriterFunction{b.Builder.Main(), b, true} }

func (b rewriterBuilder) NewFunction(name string) (compute.Function, error) {
	return functionsOf(b)(b.Builder.NewFunction(name))
}

// rewriterFunction is a function of a rewriterBuilder. Functions that it is handed, such as the branches of an If, are
// its own kind; the Go backend gets what is inside them.
type rewriterFunction struct {
	compute.Function
	builder rewriterBuilder
	main    bool // its parameters are the executable's
}

func (f rewriterFunction) Builder() compute.Builder { return f.builder }

func (f rewriterFunction) Parent() compute.Function {
	if parent := f.Function.Parent(); parent != nil {
		return rewriterFunction{parent, f.builder, parent == f.builder.Builder.Main()}
	}
	return nil
}

func (f rewriterFunction) Closure() (compute.Function, error) {
	return functionsOf(f.builder)(f.Function.Closure())
}

func (f rewriterFunction) Parameter(name string, shape shapes.Shape,
	sharding *compute.ShardingSpec) (compute.Value, error) {
	x, err := f.Function.Parameter(name, shape, sharding)
	if err != nil {
		return nil, err
	}
	f.builder.parameters.add(x, f.main)
	return x, nil
}

// BroadcastInDim returns x itself when it has the shape already. (ONNX Runtime cannot open some models with such a
// broadcast of a constant.)
func (f rewriterFunction) BroadcastInDim(x compute.Value, outputShape shapes.Shape,
	broadcastAxes []int) (compute.Value, error) {
	if shape, err := f.Function.Shape(x); err == nil && shape.Equal(outputShape) && inOrder(broadcastAxes) &&
		!f.builder.parameters.has(x) {
		return x, nil
	}
	return f.Function.BroadcastInDim(x, outputShape, broadcastAxes)
}

// Transpose returns x itself when every axis stays where it is. A parameter is copied all the same: it may be what the
// function returns, and then must be something else than what was put in.
func (f rewriterFunction) Transpose(x compute.Value, permutation ...int) (compute.Value, error) {
	shape, err := f.Function.Shape(x)
	if err != nil || !inOrder(permutation) || shape.Rank() != len(permutation) || f.builder.parameters.has(x) {
		return f.Function.Transpose(x, permutation...)
	}
	return x, nil
}

// inOrder says whether axes are 0, 1, 2 and so on.
func inOrder(axes []int) bool {
	for i, axis := range axes {
		if axis != i {
			return false
		}
	}
	return true
}

// DotGeneral is the product as the backend computes it best. Whether the shapes fit is found out before, so that an
// error names left and right as they were written.
func (f rewriterFunction) DotGeneral(l compute.Value, lContract, lBatch []int, r compute.Value, rContract, rBatch []int,
	config compute.DotGeneralConfig) (compute.Value, error) {
	p := product{l, r, lContract, lBatch, rContract, rBatch, config}
	if err := p.fits(f.Function); err != nil {
		return nil, err
	}
	if f.builder.backend.byRows {
		if y, ok, err := p.byRows(f); ok || err != nil {
			return y, err
		}
	}
	return f.builder.backend.dot(p, f.Function)
}

// Gather takes rows as the backend does it best.
func (f rewriterFunction) Gather(operand, startIndices compute.Value, indexVectorAxis int, offsetOutputAxes,
	collapsedSliceAxes, startIndexMap, sliceSizes []int, indicesAreSorted bool) (compute.Value, error) {
	return f.builder.backend.gather(gathering{operand, startIndices, indexVectorAxis, offsetOutputAxes,
		collapsedSliceAxes, startIndexMap, sliceSizes, indicesAreSorted}, f.Function)
}

func (f rewriterFunction) Call(g compute.Function, inputs ...compute.Value) ([]compute.Value, error) {
	return f.Function.Call(inner(g), inputs...)
}

func (f rewriterFunction) Sort(comparator compute.Function, axis int, isStable bool,
	inputs ...compute.Value) ([]compute.Value, error) {
	return f.Function.Sort(inner(comparator), axis, isStable, inputs...)
}

func (f rewriterFunction) While(cond, body compute.Function, initialState ...compute.Value) ([]compute.Value, error) {
	return f.Function.While(inner(cond), inner(body), initialState...)
}

func (f rewriterFunction) If(pred compute.Value, trueBranch, falseBranch compute.Function) ([]compute.Value, error) {
	return f.Function.If(pred, inner(trueBranch), inner(falseBranch))
}

func functionsOf(b rewriterBuilder) func(compute.Function, error) (compute.Function, error) {
	return func(f compute.Function, err error) (compute.Function, error) {
		if err != nil {
			return nil, err
		}
		return rewriterFunction{f, b, false}, nil
	}
}

func inner(f compute.Function) compute.Function {
	if f, ok := f.(rewriterFunction); ok {
		return f.Function
	}
	return f
}
