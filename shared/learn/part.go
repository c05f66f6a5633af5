package learn

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
)

// Matrix is [rows, columns] as Go slices. It is another name of the type, not another type: a learner may write either.
type Matrix = [][]float64

// Part is one function that the learner writes.
type Part struct {
	ID      string // section of the book, "3.5"; with a letter where a section has several parts
	Name    string // of the function
	Title   string // in a few words
	Chapter string // folder of the package that has it, too
	Stub    string // comment and signature of the function, Go source without a body
	Body    string // Go source of a lab's body, which is complete and faulty; "" for a part
	Hints   [3]string
	Teaches string // what a solved part leaves behind

	// Function is a nil function of the part's type; its type is what an answer is compared with.
	Function any
	// Examples are arguments, from the smallest on. What the right function makes of them, and what the wrong ones
	// do, is in results.json, so that no answer has to stand here.
	Examples   [][]any
	Mistakes   []Mistake
	Properties []Property
	// Random draws arguments, whose results are compared with those of the chapter's own function; see [Cases]. Nil
	// where the chapter has none of that form.
	Random func(r *rand.Rand) []any
}

// Mistake is a wrong answer that people give for a reason.
type Mistake struct {
	Name string // short, unique in its part
	Says string // what went wrong and why it matters
}

// Property is something that the right function does with any arguments.
type Property struct {
	Name string
	// Check returns "" or a sentence about what does not hold.
	Check func(function any) string
}

// Parts are all parts in the order of the course.
func Parts() []*Part { return parts }

// All are the parts and, behind them, the labs.
func All() []*Part { return slices.Concat(parts, labs) }

var parts = []*Part{
	&splitPart, &vocabularyPart, &encodePart, &countPart, &mergePart, &windowsPart, &lookupPart, &embedPart,
	&softmaxPart, &mixPart, &linearPart, &scoresPart, &causalPart, &splitHeadsPart, &mergeHeadsPart, &multiHeadPart,
	&layerNormPart, &geluPart, &feedForwardPart, &blockPart, &greedyPart, &crossEntropyPart, &gradientsPart,
	&adamWPart, &topKPart, &temperaturePart, &drawPart, &schedulePart, &padPart, &promptPart, &collatePart, &loraPart,
	&dpoPart,
}

// Exercises are the exercises of the book and the course that ask for a function, in the notebooks' order. They are
// graded as parts are, in notebooks only: a learner's folder has no stubs of them. Their ids are those of the
// exercises with an X before them.
func Exercises() []*Part { return exercises }

// UnknownPartError is the error for an id that no part has.
type UnknownPartError struct{ ID string }

func (e *UnknownPartError) Error() string {
	var ids []string
	for _, p := range All() {
		ids = append(ids, p.ID)
	}
	return fmt.Sprintf("there is no part %q: have %s", e.ID, strings.Join(ids, ", "))
}

// Find is the part with an id, or with a function's name in any case: "3.5" and "causalmask" are one.
func Find(id string) (*Part, error) {
	for _, p := range All() {
		if p.ID == id || strings.EqualFold(p.ID, id) || strings.EqualFold(p.Name, id) {
			return p, nil
		}
	}
	return nil, &UnknownPartError{ID: id}
}

// FindAny is [Find] for notebooks, where exercises are graded as well.
func FindAny(id string) (*Part, error) {
	for _, p := range exercises {
		if strings.EqualFold(p.ID, id) || strings.EqualFold(p.Name, id) {
			return p, nil
		}
	}
	return Find(id)
}

// Signature is the first line of the function: "func Softmax(x [][]float64) [][]float64".
func (p *Part) Signature() string {
	for line := range strings.Lines(p.Stub) {
		if strings.HasPrefix(line, "func ") {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// parameters are the names of the function's parameters.
func (p *Part) parameters() []string {
	signature := p.Signature()
	var names []string
	depth, start := 0, 0
	for i, c := range signature {
		switch {
		case c == '(':
			if depth++; depth == 1 {
				start = i + 1
			}
		case depth == 1 && (c == ',' || c == ')'):
			name, _, _ := strings.Cut(strings.TrimSpace(signature[start:i]), " ")
			names, start = append(names, name), i+1
			if c == ')' {
				return names
			}
		case c == ')':
			depth--
		}
	}
	return names
}

// File is the name of the part's file in a learner's folder: "3.5-causalmask.go". No underscore is in it, because Go
// takes what follows one for an operating system: part_windows.go would be left out everywhere else.
func (p *Part) File() string { return p.ID + "-" + strings.ToLower(p.Name) + ".go" }

// Source is the stub as Go source: the comment, the signature, and a body that says that nothing is there yet, or that
// is faulty.
func (p *Part) Source() string {
	if p.Body != "" {
		return p.Stub + " {\n" + p.Body + "\n}\n"
	}
	return fmt.Sprintf("%s {\n\tpanic(%q)\n}\n", p.Stub, notYet+": "+p.String())
}

// String is id and name, as messages write them: "3.5 CausalMask".
func (p *Part) String() string { return p.ID + " " + p.Name }

// property makes a Property of a check of functions of one type.
func property[F any](name string, check func(f F) string) Property {
	return Property{Name: name, Check: func(function any) string { return check(function.(F)) }}
}

// printed is a property that compares with numbers that the book prints, rounded as they are there.
func printed(where string, args []any, want any, tolerance float64) Property {
	return Property{Name: where, Check: func(function any) string {
		var in []reflect.Value
		for _, a := range args {
			in = append(in, reflect.ValueOf(a))
		}
		got := reflect.ValueOf(function).Call(in)[0].Interface()
		if near(got, want, tolerance) {
			return ""
		}
		return fmt.Sprintf("%s has %s there, yours is %s.", where, Literal(want), Literal(got))
	}}
}
