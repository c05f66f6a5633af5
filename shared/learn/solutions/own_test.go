package solutions

import (
	"errors"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/notebooks/reference"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/learn/own"
)

const beginning = "Once upon a time there was a fox"

// model is one of these parts, and of the chapters' own without them.
func model(t *testing.T, answers map[string]any) *own.Model {
	t.Helper()
	parts, err := own.Assemble(answers, reference.New(backendtest.Open()).Function)
	if err != nil {
		t.Fatal(err)
	}
	base, err := reference.Base()
	if err != nil {
		t.Fatal(err)
	}
	m, err := own.NewModel(parts, base)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestT(t *testing.T) {
	for _, a := range []map[string]any{nil, All} {
		m := model(t, a)
		err := m.Try(func() {
			t.Log(m.Continue(beginning, 20))
			t.Log(m.Sample(beginning, 10, 20, 1, rand.New(rand.NewPCG(1, 0))))
			t.Log(m.Likely(beginning, 3), m.Loss(beginning))
		})
		if err != nil {
			t.Error(err)
		}
		tiny := own.NewTiny(m.Parts, own.Story, rand.New(rand.NewPCG(123, 0)))
		for i := range 80 {
			if l := tiny.Step(80); i%10 == 0 || i == 79 {
				t.Log(i, l)
			}
		}
		t.Log(tiny.Size(), tiny.Continue("The cat", 20))
	}
}

var _ = errors.New
var _ = maps.Clone[map[string]any]
var _ = math.Abs
var _ = slices.Clip[[]int]
var _ = strings.Cut
var _ = learn.Find
