package notebook

import (
	"context"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Jobs is how many notebooks run at a time where nobody says otherwise: two. Between the calculations that keep all
// cores busy a notebook compiles one cell after the other, and the other notebook fills that time. Each may hold
// GPT-2's 124 million parameters more than once, about 3 GB.
func Jobs() int { return min(2, runtime.NumCPU()) }

// runAll executes notebooks, several at a time, and returns the results of those that ended, in the order of names.
func runAll(ctx context.Context, opt Options, names []string) ([]Result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	jobs := opt.Jobs
	if jobs < 1 {
		jobs = Jobs()
	}
	opt.Jobs = min(jobs, len(groups(names)))
	var (
		mu   sync.Mutex // of done and opt.Log
		done = map[string]Result{}
	)
	say := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(opt.Log, format, args...)
	}
	run := func(name string) {
		stem := strings.TrimSuffix(name, ".ipynb")
		say("%s …\n", stem)
		r, err := runOne(ctx, opt, name)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			cancel(fmt.Errorf("%s: %w", name, err))
			return
		}
		for _, p := range r.Problems {
			say("    %s: %s\n", stem, p)
		}
		say("%s ended after %.0f s\n", stem, r.Seconds)
		mu.Lock()
		defer mu.Unlock()
		done[name] = r
	}

	share(opt.Jobs, groups(names), func(name string) {
		if ctx.Err() == nil {
			run(name)
		}
	})

	var results []Result
	for _, name := range names {
		if r, ok := done[name]; ok {
			results = append(results, r)
		}
	}
	return results, context.Cause(ctx)
}

// share calls do for all names, for one of a group after the other and for several groups at a time.
func share(jobs int, groups [][]string, do func(name string)) {
	queue := make(chan []string)
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			for group := range queue {
				for _, name := range group {
					do(name)
				}
			}
		})
	}
	for _, group := range groups {
		queue <- group
	}
	close(queue)
	workers.Wait()
}

// groups are the notebooks that run one after the other: a chapter and then its exercises, which go on with what the
// chapter saved. The last chapters take longest and come first, so that no worker is left with one of them at the end;
// then the appendices.
func groups(names []string) [][]string {
	var all [][]string
	for _, name := range names {
		of := func(g []string) bool { return path.Base(g[0]) == path.Base(name) }
		if i := slices.IndexFunc(all, of); i >= 0 {
			all[i] = append(all[i], name)
		} else {
			all = append(all, []string{name})
		}
	}
	slices.SortStableFunc(all, func(a, b []string) int {
		x, y := path.Base(a[0]), path.Base(b[0])
		if isChapter(x) && isChapter(y) {
			return strings.Compare(y, x)
		}
		return strings.Compare(order(x), order(y))
	})
	return all
}
