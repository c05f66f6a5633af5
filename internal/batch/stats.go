package batch

// Stats is how much a batch has done and has to do.
type Stats struct {
	Running, Waiting int   // texts now
	Texts            int64 // that have ended
	PromptTokens     int64 // read
	Tokens           int64 // chosen
	Steps            int64 // of the engine, prompts apart
}

// Stats are those of this moment.
func (b *Batch) Stats() Stats {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.stats
	s.Waiting = len(b.waiting)
	return s
}

// count changes the figures.
func (b *Batch) count(change func(s *Stats)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(&b.stats)
}
