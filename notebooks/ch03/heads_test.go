package lesson_test

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/notebooks/ch03"
	"llmfromscratch/shared/nn"
)

func TestSetHeadsMakesMultiHeadTheWrapper(t *testing.T) {
	for _, bias := range []bool{false, true} {
		b := nn.NewBuilder(5)
		w := attention.NewMultiHeadWrapper(b.In("wrapper"), 6, 4, 8, 0, 3, bias)
		m := attention.NewMultiHead(b.In("multi"), 6, 12, 8, 0, 3, bias)
		if err := lesson.SetHeads(m, w); err != nil {
			t.Fatal(err)
		}
		out := eval(b, func(x []*Node) []*Node { return []*Node{w.Forward(x[0]), m.Forward(x[0])} }, noise(6, 2, 7, 6))
		wantNear(t, fmt.Sprintf("bias %v", bias), flat(out[1]), flat(out[0]), 1e-6)
	}
}

func TestSetHeadsRefusesWhatDoesNotFit(t *testing.T) {
	b := nn.NewBuilder(5)
	two := attention.NewMultiHeadWrapper(b.In("two"), 6, 4, 8, 0, 2, false)
	withBias := attention.NewMultiHeadWrapper(b.In("bias"), 6, 4, 8, 0, 2, true)
	wide := attention.NewMultiHeadWrapper(b.In("wide"), 6, 5, 8, 0, 2, false)
	three := attention.NewMultiHead(b.In("three"), 6, 12, 8, 0, 3, false)
	multi := attention.NewMultiHead(b.In("multi"), 6, 8, 8, 0, 2, false)
	adapted := attention.NewMultiHead(b.In("adapted"), 6, 8, 8, 0, 2, false)
	adapted.OutProj = scaled{adapted.OutProj, 2}
	for _, tt := range []struct {
		name string
		m    *attention.MultiHead
		w    *attention.MultiHeadWrapper
		want string
	}{
		{"number of heads", three, two, "2 heads for attention with 3"},
		{"biases", multi, withBias, "W_query: 8 values for 0"},
		{"width", multi, wide, "W_query: 60 values for 48"},
		{"another layer", adapted, two, "out_proj: a layer of type"},
	} {
		if err := lesson.SetHeads(tt.m, tt.w); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
}
