package corpus

import (
	"context"
	"iter"
	"sync"
)

// inOrder works on what produce emits with several workers at once and yields the results in the order of the work.
// Only a few results wait at a time, so that memory stays bounded however fast or slow each side is. It stops at the
// first error, which it yields, at the end of ctx, and when the caller has enough; no goroutine is left then.
//
// Each worker has a function of its own, so that it may keep what is not safe to share.
func inOrder[In, Out any](ctx context.Context,
	workers []func(In) (Out, error), produce func(emit func(In) error) error) iter.Seq2[Out, error] {
	return func(yield func(Out, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()

		work, waiting := make(chan job[In, Out]), make(chan job[In, Out], 2*len(workers))
		running.Go(func() {
			defer close(waiting)
			defer close(work)
			handOut(ctx, produce, work, waiting)
		})
		for _, do := range workers {
			running.Go(func() {
				for j := range work {
					out, err := do(j.in)
					j.done <- result[Out]{out, err}
				}
			})
		}

		for j := range waiting {
			var r result[Out]
			select {
			case r = <-j.done:
			case <-ctx.Done():
				r.err = context.Cause(ctx)
			}
			if !yield(r.out, r.err) || r.err != nil {
				return
			}
		}
		if err := context.Cause(ctx); err != nil {
			var none Out
			yield(none, err)
		}
	}
}

// job is a piece of work, done when its result is there.
type job[In, Out any] struct {
	in   In
	done chan result[Out]
}

type result[Out any] struct {
	out Out
	err error
}

// handOut puts each job first where the results are waited for, then where the workers take it.
func handOut[In, Out any](ctx context.Context, produce func(emit func(In) error) error,
	work, waiting chan job[In, Out]) {
	queue := func(to chan job[In, Out], j job[In, Out]) error {
		select {
		case to <- j:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	err := produce(func(in In) error {
		j := job[In, Out]{in: in, done: make(chan result[Out], 1)}
		if err := queue(waiting, j); err != nil {
			return err
		}
		return queue(work, j)
	})
	if err != nil {
		failed := job[In, Out]{done: make(chan result[Out], 1)}
		failed.done <- result[Out]{err: err}
		_ = queue(waiting, failed) // unless nobody is interested any more
	}
}
