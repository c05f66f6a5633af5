package gpt_test

import (
	"errors"
	"math"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// trainingPass is what one forward and backward pass in training mode finds.
type trainingPass struct {
	values   map[string][]float32 // gradients by the parameters' paths, and "loss"
	products int                  // matrix products in the graph
	rng      []byte               // state of the generator afterwards
}

// pass takes the gradients of a scalar that depends on all logits.
func pass(t *testing.T, m *gpt.Model) trainingPass {
	t.Helper()
	var p trainingPass
	var paths []string
	out, err := nn.EvalTraining(testBackend(), m.Builder, func(in []*Node) []*Node {
		loss := ReduceAllMean(Square(LogSoftmax(m.Forward(in[0]), -1)))
		var nodes []*Node
		for v := range nn.Parameters(m.Store()) {
			paths, nodes = append(paths, v.Path()), append(nodes, v.NodeValue(loss))
		}
		outputs := append([]*Node{loss}, Gradient(loss, nodes...)...)
		for _, n := range loss.Graph().Nodes() {
			if n.Type() == NodeTypeDotGeneral {
				p.products++
			}
		}
		return outputs
	}, text(5, 2, 12, m.Config.VocabSize))
	if err != nil {
		t.Fatal(err)
	}
	p.values = map[string][]float32{"loss": flat(out[0])}
	for i, path := range paths {
		p.values[path] = flat(out[i+1])
	}
	p.rng = must[[]byte](t)(m.Builder.RNG.MarshalBinary())
	return p
}

// trainable is the tiny model for one pass.
func trainable(t *testing.T, source nn.DropoutSource) *gpt.Model {
	t.Helper()
	m := newModel(t, 123, tiny())
	m.Builder.Masks.Source = source
	if err := m.Store().SetRNGStateFromSeed(7); err != nil {
		t.Fatal(err)
	}
	return m
}

// Bit for bit, with dropout of both kinds; and no mask is drawn twice.
func TestRecomputedGradientsAreTheSame(t *testing.T) {
	for _, source := range []nn.DropoutSource{nn.TorchMasks, nn.BackendMasks} {
		t.Run(source.String(), func(t *testing.T) {
			m := trainable(t, source)
			m.Recompute = true
			if err := m.CheckTraining(testBackend()); err != nil {
				t.Skip(err)
			}
			got, want := pass(t, m), pass(t, trainable(t, source))
			if !reflect.DeepEqual(got.rng, want.rng) {
				t.Error("the generator is in another state: masks were drawn twice")
			}
			for path, values := range want.values {
				if !reflect.DeepEqual(got.values[path], values) {
					t.Errorf("%s differs", path)
				}
			}
			if block := 8; got.products < want.products+block*len(m.Blocks) {
				t.Errorf("%d matrix products, %d without: nothing is computed again", got.products, want.products)
			}
		})
	}
}

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
	for _, recompute := range []bool{false, true} {
		m := trainable(t, nn.TorchMasks)
		m.Precision = nn.BFloat16
		if err := m.CheckTraining(testBackend()); err != nil {
			againWithoutSIMD(t, err)
			return
		}
		if m.Recompute = recompute; m.CheckTraining(testBackend()) != nil {
			continue // the other test says why
		}
		got, want := pass(t, m), pass(t, trainable(t, nn.TorchMasks))
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
	if os.Getenv(off) != "" || testBackend().String() != "go" {
		t.Skip(reason)
	}
	t.Logf("%v: again without SIMD", reason)
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), off+"=0", "GOMLX_SIMD_AVX512=0")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v\n%s", err, out)
	}
}

// Evaluation and generation see float32 and the parameters as they are.
func TestTrainingOptionsDoNotChangeEvaluation(t *testing.T) {
	m := newModel(t, 123, tiny())
	ids := text(1, 2, 9, m.Config.VocabSize)
	want := flat(must[*tensors.Tensor](t)(newPredictor(t, m).Logits(ids)))
	m.Recompute, m.Precision = true, nn.BFloat16
	got := flat(must[*tensors.Tensor](t)(newPredictor(t, m).Logits(ids)))
	if !reflect.DeepEqual(got, want) {
		t.Error("the logits differ")
	}
}

// lacking is a backend without some of its abilities.
type lacking struct {
	compute.Backend
	operation compute.OpType // not among its operations
	dtype     dtypes.DType   // not among its kinds of numbers
	tanh      dtypes.DType   // it has no tanh for these, and does not say so
}

func (l lacking) Capabilities() compute.Capabilities {
	c := l.Backend.Capabilities().Clone()
	delete(c.Operations, l.operation)
	delete(c.DTypes, l.dtype)
	return c
}

func (l lacking) Builder(name string) compute.Builder {
	return lackingBuilder{l.Backend.Builder(name), l.tanh}
}

type lackingBuilder struct {
	compute.Builder
	tanh dtypes.DType
}

func (b lackingBuilder) Main() compute.Function { return lackingFunction{b.Builder.Main(), b.tanh} }

type lackingFunction struct {
	compute.Function
	tanh dtypes.DType
}

func (f lackingFunction) Tanh(x compute.Value) (compute.Value, error) {
	if shape, err := f.Shape(x); err != nil || shape.DType == f.tanh {
		return nil, errors.Join(err, errors.New("no kernel"))
	}
	return f.Function.Tanh(x)
}

func TestBackendsThatLackSomethingAreRefused(t *testing.T) {
	be := testBackend()
	for _, c := range []struct {
		backend   compute.Backend
		recompute bool // or else bfloat16
		want      []string
	}{
		{lacking{Backend: be, operation: compute.OpTypeOptimizationBarrier}, true,
			[]string{be.Name(), "OptimizationBarrier", "micro-batches"}},
		{lacking{Backend: be, operation: compute.OpTypeSchedulingBarrier}, true, []string{be.Name(), "Barrier"}},
		{lacking{Backend: be, dtype: dtypes.BFloat16}, false, []string{be.Name(), "bf16", "BFloat16"}},
		{lacking{Backend: be, tanh: dtypes.BFloat16}, false, []string{be.Name(), "bf16", `"tanh"`, "no kernel"}},
	} {
		m := newModel(t, 123, tiny())
		if m.Recompute = c.recompute; !c.recompute {
			m.Precision = nn.BFloat16
		}
		err := m.CheckTraining(c.backend)
		if err == nil {
			t.Errorf("%v: no error", c.want)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("error %q does not say %q", err, want)
			}
		}
		m.Recompute, m.Precision = false, nn.Float32
		if err := m.CheckTraining(c.backend); err != nil {
			t.Errorf("plain training: %v", err)
		}
	}
}

func TestFlashAttentionIsRefusedWhereItCannotBe(t *testing.T) {
	cfg := tiny()
	m := newModel(t, 123, cfg)
	check := func(want string) {
		t.Helper()
		if err := m.CheckTraining(testBackend()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error = %v, want %q", err, want)
		}
	}
	if err := m.SetFlash(true); err != nil {
		t.Fatal(err)
	}
	check("dropout")
	cfg.DropRate = 0
	m = newModel(t, 123, cfg)
	if err := m.SetFlash(true); err != nil {
		t.Fatal(err)
	}
	check("half precision")
	if err := m.SetFlash(false); err != nil || m.CheckTraining(testBackend()) != nil {
		t.Errorf("switched off: %v", errors.Join(err, m.CheckTraining(testBackend())))
	}
}
