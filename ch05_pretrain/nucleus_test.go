package pretrain_test

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/torchrand"
)

func ExampleTopP() {
	fmt.Println(pretrain.TopP([]float32{0.5, 0.3, 0.15, 0.05}, 0.75))
	fmt.Println(pretrain.TopP([]float32{0.05, 0.9, 0.05}, 0.75))
	// Output:
	// [0.5 0.3 0 0]
	// [0 0.9 0]
}

func ExampleMinP() {
	fmt.Println(pretrain.MinP([]float32{0.5, 0.3, 0.15, 0.05}, 0.2))
	// Output: [0.5 0.3 0.15 0]
}

func TestTopPKeepsAsFewAsReachIt(t *testing.T) {
	probas := []float32{0.125, 0.25, 0.5, 0.125}
	for _, tt := range []struct {
		p    float64
		want []float32
	}{
		{0, probas}, {1, probas}, {2, probas},
		{1e-300, []float32{0, 0, 0.5, 0}},
		{0.5, []float32{0, 0, 0.5, 0}},
		{0.51, []float32{0, 0.25, 0.5, 0}},
		{0.76, []float32{0.125, 0.25, 0.5, 0}}, // the first of equal ones
		{0.876, probas},
	} {
		if got := pretrain.TopP(probas, tt.p); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("p = %v: %v, want %v", tt.p, got, tt.want)
		}
	}
}

func TestMinPAlwaysKeepsTheLikeliest(t *testing.T) {
	probas := []float32{0.2, 0.4, 0.4}
	for p, want := range map[float64][]float32{
		0: probas, 0.5: probas, 0.51: {0, 0.4, 0.4}, 1: {0, 0.4, 0.4},
	} {
		if got := pretrain.MinP(probas, p); !reflect.DeepEqual(got, want) {
			t.Errorf("p = %v: %v, want %v", p, got, want)
		}
	}
}

// The book's path: with the other settings at 0 the tokens are those of the three functions that the book has.
func TestZeroSettingsDrawAsTheBookDoes(t *testing.T) {
	source := torchrand.New(5)
	ours, books := torchrand.New(123), torchrand.New(123)
	logits := make([]float32, 300)
	for range 200 {
		source.Normal(logits, 0, 3)
		s := pretrain.Sampling{Temperature: 1.4, TopK: 25}
		want := books.Multinomial(pretrain.Softmax(pretrain.TopK(logits, 25), 1.4))
		if got := s.Next(s.Penalties.Apply(logits, []int{1, 2, 3}, 1), ours); got != want {
			t.Fatalf("token %d, want %d", got, want)
		}
	}
}

func TestNextDrawsFromWhatIsLeftAlone(t *testing.T) {
	logits := []float32{0, float32(math.Log(2)), float32(math.Log(5))} // 1/8, 2/8, 5/8
	for _, tt := range []struct {
		s   pretrain.Sampling
		may [3]bool
	}{
		{pretrain.Sampling{Temperature: 1, TopP: 0.6}, [3]bool{false, false, true}},
		{pretrain.Sampling{Temperature: 1, TopP: 0.7}, [3]bool{false, true, true}},
		{pretrain.Sampling{Temperature: 1, MinP: 0.3}, [3]bool{false, true, true}},
		{pretrain.Sampling{Temperature: 1, TopK: 2, TopP: 0.99}, [3]bool{false, true, true}},
		{pretrain.Sampling{Temperature: 9, TopP: 0.6}, [3]bool{false, true, true}}, // nearly a third each
	} {
		rng := torchrand.New(1)
		var seen [3]bool
		for range 200 {
			seen[tt.s.Next(logits, rng)] = true
		}
		if seen != tt.may {
			t.Errorf("%+v: drew %v, want %v", tt.s, seen, tt.may)
		}
	}
}
