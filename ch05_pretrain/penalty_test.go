package pretrain_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/torchrand"
)

func ExampleRepetitionPenalty() {
	fmt.Println(pretrain.RepetitionPenalty([]float32{3, -1, 2}, []int{0, 1, 0}, 2))
	// Output: [1.5 -2 2]
}

func ExampleFrequencyPenalty() {
	fmt.Println(pretrain.FrequencyPenalty([]float32{3, 2, 1}, []int{0, 1, 0}, 0.5))
	// Output: [2 1.5 1]
}

func ExamplePresencePenalty() {
	fmt.Println(pretrain.PresencePenalty([]float32{3, 2, 1}, []int{0, 1, 0}, 0.5))
	// Output: [2.5 1.5 1]
}

func TestPenaltiesLeaveTheModelsLogitsAlone(t *testing.T) {
	logits := []float32{3, -1, 2}
	p := pretrain.Penalties{Repetition: 2, Frequency: 1, Presence: 1}
	got := p.Apply(logits, []int{0, 1, 2}, 1)
	if want := []float32{1.5, -4, -1}; !reflect.DeepEqual(got, want) { // the prompt, 0, is repeated only
		t.Errorf("%v, want %v", got, want)
	}
	if want := []float32{3, -1, 2}; !reflect.DeepEqual(logits, want) {
		t.Errorf("the logits have become %v", logits)
	}
	if got := (pretrain.Penalties{}).Apply(logits, []int{0, 1}, 0); !reflect.DeepEqual(got, logits) {
		t.Errorf("without penalties: %v", got)
	}
}

// circle is a model that says 0 and 1 in turn, and 2 with logits that are a little smaller.
type circle struct{}

func (circle) NextLogits(ids [][]int) ([][]float32, error) {
	row := []float32{3, 3, 2.5, 0}
	row[ids[0][len(ids[0])-1]%2] = 1
	return [][]float32{row}, nil
}

func TestGenerateLeavesACircleWithAPenalty(t *testing.T) {
	for want, s := range map[string]pretrain.Sampling{
		"[0 1 0 1 0]": {},
		"[0 1 2 1 0]": {Penalties: pretrain.Penalties{Repetition: 1.3}}, // 3/1.3 = 2.31 is below 2.5
		"[0 1 0 2 1]": {Penalties: pretrain.Penalties{Frequency: 0.8}},  // the prompt, 0, does not count
	} {
		ids, err := pretrain.Generate(context.Background(), circle{}, [][]int{{0}}, 4, 8, s, torchrand.New(1), nil)
		if got := fmt.Sprint(ids[0]); err != nil || got != want {
			t.Errorf("%+v: %s, %v; want %s", s, got, err, want)
		}
	}
}

func TestAbsurdSettingsAreRefused(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for want, set := range map[string]func(s *pretrain.Sampling, value float64){
		"top-p":              func(s *pretrain.Sampling, value float64) { s.TopP = value },
		"min-p":              func(s *pretrain.Sampling, value float64) { s.MinP = value },
		"repetition penalty": func(s *pretrain.Sampling, value float64) { s.Repetition = value },
		"frequency penalty":  func(s *pretrain.Sampling, value float64) { s.Frequency = value },
		"presence penalty":   func(s *pretrain.Sampling, value float64) { s.Presence = value },
	} {
		for _, value := range []float64{nan, inf, -inf} {
			var s pretrain.Sampling
			set(&s, value)
			if err := s.Validate(); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: %v", s, err)
			}
		}
	}
	for _, s := range []pretrain.Sampling{{TopP: -0.1}, {TopP: 1.1}, {MinP: -0.1}, {MinP: 1.1}} {
		if err := s.Validate(); err == nil {
			t.Errorf("%+v is accepted", s)
		}
	}
}
