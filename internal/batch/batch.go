package batch

import (
	"context"
	"slices"
	"sync"

	"llmfromscratch/ch02_text"
)

// Model is what a batch has to know of a model.
type Model struct {
	Tok                      text.Tokenizer
	ContextLength, VocabSize int
}

// Options say how much a batch takes.
type Options struct {
	Slots   int // texts at once; as many as the engine has
	Waiting int // requests that may wait for a slot
}

// Batch is the loop that generates texts. It ends with Close.
type Batch struct {
	engine Engine
	model  Model
	opt    Options
	wake   chan struct{} // there is something to do
	done   chan struct{} // the loop has ended
	active []*sequence   // in the order in which they joined; the loop's own

	mu      sync.Mutex
	waiting []*sequence
	closed  bool
	stats   Stats
}

// New starts a batch.
func New(engine Engine, m Model, opt Options) *Batch {
	b := &Batch{engine: guarded{engine}, model: m, opt: opt, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go b.run()
	return b
}

// Submit asks for texts, all or none of them. Their events come on one channel, which is closed after the last; nobody
// has to read it. When ctx ends, so does the work. The error is ErrFull, ErrClosed or an [InvalidError].
func (b *Batch) Submit(ctx context.Context, requests ...Request) (<-chan Event, error) {
	room := 0
	for _, r := range requests {
		if err := r.check(b.model.VocabSize, b.model.ContextLength); err != nil {
			return nil, err
		}
		room += r.room(b.model.ContextLength)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil, ErrClosed
	}
	if len(b.waiting)+len(requests) > b.opt.Waiting {
		b.waiting = slices.DeleteFunc(b.waiting, leave) // those that have hung up take no place
	}
	if len(b.waiting)+len(requests) > b.opt.Waiting+b.free() {
		return nil, ErrFull
	}
	g := &group{events: make(chan Event, room)}
	g.left.Store(int32(len(requests)))
	for i, r := range requests {
		b.waiting = append(b.waiting, newSequence(ctx, r, i, g, b.model.Tok, b.model.ContextLength))
	}
	b.nudge()
	return g.events, nil
}

// free is the number of slots that nobody has; what waits may have them soon.
func (b *Batch) free() int { return b.opt.Slots - b.stats.Running }

// leave ends a sequence that nobody waits for any more, and says whether it did.
func leave(s *sequence) bool {
	if s.ctx.Err() == nil {
		return false
	}
	s.end("", context.Cause(s.ctx))
	return true
}

// nudge wakes the loop.
func (b *Batch) nudge() {
	select {
	case b.wake <- struct{}{}:
	default: // it is awake
	}
}

// Close ends the loop. Texts that are not whole end with ErrClosed.
func (b *Batch) Close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.nudge()
	<-b.done
}

// run is the loop: those that have come join, all take a step, those whose text has ended leave.
func (b *Batch) run() {
	defer close(b.done)
	for {
		arrivals, closed := b.arrivals()
		if closed {
			for _, s := range slices.Concat(b.active, arrivals) {
				s.end("", ErrClosed)
			}
			return
		}
		for _, s := range arrivals {
			b.join(s)
		}
		b.active = slices.DeleteFunc(b.active, leave)
		b.count(func(s *Stats) { s.Running = len(b.active) })
		if len(b.active) == 0 && len(arrivals) == 0 {
			<-b.wake
			continue
		}
		b.step()
	}
}

// arrivals are the requests that free slots are for, or when the batch ends all that wait.
func (b *Batch) arrivals() (list []*sequence, closed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := len(b.waiting)
	if !b.closed {
		n = min(n, b.opt.Slots-len(b.active))
	}
	list = slices.Clone(b.waiting[:n])
	b.waiting = slices.Delete(b.waiting, 0, n)
	b.stats.Running = len(b.active) + n
	return list, b.closed
}

// join reads a prompt and chooses the first token.
func (b *Batch) join(s *sequence) {
	if leave(s) {
		return
	}
	if s.Echo {
		var scores [][]float32
		if s.LogProbs > 0 {
			var err error
			if scores, err = b.engine.Score(s.Prompt); err != nil {
				s.end("", err)
				return
			}
		}
		s.echo(scores)
	}
	s.slot = b.freeSlot()
	logits, err := b.engine.Start(s.slot, s.Prompt)
	if err != nil {
		s.end("", err)
		return
	}
	b.count(func(stats *Stats) { stats.PromptTokens += int64(len(s.Prompt)) })
	if b.take(s, logits) {
		b.active = append(b.active, s)
	}
}

// take lets a sequence choose its next token.
func (b *Batch) take(s *sequence, logits []float32) (goesOn bool) {
	before := len(s.ids)
	goesOn = s.take(logits)
	b.count(func(stats *Stats) {
		stats.Tokens += int64(len(s.ids) - before)
		if !goesOn {
			stats.Texts++
		}
	})
	return goesOn
}

// freeSlot is the first slot that no sequence has.
func (b *Batch) freeSlot() int {
	slot := 0
	for slices.ContainsFunc(b.active, func(s *sequence) bool { return s.slot == slot }) {
		slot++
	}
	return slot
}

// step appends to every text its last token and chooses the next.
func (b *Batch) step() {
	if len(b.active) == 0 {
		return
	}
	slots, ids := make([]int, len(b.active)), make([]int, len(b.active))
	for i, s := range b.active {
		slots[i], ids[i] = s.slot, s.ids[len(s.ids)-1]
	}
	logits, err := b.engine.Step(slots, ids)
	b.count(func(stats *Stats) { stats.Steps++ })
	if err != nil {
		for _, s := range b.active {
			s.end("", err)
		}
		b.active = nil
		return
	}
	goesOn := make([]bool, len(b.active))
	var group sync.WaitGroup
	for i, s := range b.active { // to draw one of 50,000 tokens takes a while, and each has random numbers of its own
		group.Go(func() { goesOn[i] = b.take(s, logits[i]) })
	}
	group.Wait()
	var left []*sequence
	for i, s := range b.active {
		if goesOn[i] {
			left = append(left, s)
		}
	}
	b.active = left
}
