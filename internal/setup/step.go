package setup

import (
	"context"
	"fmt"
	"io"
	"time"

	"llmfromscratch/shared/assets"
)

// Step is one thing to install.
type Step struct {
	Name string // "tools", "kernel", …
	// Network is set where Do downloads something: such a step is refused when LLM_OFFLINE is set.
	Network bool
	// Done reports whether nothing is left to do, and says what is there: "gonb v0.11.5, …".
	Done func(ctx context.Context) (bool, string)
	// Do installs; it writes what it runs to w. Its error says what the reader can do.
	Do func(ctx context.Context, w io.Writer) error
}

// Run does the steps in order, skips those already done, and prints one line for each. It stops at the first that
// fails.
func Run(ctx context.Context, w io.Writer, steps ...Step) error {
	for _, s := range steps {
		ok, what := s.Done(ctx)
		if ok {
			fmt.Fprintf(w, "%-8s ready: %s\n", s.Name, what)
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if s.Network && assets.Offline() {
			return fmt.Errorf("%s: %s; %w: unset it, or install that by hand", s.Name, what, assets.ErrOffline)
		}
		start := time.Now()
		if err := s.Do(ctx, w); err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
		if ok, what = s.Done(ctx); !ok {
			return fmt.Errorf("%s: installed, and still not usable: %s", s.Name, what)
		}
		fmt.Fprintf(w, "%-8s installed in %.0f s: %s\n", s.Name, time.Since(start).Seconds(), what)
	}
	return nil
}
