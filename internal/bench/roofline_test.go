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

// Of a prompt's tokens the head sees the last one alone.
func TestPromptFLOPsOfGPT2(t *testing.T) {
	cfg := gpt.GPT2Small()
	want := 2.0*128*12*12*768*768 + 2*768*50257 + 12*2*2*128*128*768
	if got := promptFLOPs(cfg, 128); math.Abs(got-want) > 1 {
		t.Errorf("promptFLOPs = %v, want %v", got, want)
	}
	if got := promptFLOPs(cfg, 1); got != forwardFLOPs(cfg, 1, 1) {
		t.Errorf("promptFLOPs of one token = %v, want that of a forward pass", got)
	}
}

// The best of the runs is what the machine can do.
func TestLimitsAreTheBestOfTheRuns(t *testing.T) {
	if r := best("read", "GB/s", []float64{2, 1, 4}, per(8)); r.Value != 8 || r.Min != 2 || r.Max != 8 {
		t.Errorf("%+v, want 8 of 2 to 8", r)
	}
}

// Every value is read, by whichever loads.
func TestReadTakesEveryValue(t *testing.T) {
	for _, n := range []int{0, 7, 8, 31, 32, 100, 1024} {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(i)
		}
		if got, want := read(x), float32(n*(n-1)/2); got != want {
			t.Errorf("%d values add up to %v, want %v", n, got, want)
		}
	}
}

func TestSharesAreOfTheLimitsOfTheSameRun(t *testing.T) {
	r := Report{Results: []Result{
		{Name: memoryLimit, Value: 10},  // GB/s
		{Name: matmulLimit, Value: 100}, // GFLOP/s
		{Name: "reads", work: work{bytes: 5e9, seconds: 1}},
		{Name: "multiplies", work: work{flops: 25e9, seconds: 1}},
		{Name: "both", work: work{flops: 25e9, bytes: 5e9, seconds: 2}},
		{Name: "neither"},
	}}
	r.addShares()
	for i, want := range [][2]float64{{}, {}, {0.5, 0}, {0, 0.25}, {0.25, 0.125}, {}} {
		if x := r.Results[i]; x.MemoryShare != want[0] || x.MatrixShare != want[1] {
			t.Errorf("%s: %v of memory, %v of matrix products, want %v", x.Name, x.MemoryShare, x.MatrixShare, want)
		}
	}
}
