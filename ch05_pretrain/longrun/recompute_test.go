package longrun_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/backend/backendtest"
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
	return passOn(t, backendtest.Open(), m)
}

func passOn(t *testing.T, be compute.Backend, m *gpt.Model) trainingPass {
	t.Helper()
	var p trainingPass
	var paths []string
	out, err := nn.EvalTraining(be, m.Builder, func(in []*Node) []*Node {
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
	}, [][]int64{{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8}, {2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5}})
	if err != nil {
		t.Fatal(err)
	}
	p.values = map[string][]float32{"loss": tensors.MustCopyFlatData[float32](out[0])}
	for i, path := range paths {
		p.values[path] = tensors.MustCopyFlatData[float32](out[i+1])
	}
	if p.rng, err = m.Builder.RNG.MarshalBinary(); err != nil {
		t.Fatal(err)
	}
	return p
}

// trainable is the tiny model for one pass.
func trainable(t *testing.T, source nn.DropoutSource) *gpt.Model {
	t.Helper()
	m := newModel(t, tiny())
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
			if err := longrun.Recompute(backendtest.Open(), m); err != nil {
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

// newModel makes a model from seed 123.
func newModel(t *testing.T, cfg gpt.Config) *gpt.Model {
	t.Helper()
	m, err := gpt.NewModel(nn.NewBuilder(123), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// tiny is a GPT model that a test runs in a moment.
func tiny() gpt.Config {
	return gpt.Config{VocabSize: 50, ContextLength: 24, EmbDim: 16, NumHeads: 4, NumLayers: 2, DropRate: 0.1,
		QKVBias: true}
}

// Evaluation and generation see float32 and the parameters as they are.
func TestRecomputingDoesNotChangeEvaluation(t *testing.T) {
	m := newModel(t, tiny())
	logits := func() []float32 {
		p, err := gpt.NewPredictor(backendtest.Open(), m)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Finalize()
		out, err := p.Logits([][]int{{3, 1, 4, 1, 5, 9, 2, 6, 5}, {2, 7, 1, 8, 2, 8, 1, 8, 2}})
		if err != nil {
			t.Fatal(err)
		}
		return tensors.MustCopyFlatData[float32](out)
	}
	want := logits()
	if err := longrun.Recompute(backendtest.Open(), m); err != nil {
		t.Skip(err)
	}
	if !reflect.DeepEqual(logits(), want) {
		t.Error("the logits differ")
	}
}

// lacking is a backend without one of its operations, or with one more.
type lacking struct {
	compute.Backend
	operation compute.OpType // not among its operations
	more      []compute.OpType
}

func (l lacking) Capabilities() compute.Capabilities {
	c := l.Backend.Capabilities().Clone()
	delete(c.Operations, l.operation)
	for _, op := range l.more {
		c.Operations[op] = true
	}
	return c
}

func TestBackendsThatCannotRecomputeAreRefused(t *testing.T) {
	be := backendtest.Open()
	for _, c := range []struct {
		operation compute.OpType
		want      []string
	}{
		{compute.OpTypeOptimizationBarrier, []string{be.Name(), "OptimizationBarrier", "micro-batches"}},
		{compute.OpTypeSchedulingBarrier, []string{be.Name(), "Barrier"}},
	} {
		m := newModel(t, tiny())
		err := longrun.Recompute(lacking{Backend: be, operation: c.operation}, m)
		if err == nil {
			t.Errorf("%v: no error", c.want)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("error %q does not say %q", err, want)
			}
		}
		if m.Around != nil {
			t.Error("the model has changed")
		}
	}
}

func TestFlashAttentionIsRefusedWhereItCannotBe(t *testing.T) {
	cfg := tiny()
	vjp := compute.OpTypeFusedScaledDotProductAttentionVJP
	fused := lacking{Backend: backendtest.Open(), more: []compute.OpType{compute.OpTypeFusedScaledDotProductAttention,
		vjp}}
	if err := longrun.UseFlash(fused, newModel(t, cfg)); err == nil || !strings.Contains(err.Error(), "dropout") {
		t.Errorf("error = %v", err)
	}
	cfg.DropRate = 0
	m := newModel(t, cfg)
	err := longrun.UseFlash(lacking{Backend: fused, operation: vjp}, m)
	if err == nil || !strings.Contains(err.Error(), "lacks the operation") {
		t.Errorf("error = %v", err)
	}
	if err := longrun.UseFlash(fused, m); err != nil {
		t.Fatal(err)
	}
	if _, ok := m.Blocks[1].Att.(attention.Flash); !ok {
		t.Errorf("the second block has attention of type %T", m.Blocks[1].Att)
	}
}
