package learn

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Grade tries an answer to a part, a lab or an exercise: a function with the part's signature. cases are those of
// [Cases], computed by the chapter's own function; nil leaves them out. It never panics and takes no longer than a few
// seconds.
func Grade(id string, answer any, cases []Case) Verdict { return grade(id, answer, cases, timeLimit) }

func grade(id string, answer any, cases []Case, limit time.Duration) Verdict {
	p, err := FindAny(id)
	if err != nil {
		return Verdict{ID: id, Says: "The part is not known: " + err.Error() + "."}
	}
	if says := p.misfit(answer); says != "" {
		return p.failed(says)
	}
	g := &guard{}
	done := make(chan Verdict, 1)
	go func() {
		v := p.failed("The function ends its goroutine instead of coming back.")
		defer func() {
			if r := recover(); r != nil {
				v = p.ended(g, r)
			}
			v.Calls = g.calls
			done <- v
		}()
		v = p.try(g.around(p, answer), cases)
	}()
	return g.watch(p, done, limit)
}

// misfit says what is wrong with the type of an answer, "" when nothing is.
func (p *Part) misfit(answer any) string {
	if answer == nil {
		return "There is no function yet. It begins with: " + p.Signature() + "."
	}
	want := reflect.TypeOf(p.Function)
	got := reflect.TypeOf(answer)
	switch {
	case got.Kind() != reflect.Func:
		return fmt.Sprintf("This is a value of type %v, not a function: pass the function itself, without "+
			"parentheses. It begins with: %s.", got, p.Signature())
	case got != want:
		return fmt.Sprintf("The function has the type %s, but this part wants %s.", plainType(got), p.Signature())
	case reflect.ValueOf(answer).IsNil():
		return "The function is nil. It begins with: " + p.Signature() + "."
	}
	return ""
}

func plainType(t reflect.Type) string { return strings.ReplaceAll(t.String(), "main.", "") }

// ended is the verdict on an answer that panicked.
func (p *Part) ended(g *guard, value any) Verdict {
	if s, ok := value.(stop); ok {
		return p.failed(s.says).on(s.input)
	}
	running, _, args := g.now()
	if text := fmt.Sprint(value); strings.HasPrefix(text, notYet) {
		return p.unwritten(strings.TrimPrefix(strings.TrimPrefix(text, notYet), ": "))
	}
	if !running {
		return p.failed("The result has another shape than was to be expected of this part: " + p.Signature() + ".").
			on(p.arguments(args))
	}
	return p.failed(Panicked(value)).on(p.arguments(args))
}

// unwritten is the verdict on a stub; of is the part whose stub it was.
func (p *Part) unwritten(of string) Verdict {
	v := p.failed("Not written yet: put your own lines where the stub panics. The first hint: " + p.Hints[0])
	if slices.Contains(exercises, p) { // the hints are in the notebook, and folded there
		v.Says = "Not written yet: put your own lines in the place of the return, then run the cell again."
	}
	v.Empty = true
	if of != "" && of != p.String() {
		v = p.failed("This part calls " + of + ", which is not written yet: write that one first, or do its work here.")
	}
	return v
}

// outcome is what a function made of an example.
type outcome struct {
	results []any
	panic   any
}

func (o outcome) equals(other outcome, tolerance float64) bool {
	if o.panic != nil || other.panic != nil {
		return o.panic != nil && other.panic != nil
	}
	return nearAll(o.results, other.results, tolerance)
}

func (o outcome) String() string {
	if o.panic != nil {
		return "a panic"
	}
	var all []string
	for _, r := range o.results {
		all = append(all, Literal(r))
	}
	return strings.Join(all, " and ")
}

// run calls a function on an example. Findings of the guard and stubs go on as panics.
func run(function any, args []any) (o outcome) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(stop); ok || strings.HasPrefix(fmt.Sprint(r), notYet) {
				panic(r)
			}
			o = outcome{panic: r}
		}
	}()
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		in[i] = reflect.ValueOf(a)
	}
	for _, r := range reflect.ValueOf(function).Call(in) {
		o.results = append(o.results, r.Interface())
	}
	return o
}

