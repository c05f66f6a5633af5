package own

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// small are parts of which one is yours: function, of part 5.3c.
func small(t *testing.T, function any) *Parts {
	t.Helper()
	p, err := Assemble(map[string]any{"5.3c": function}, func(string) any { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestALoopWithoutEndIsNamed(t *testing.T) {
	end := make(chan bool)
	defer close(end)
	p := small(t, func([]float64, float64) int { <-end; return 0 })
	err := p.try(func() { p.Draw(nil, 0) }, 50*time.Millisecond)
	if err == nil || !strings.Contains(err.Error(), "part 5.3c Draw passed") ||
		!strings.Contains(err.Error(), "does not end") {
		t.Error(err)
	}
}

// The innermost part that runs is the one that is named, also after one that has come back.
func TestThePartThatPanicsIsNamed(t *testing.T) {
	p := small(t, func(shares []float64, _ float64) int { return int(shares[len(shares)]) })
	for range 2 {
		err := p.Try(func() { p.Draw([]float64{1}, 0) })
		if err == nil || !strings.Contains(err.Error(), "asks for element 1 of a slice that has 1") {
			t.Error(err)
		}
	}
	if err := p.Try(func() { panic("away") }); err == nil || !strings.Contains(err.Error(), "cannot do that: away") {
		t.Error(err)
	}
	p = small(t, func([]float64, float64) int { return 7 })
	err := p.Try(func() { fmt.Println([]int{}[p.Draw(nil, 0)]) })
	if err == nil || !strings.Contains(err.Error(), "5.3c Draw") || !strings.Contains(err.Error(), "last of yours") {
		t.Error(err)
	}
	if err := p.Try(runtime.Goexit); err == nil || !strings.Contains(err.Error(), "ends its goroutine") {
		t.Error(err)
	}
	if err := p.Try(func() {}); err != nil {
		t.Error(err)
	}
}

func TestAPartOfAnotherTypeIsRefused(t *testing.T) {
	for id, function := range map[string]any{"5.3c": func() {}, "no part": func() {}} {
		if _, err := Assemble(map[string]any{id: function}, func(string) any { return nil }); err == nil {
			t.Errorf("%s is taken", id)
		}
	}
}

func TestWeightsThatAreMissingAreNamed(t *testing.T) {
	_, err := NewModel(small(t, nil), &Pretrained{Weights: map[string]Matrix{"tok_emb.weight": {{1}}}})
	if err == nil || !strings.Contains(err.Error(), "pos_emb.weight") {
		t.Error(err)
	}
}
