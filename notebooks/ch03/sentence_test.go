package lesson_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/notebooks/ch03"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/nn"
)

func ExampleSentence() {
	words, inputs := lesson.Sentence()
	fmt.Println(words[1], inputs[1])
	// Output: journey [0.55 0.87 0.66]
}

func ExampleSentence_attention() {
	_, inputs := lesson.Sentence()
	b := nn.NewBuilder(123)
	out, err := nn.Eval1(backendtest.Open(), b, attention.NewSelfAttentionV1(b, 3, 2).Forward, inputs)
	if err != nil {
		fmt.Println(err)
		return
	}
	course.Tensor(out)
	// Output:
	// [[0.2996, 0.8053],
	//  [0.3061, 0.8210],
	//  [0.3058, 0.8203],
	//  [0.2948, 0.7939],
	//  [0.2927, 0.7891],
	//  [0.2990, 0.8040]]
}

func TestSentenceIsTheCallersOwn(t *testing.T) {
	words, inputs := lesson.Sentence()
	words[0], inputs[0][0] = "My", 7
	if again, values := lesson.Sentence(); again[0] != "Your" || values[0][0] != 0.43 {
		t.Errorf("after a change: %s %v", again[0], values[0])
	}
}

func TestMatrixPicksOneOfMany(t *testing.T) {
	values := make([]float32, 2*3*2*2)
	for i := range values {
		values[i] = float32(i)
	}
	x := tensors.FromFlatDataAndDimensions(values, 2, 3, 2, 2)
	got, err := lesson.Matrix(x, 1, 2) // the last of the six
	if err != nil || fmt.Sprint(got) != "[[20 21] [22 23]]" {
		t.Errorf("matrix %v, error %v", got, err)
	}
	for _, tt := range []struct {
		t    *tensors.Tensor
		at   []int
		want string
	}{
		{x, []int{1}, "3 axes"},
		{x, []int{1, 3}, "axis 1 has places 0 to 2"},
		{x, []int{-1, 0}, "axis 0 has places 0 to 1"},
		{tensors.FromValue([][]int64{{1}}), nil, "want float32"},
	} {
		if _, err := lesson.Matrix(tt.t, tt.at...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("matrix at %v of %s: error %v, want %q", tt.at, tt.t.Shape(), err, tt.want)
		}
	}
}