// try makes all checks: the examples, with the mistakes that they show; the properties; the random cases.
func (p *Part) try(function any, cases []Case) Verdict {
	known := p.known()
	got := make([]outcome, len(p.Examples))
	wrong := -1
	for i, args := range p.Examples {
		got[i] = run(function, args)
		if wrong < 0 && !got[i].equals(known.Right[i], exact) {
			wrong = i
		}
	}
	if wrong >= 0 && p.Body != "" {
		return p.examine(known.Right, got)
	}
	if wrong >= 0 {
		return p.explain(known, got, wrong)
	}
	for _, property := range p.Properties {
		if says := property.Check(function); says != "" {
			return p.failed(says)
		}
	}
	for _, c := range cases {
		if o := run(function, c.Args); !o.equals(outcome{results: c.Want}, loose) {
			v := p.mismatch(c.Args, o, outcome{results: c.Want})
			v.Says = "The small examples are right; on this random one the chapter's own function gives something " +
				"else."
			return v
		}
	}
	v := p.verdict()
	v.Passed = true
	v.Says = "Right."
	return v
}

// explain looks for a mistake that is known, first one that explains all examples, then one that explains some.
func (p *Part) explain(known results, got []outcome, wrong int) Verdict {
	for _, whole := range []bool{true, false} {
		for _, m := range p.Mistakes {
			if i := explains(known.Right, known.Wrong[m.Name], got, whole); i >= 0 {
				v := p.mismatch(p.Examples[i], got[i], known.Right[i])
				v.Mistake, v.Says = m.Name, m.Says
				return v
			}
		}
	}
	if nothing(got, known.Right) {
		return p.unwritten("")
	}
	v := p.mismatch(p.Examples[wrong], got[wrong], known.Right[wrong])
	if got[wrong].panic != nil {
		v.Says = Panicked(got[wrong].panic)
		v.Got = ""
	} else {
		v.Says = "Not right yet: " + difference(got[wrong].results, known.Right[wrong].results)
	}
	return v
}

// nothing reports whether an answer gives back only zero values where others are right, as a function does that was
// begun and returns nil.
func nothing(got, right []outcome) bool {
	return !slices.ContainsFunc(got, func(o outcome) bool { return o.panic != nil || !isZero(o.results) }) &&
		slices.ContainsFunc(right, func(o outcome) bool { return !isZero(o.results) })
}

// explains is the first example on which a mistake differs from what is right, when the answer is equal to the mistake
// everywhere; or, unless whole, on at least half of the examples that show it, panics apart, which are alike by chance.
// It is -1 when the mistake explains nothing.
func explains(right, mistake, got []outcome, whole bool) int {
	first, shown, same := -1, 0, 0
	for i := range right {
		equal := got[i].equals(mistake[i], exact)
		if whole && !equal {
			return -1
		}
		if mistake[i].equals(right[i], exact) || !whole && mistake[i].panic != nil {
			continue
		}
		shown++
		if equal {
			if same++; first < 0 {
				first = i
			}
		}
	}
	if 2*same < shown {
		return -1
	}
	return first
}

// mismatch is a verdict that shows an example.
func (p *Part) mismatch(args []any, got, want outcome) Verdict {
	v := p.failed("").on(p.arguments(args))
	v.Got, v.Want = got.String(), want.String()
	return v
}

// isZero reports whether values are all zero, nil or empty.
func isZero(values []any) bool {
	for _, v := range values {
		value := reflect.ValueOf(v)
		empty := value.IsZero()
		if value.Kind() == reflect.Slice || value.Kind() == reflect.Map {
			empty = value.Len() == 0
		}
		if !empty {
			return false
		}
	}
	return true
}

// difference says in a few words how two results differ first.
func difference(got, want []any) string {
	for i := range got {
		if says := differs(reflect.ValueOf(got[i]), reflect.ValueOf(want[i]), "the result"); says != "" {
			return says
		}
	}
	return "the result is another one."
}

func differs(got, want reflect.Value, where string) string {
	if nearValues(got, want, exact) {
		return ""
	}
	if got.Kind() != reflect.Slice {
		return fmt.Sprintf("%s is %s where %s is right.", where, Literal(got.Interface()), Literal(want.Interface()))
	}
	if got.Len() != want.Len() {
		return fmt.Sprintf("%s has the length %d where %d is right.", where, got.Len(), want.Len())
	}
	for i := range got.Len() {
		if says := differs(got.Index(i), want.Index(i), fmt.Sprintf("element %d of %s", i, where)); says != "" {
			return says
		}
	}
	return ""
}
