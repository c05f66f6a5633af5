package reference

import (
	"slices"
	"testing"

	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/learn"
)

func TestEveryRandomCaseHasAFunction(t *testing.T) {
	c := New(backendtest.Open())
	for _, p := range slices.Concat(learn.Parts(), learn.Exercises()) {
		// The model of one's own parts takes what is missing from the chapters; an exercise needs one for its cases.
		noneWanted := p.ID == "2.5b" || p.ID[0] == 'X' && p.Random == nil
		if none := c.Function(p.ID) == nil; none != noneWanted || none && p.Random != nil {
			t.Errorf("%s: random arguments %t, a function of the chapter %t", p, p.Random != nil,
				c.Function(p.ID) != nil)
		}
		cases, err := c.Cases(p, 1)
		if err != nil || p.Random != nil && len(cases) == 0 {
			t.Errorf("%s: %d cases, %v", p, len(cases), err)
		}
	}
}

// The chapters' functions are answers themselves, within what float32 leaves of them: on the random cases that they
// made.
func TestChaptersAgreeWithThemselves(t *testing.T) {
	for _, id := range []string{"2.2", "2.3", "A.4", "D.2", "6.3", "7.2", "7.3", "X0.2", "X2.3", "X7.1"} {
		c := New(backendtest.Open())
		p, err := learn.FindAny(id)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := c.Cases(p, 7)
		if err != nil {
			t.Fatal(err)
		}
		if v := learn.Grade(id, c.Function(id), cases); !v.Passed {
			t.Error(v)
		}
	}
}
