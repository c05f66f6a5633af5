package longrun

import (
	"context"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/progress"
)

// Bar shows how a training run goes on, with the loss and the time left. It appears when the first step begins, which
// takes longer than others: it is compiled.
type Bar struct {
	ctx   context.Context
	bar   *progress.Bar
	shown int // steps
}

// NewBar makes a bar for a run under ctx; its Watch is told of the run.
func NewBar(ctx context.Context) *Bar { return &Bar{ctx: ctx} }

// Watch shows every step. It never ends the run: that the context ends, the run sees by itself.
func (b *Bar) Watch(e pretrain.Event) error {
	if b.bar == nil && (e.Kind == pretrain.Begun || e.Kind == pretrain.Stepped) {
		b.bar = progress.Start(b.ctx, e.Steps, "training")
	}
	if e.Kind != pretrain.Stepped {
		return nil
	}
	b.bar.Note("epoch %d, loss %.3f", e.Epoch, e.Loss)
	_ = b.bar.Add(e.Step - b.shown)
	b.shown = e.Step
	return nil
}

// Done ends the bar. Of a run that was loaded rather than done there is none to end.
func (b *Bar) Done() { b.bar.Done() }
