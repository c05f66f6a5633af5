package longrun

import (
	"fmt"
	"math"
	"runtime"
	"sync"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch05_pretrain"
)

// updateHost takes the step for one parameter in the memory that host and backend share: in one pass over parameter,
// gradient and running means, where the graph of [pretrain.AdamW.Update] makes a dozen. The arithmetic is the same, in
// the same order, in float32.
func updateHost(a pretrain.AdamW, store *model.Store, p *model.Variable, gradient *tensors.Tensor,
	n pretrain.Numbers) error {
	m, v, err := pretrain.Moments(store, p)
	if err != nil {
		return err
	}
	return withValues(p, func(p []float32) error {
		return withValues(m, func(m []float32) error {
			return withValues(v, func(v []float32) error {
				return tensors.ConstFlatData(gradient, func(g []float32) {
					inParallel(len(p), func(from, to int) {
						step(a, n, p[from:to], g[from:to], m[from:to], v[from:to])
					})
				})
			})
		})
	})
}

// step changes p, m and v by the gradient g, four slices of one length: eight values at a time where Go has vector
// instructions, the rest one by one.
func step(a pretrain.AdamW, n pretrain.Numbers, p, g, m, v []float32) {
	done := stepVectors(a, n, p, g, m, v)
	stepValues(a, n, p[done:], g[done:], m[done:], v[done:])
}

// stepValues is AdamW written out: the formula of [pretrain.AdamW], value by value.
func stepValues(a pretrain.AdamW, n pretrain.Numbers, p, g, m, v []float32) {
	beta1, rest1 := float32(a.Beta1), float32(1-a.Beta1)
	beta2, rest2 := float32(a.Beta2), float32(1-a.Beta2)
	epsilon := float32(a.Epsilon)
	g, m, v = g[:len(p)], m[:len(p)], v[:len(p)] // spares the loop the bounds checks
	for i := range p {
		// Each product is rounded by itself, as in the graph: the conversions keep compilers from fusing.
		m[i] = float32(m[i]*beta1) + float32(g[i]*rest1)
		v[i] = float32(v[i]*beta2) + float32(float32(g[i]*g[i])*rest2)
		root := float32(math.Sqrt(float64(v[i])))/n.RootCorrection + epsilon
		p[i] = float32(p[i]*n.Keep) - float32(m[i]/root*n.StepSize)
	}
}

// withValues gives f a variable's values, which it may change.
func withValues(variable *model.Variable, f func(values []float32) error) error {
	t, err := variable.Value()
	if err != nil {
		return fmt.Errorf("%s: %w", variable.Path(), err)
	}
	var inner error
	err = tensors.MutableFlatData(t, func(values []float32) { inner = f(values) })
	if err != nil {
		return fmt.Errorf("%s: %w", variable.Path(), err)
	}
	return inner
}

// inParallel cuts 0 to n into a part for each core.
func inParallel(n int, f func(from, to int)) {
	const least = 1 << 14 // values below which another goroutine costs more than it saves
	parts := min(runtime.GOMAXPROCS(0), max(1, n/least))
	var wg sync.WaitGroup
	for i := 1; i < parts; i++ {
		wg.Go(func() { f(i*n/parts, (i+1)*n/parts) })
	}
	f(0, n/parts)
	wg.Wait()
}
