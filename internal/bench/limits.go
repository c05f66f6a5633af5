package bench

import (
	"bufio"
	"context"
	"os"
	"runtime"
	"strings"
	"sync"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/torchrand"
)

// The results that others are a share of.
const (
	memoryLimit = "memory read"
	matmulLimit = "matrix product 1536x1536"
)

// limitSteps is how often they are measured at least: they are short, and a first run after a pause is slow.
const limitSteps = 20

// memoryBandwidth is how fast all cores together read a block that fits no cache, with vectors where Go has them. A
// token cannot be generated faster than the model's weights can be read.
func memoryBandwidth(ctx context.Context, _ compute.Backend, opt Options) ([]Result, error) {
	const size = 512 << 20
	block := make([]float32, size/4)
	for i := range block {
		block[i] = float32(i % 7) // written once, or all pages would be the same one
	}
	cores := runtime.GOMAXPROCS(0)
	sums := make([]float32, cores)
	seconds, err := times(ctx, max(opt.Steps, limitSteps), func() error {
		var wg sync.WaitGroup
		for c := range cores {
			wg.Go(func() { sums[c] = read(block[c*len(block)/cores : (c+1)*len(block)/cores]) })
		}
		wg.Wait()
		return nil
	})
	if err != nil {
		return nil, err
	}
	runtime.KeepAlive(sums)
	return []Result{best(memoryLimit, "GB/s", seconds, per(size/1e9))}, nil
}

// read adds up all values, in chains beside each other, so that the additions do not wait for each other.
func read(x []float32) float32 {
	total, done := readVectors(x)
	x = x[done:]
	var s [8]float32
	for ; len(x) >= len(s); x = x[len(s):] {
		for i := range s {
			s[i] += x[i]
		}
	}
	for i, v := range x {
		s[i] += v
	}
	for _, v := range s {
		total += v
	}
	return total
}

// matmulCeiling is the speed of the backend's large matrix products, which is what training spends most of its time on.
func matmulCeiling(ctx context.Context, be compute.Backend, opt Options) ([]Result, error) {
	const n = 1536
	random := func(seed int64) *tensors.Tensor {
		values := make([]float32, n*n)
		torchrand.New(seed).Rand(values)
		return tensors.FromFlatDataAndDimensions(values, n, n)
	}
	product, err := graph.NewExec(be, func(a, b *graph.Node) *graph.Node {
		return graph.ReduceAllSum(graph.MatMul(a, b))
	})
	if err != nil {
		return nil, err
	}
	defer product.Finalize()
	a, b := random(1), random(2)
	seconds, err := times(ctx, max(opt.Steps, limitSteps), func() error {
		out, err := product.Call1(a, b)
		if err == nil {
			_ = out.Value() // waits for the device
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return []Result{best(matmulLimit, "GFLOP/s", seconds, per(2*n*n*n/1e9))}, nil
}

// cpuName is what the system calls the processor; empty where it does not say.
func cpuName() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
