package longrun_test

import (
	"math"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"

	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

// length of a vector, and of the difference of two.
func length(a []float32) float64 { return difference(a, make([]float32, len(a))) }

func difference(a, b []float32) float64 {
	var sum float64
	for i := range b {
		sum += math.Pow(float64(a[i])-float64(b[i]), 2)
	}
	return math.Sqrt(sum)
}

// Numbers of 8 significant bits are off by up to 1/512 each. The loss, a mean, is off by less; gradients, at the end of
// a long chain of products, by several times that.
func TestBFloat16AgreesWithFloat32(t *testing.T) {
	const half = 1.0 / 512
	cast, err := backend.Autocast(backendtest.Open(), dtypes.BFloat16)
	if err != nil {
		againWithoutSIMD(t, err)
		return
	}
	for _, recompute := range []bool{false, true} {
		m := trainable(t, nn.TorchMasks)
		if recompute && longrun.Recompute(cast, m) != nil {
			continue // the other test says why
		}
		got, want := passOn(t, cast, m), pass(t, trainable(t, nn.TorchMasks))
		for path, values := range want.values {
			limit, of := 16*half, length(values)
			if path == "loss" {
				limit = half
			}
			if strings.HasSuffix(path, "W_key/bias") {
				// Softmax does not see what is added to all scores of a query: this gradient is zero but for rounding.
				of = length(want.values[strings.Replace(path, "W_key", "W_query", 1)])
			}
			if off := difference(got.values[path], values) / of; !(off <= limit) {
				t.Errorf("%s: off by %.4f of its length, want at most %.4f", path, off, limit)
			}
		}
		if reflect.DeepEqual(got.values, want.values) {
			t.Error("no digit differs: was anything computed in bfloat16?")
		}
	}
}

// againWithoutSIMD runs the test once more in a process of its own, where the Go backend leaves out the kernels whose
// products of bfloat16 are wrong.
func againWithoutSIMD(t *testing.T, reason error) {
	const off = "GOMLX_SIMD_AVX2"
	if os.Getenv(off) != "" || backendtest.Open().String() != "go" {
		t.Skip(reason)
	}
	t.Logf("%v: again without SIMD", reason)
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), off+"=0", "GOMLX_SIMD_AVX512=0")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v\n%s", err, out)
	}
}
