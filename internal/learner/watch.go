package learner

import (
	"context"
	"os"
	"time"

	"llmfromscratch/shared/learn"
)

// poll is how often the files are looked at. Weighed: fsnotify is told by the system, but not on every one, and not in
// every mounted folder; looking at the times of some thirty files costs nothing.
const poll = 300 * time.Millisecond

// Watch grades every part whose file is saved, until ctx ends, and tells each result.
func (d *Desk) Watch(ctx context.Context, tell func(Result) error) error {
	if _, err := d.build(ctx); err != nil && ctx.Err() == nil { // the first build takes longest: do it now
		return err
	}
	seen := d.times()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(poll):
		}
		now := d.times()
		var saved []*learn.Part
		for _, p := range learn.All() {
			if !now[p.ID].IsZero() && !now[p.ID].Equal(seen[p.ID]) {
				saved = append(saved, p)
			}
		}
		seen = now
		if len(saved) == 0 {
			continue
		}
		results, err := d.Check(ctx, saved...)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		for _, r := range results {
			if err := tell(r); err != nil {
				return err
			}
		}
	}
}

// times are when the parts' files were changed.
func (d *Desk) times() map[string]time.Time {
	all := map[string]time.Time{}
	for _, p := range learn.All() {
		if info, err := os.Stat(d.file(p)); err == nil {
			all[p.ID] = info.ModTime()
		}
	}
	return all
}
