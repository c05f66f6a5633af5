package lesson_test

import (
	"testing"

	"llmfromscratch/notebooks/ch04"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/book"
)

func TestResultsAreTheBooks(t *testing.T) {
	be := backendtest.Open()
	x := [][]float32{{1, 0, -1}}
	for id, compute := range map[string]func() (any, error){
		"ch04.ln.mean_var": func() (any, error) {
			out, err := lesson.SixNeurons(be)
			if err != nil {
				return nil, err
			}
			return lesson.Measure(be, out, true)
		},
		"ch04.gelu.curve": func() (any, error) { return lesson.Activations(be, -3, 3, 100) },
		"ch04.shortcut.without": func() (any, error) {
			gradients, err := lesson.GradientMeans(be, 123, lesson.LayerSizes(), x, false)
			return lesson.ByName(gradients), err
		},
		"ch04.shortcut.with": func() (any, error) {
			gradients, err := lesson.GradientMeans(be, 123, lesson.LayerSizes(), x, true)
			return lesson.ByName(gradients), err
		},
		"ch04.ex2.sizes": func() (any, error) { return lesson.Sizes(), nil },
	} {
		got, err := compute()
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		if v := book.Check(id, got); !v.OK {
			t.Errorf("%s: %v", id, v)
		}
	}
}
