package pretrain

import (
	"fmt"
	"math"
	"runtime"
	"sync"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// updateHost takes the step for one parameter in the memory that host and backend share: in one pass over parameter,
// gradient and running means, where the graph of [AdamW.update] makes a dozen. The arithmetic is the same, in the same
// order, in float32.
func (a AdamW) updateHost(store *model.Store, p *model.Variable, gradient *tensors.Tensor, numbers stepNumbers) error {
	m, v, err := moments(store, p)
	if err != nil {
		return err
	}
	return withValues(p, func(p []float32) error {
		return withValues(m, func(m []float32) error {
			return withValues(v, func(v []float32) error {
				return tensors.ConstFlatData(gradient, func(g []float32) {
					inParallel(len(p), func(from, to int) {
						a.step(p[from:to], g[from:to], m[from:to], v[from:to], numbers)
					})
				})
			})
		})
	})
}

// step changes p, m and v by the gradient g, four slices of one length: eight values at a time where Go has vector
// instructions, the rest one by one.
func (a AdamW) step(p, g, m, v []float32, n stepNumbers) {
	done := a.stepVectors(p, g, m, v, n)
	a.stepValues(p[done:], g[done:], m[done:], v[done:], n)
}

// stepValues is AdamW written out: the formula of [AdamW], value by value.
func (a AdamW) stepValues(p, g, m, v []float32, n stepNumbers) {
	beta1, rest1 := float32(a.Beta1), float32(1-a.Beta1)
	beta2, rest2 := float32(a.Beta2), float32(1-a.Beta2)
	epsilon := float32(a.Epsilon)
	g, m, v = g[:len(p)], m[:len(p)], v[:len(p)] // spares the loop the bounds checks
	for i := range p {
		// Each product is rounded by itself, as in the graph: the conversions keep compilers from fusing.
		m[i] = float32(m[i]*beta1) + float32(g[i]*rest1)
		v[i] = float32(v[i]*beta2) + float32(float32(g[i]*g[i])*rest2)
		root := float32(math.Sqrt(float64(v[i])))/n.rootCorrection + epsilon
		p[i] = float32(p[i]*n.keep) - float32(m[i]/root*n.stepSize)
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
