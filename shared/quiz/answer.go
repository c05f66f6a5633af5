package quiz

import (
	"fmt"
	"math"
	"reflect"
	"strings"
)

// Answer is what an exercise comes to: one value or several, each a number, a text or a list of numbers.
type Answer struct {
	ID, Title string
	Names     []string // what each value is
	Right     []any
	Near      float64 // how far off a number may be that is not whole
	Mistakes  []Mistake
	Look      string // what to look at, for an answer that no mistake explains
	Why       string // what is said of the right answer
}

// Mistake is a wrong answer that people give for a reason.
type Mistake struct {
	Got  []any // what it comes to; nil stands for any value
	Says string
}

// Answers are all answers in the order of the notebooks.
func Answers() []Answer { return answers }

// FindAnswer is the answer of an exercise.
func FindAnswer(id string) (Answer, error) {
	for _, a := range answers {
		if strings.EqualFold(a.ID, id) {
			return a, nil
		}
	}
	return Answer{}, fmt.Errorf("there is no answer %q: have %s", id, ids(answers,
		func(a Answer) string { return a.ID }))
}

// Judge says what values earn. It names the mistake that explains them, and never what is right. Values that are all
// zero or empty are no answer yet.
func (a Answer) Judge(values ...any) Verdict {
	v := Verdict{ID: a.ID, Title: a.Title}
	if says := a.misfit(values); says != "" {
		v.Says = says
		return v
	}
	empty := 0
	for _, x := range values {
		if isEmpty(reflect.ValueOf(x)) {
			empty++
		}
	}
	if empty == len(values) {
		value := "value"
		if len(a.Names) > 1 {
			value = "values"
		}
		v.Empty, v.Says = true, "No answer yet: put in your "+value+" for "+list(a.Names)+", then run the cell again."
		return v
	}
	if a.equal(values, a.Right) {
		v.Passed, v.Says = true, "Right. "+a.Why
		return v
	}
	for _, m := range a.Mistakes {
		if a.equal(values, m.Got) {
			v.Mistake, v.Says = m.Says, m.Says
			return v
		}
	}
	var wrong []string
	for i, x := range values {
		if !a.near(x, a.Right[i]) {
			wrong = append(wrong, a.Names[i])
		}
	}
	v.Says = "Not yet: " + list(wrong) + ". " + a.Look
	return v
}

// misfit says what is wrong with the number or the types of values, "" when nothing is.
func (a Answer) misfit(values []any) string {
	if len(values) != len(a.Right) {
		return fmt.Sprintf("This exercise asks for %s: %d values, not %d.", list(a.Names), len(a.Right), len(values))
	}
	for i, x := range values {
		if got, want := reflect.TypeOf(x), reflect.TypeOf(a.Right[i]); got != want {
			return fmt.Sprintf("The answer for %s is of type %v, and %v is wanted.", a.Names[i], got, want)
		}
	}
	return ""
}

// equal compares values with others, of which nil equals any.
func (a Answer) equal(values, others []any) bool {
	for i, x := range values {
		if others[i] != nil && !a.near(x, others[i]) {
			return false
		}
	}
	return true
}

func (a Answer) near(x, y any) bool {
	if f, ok := x.(float64); ok {
		return math.Abs(f-y.(float64)) <= a.Near
	}
	return reflect.DeepEqual(x, y)
}

// isEmpty reports whether a value is zero, or a list of zeros.
func isEmpty(v reflect.Value) bool {
	if v.Kind() != reflect.Slice {
		return v.IsZero()
	}
	for i := range v.Len() {
		if !v.Index(i).IsZero() {
			return false
		}
	}
	return true
}

// list is "a, b and c".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
