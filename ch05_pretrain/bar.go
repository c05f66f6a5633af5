package pretrain

import (
	"context"

	"llmfromscratch/shared/progress"
)

// Bar shows how a training run goes on, with the loss and the time left: its OnStep goes into the [Options] of the run.
// It begins with the first step, which in a run that is resumed is a later one.
type Bar struct {
	ctx   context.Context
	bar   *progress.Bar
	shown int // steps
}

// NewBar makes a bar for a run under ctx.
func NewBar(ctx context.Context) *Bar { return &Bar{ctx: ctx} }

// OnStep shows a step. It never ends the run: that the context ends, Train sees by itself, and saves a checkpoint.
func (b *Bar) OnStep(p Progress) error {
	if b.bar == nil {
		b.bar = progress.Start(b.ctx, p.Steps, "training")
	}
	b.bar.Note("epoch %d, loss %.3f", p.Epoch, p.Loss)
	_ = b.bar.Add(p.Step - b.shown)
	b.shown = p.Step
	return nil
}

// Done ends the bar. Of a run that was loaded rather than done there is none to end.
func (b *Bar) Done() { b.bar.Done() }
