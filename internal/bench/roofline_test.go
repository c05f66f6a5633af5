package bench

import (
	"math"
	"testing"

	"llmfromscratch/ch04_gpt"
)

func TestForwardFLOPsOfGPT2(t *testing.T) {
	// 12 blocks of 12·768² weights and a head of 768·50257, two operations for each of 512 tokens; in each block two
	// products of 256 queries by 256 keys, 768 wide, for two rows.
	want := 2.0*512*(12*12*768*768+768*50257) + 12*2*2*2*256*256*768
	if got := forwardFLOPs(gpt.GPT2Small(), 2, 256); math.Abs(got-want) > 1 {
		t.Errorf("forwardFLOPs = %v, want %v", got, want)
	}
}

func TestSharesAreOfTheLimitsOfTheSameRun(t *testing.T) {
	r := Report{Results: []Result{
		{Name: memoryLimit, Value: 10},  // GB/s
		{Name: matmulLimit, Value: 100}, // GFLOP/s
		{Name: "reads", work: work{bytes: 5e9, seconds: 1}},
		{Name: "multiplies", work: work{flops: 25e9, seconds: 1}},
		{Name: "neither"},
	}}
	r.addShares()
	for i, want := range []struct {
		share float64
		limit string
	}{{}, {}, {0.5, memoryLimit}, {0.25, matmulLimit}, {}} {
		if x := r.Results[i]; x.Share != want.share || x.Limit != want.limit {
			t.Errorf("%s: %v of %q, want %v of %q", x.Name, x.Share, x.Limit, want.share, want.limit)
		}
	}
}
