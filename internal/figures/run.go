package figures

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"strings"
	"time"

	"llmfromscratch/shared/book"
)

// Status is what became of a figure.
type Status string

const (
	Reproduced  Status = "reproduced"   // computed, and within the figure's tolerance
	Differs     Status = "differs"      // computed, and not
	Excepted    Status = "excepted"     // computed, and not, for a reason that shared/book gives
	Failed      Status = "failed"       // the computation ended with an error
	Skipped     Status = "skipped"      // a data file or weights that it needs are not there
	NotComputed Status = "not computed" // it needs a whole training run, a server, or code that is not there
)

// Computed reports whether there was something to compare.
func (s Status) Computed() bool { return s == Reproduced || s == Differs || s == Excepted }

// Bad reports whether the figure should have been reproduced and was not.
func (s Status) Bad() bool { return s == Differs || s == Failed }

// Result is the outcome for one figure.
type Result struct {
	Figure  book.Figure
	Cost    Cost
	Status  Status
	Got     any          // what came out, when something did
	Verdict book.Verdict // of the comparison, when there was one
	Reason  string       // why not reproduced, when it was not compared
	Missing string       // the data file or weights that are not there, when skipped
	Elapsed time.Duration
}

// Options of Run.
type Options struct {
	Before func(fig book.Figure, cost Cost) // called before each computation; nil: nobody
	Quick  bool                             // leave out what costs Training
}

// Run recomputes figures one after the other and yields what became of each. It ends early when ctx does: the figures
// that are left are not yielded.
func Run(ctx context.Context, e *Env, figs []book.Figure, opt Options) iter.Seq[Result] {
	return func(yield func(Result) bool) {
		for _, fig := range figs {
			if ctx.Err() != nil {
				return
			}
			r := one(ctx, e, fig, opt)
			if ctx.Err() != nil {
				return // whatever it says was the interruption
			}
			if !yield(r) {
				return
			}
		}
	}
}

// one recomputes one figure.
func one(ctx context.Context, e *Env, fig book.Figure, opt Options) Result {
	r := Result{Figure: fig}
	c, ok := Find(fig.ID)
	switch {
	case fig.Want == nil || !ok && !fig.Computable():
		r.Status, r.Reason = NotComputed, "needs "+needs(fig)
		return r
	case !ok:
		r.Status, r.Reason = NotComputed, "nothing in this version computes it"
		return r
	}
	r.Cost = c.Cost
	if opt.Quick && c.Cost == Training {
		r.Status, r.Reason = NotComputed, "left out: it trains or evaluates a model for tens of seconds or more"
		return r
	}
	if opt.Before != nil {
		opt.Before(fig, c.Cost)
	}
	start := time.Now()
	got, err := call(ctx, e, c, fig)
	r.Elapsed = time.Since(start)
	var missing *MissingFile
	switch {
	case errors.As(err, &missing):
		r.Status, r.Missing, r.Reason = Skipped, missing.Name, "needs "+missing.Error()
	case err != nil:
		r.Status, r.Reason = Failed, err.Error()
	default:
		r.Got, r.Verdict = got, fig.Compare(got)
		switch {
		case r.Verdict.OK:
			r.Status = Reproduced
		case fig.Exception != "":
			r.Status, r.Reason = Excepted, fig.Exception
		default:
			r.Status = Differs
		}
	}
	return r
}

// call runs a computation; a panic becomes its error.
func call(ctx context.Context, e *Env, c Computation, fig book.Figure) (got any, err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case error:
			err = p
			if strings.Contains(p.Error(), "runtime error") {
				err = fmt.Errorf("%w\n%s", p, debug.Stack())
			}
		default:
			err = fmt.Errorf("%v", p)
		}
	}()
	return c.Compute(ctx, e, Inputs{fig})
}

// needs says what a figure needs, in words.
func needs(fig book.Figure) string {
	words := map[string]string{
		book.NeedGPT2Small:  "OpenAI's GPT-2 weights (124M)",
		book.NeedGPT2Medium: "OpenAI's GPT-2 weights (355M)",
		book.NeedGPT2XL:     "OpenAI's GPT-2 weights (1558M)",
		book.NeedTraining:   "a whole training run",
		book.NeedJudge:      "a language-model server",
	}
	var list []string
	for _, n := range fig.Needs {
		if w, ok := words[n]; ok {
			list = append(list, w)
		}
	}
	if len(list) == 0 {
		return "an expected value: only the book's print is known"
	}
	return strings.Join(list, " and ")
}
