package figures

import (
	"fmt"
	"reflect"
	"runtime/debug"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
)

// Env is what computations share: the backend, the data files, and what has been worked out before.
type Env struct {
	Backend compute.Backend
	// Data returns a data file of the book by the name it has in shared/assets.
	Data func(name string) ([]byte, error)

	memory map[string]any
	small  *largeModel
}

// NewEnv prepares computations on a backend. Close it afterwards.
func NewEnv(be compute.Backend, data func(name string) ([]byte, error)) *Env {
	return &Env{Backend: be, Data: data, memory: map[string]any{}}
}

// Close frees what the computations shared.
func (e *Env) Close() {
	e.dropModel()
	clear(e.memory)
}

// MissingFile is the error for a data file of the book that is not there.
type MissingFile struct {
	Name string
	Err  error
}

func (m *MissingFile) Error() string {
	return m.Name + ": " + strings.TrimPrefix(m.Err.Error(), m.Name+" ")
}
func (m *MissingFile) Unwrap() error { return m.Err }

// File returns a data file; it panics with *MissingFile when it is not there.
func (e *Env) File(name string) string {
	data, err := e.Data(name)
	if err != nil {
		panic(&MissingFile{name, err})
	}
	return string(data)
}

// Story is the short story of chapters 2 to 5.
func (e *Env) Story() string { return e.File(book.NeedVerdict) }

// GPT2 is the byte-pair encoding of GPT-2.
func (e *Env) GPT2() *text.GPT2 {
	return memo(e, "gpt2", func() *text.GPT2 { return must(text.NewGPT2()) })
}

// Tokenizer is the same with the end-of-text token allowed, as the book uses it from chapter 4 on.
func (e *Env) Tokenizer() text.Tokenizer { return e.GPT2().Allowing(text.EndOfText) }

// memo returns what work returned when it was first asked for under this name.
func memo[T any](e *Env, name string, work func() T) T {
	if v, ok := e.memory[name]; ok {
		return v.(T)
	}
	v := work()
	e.memory[name] = v
	return v
}

// eval runs a graph function once in evaluation mode.
func (e *Env) eval(b *nn.Builder, fn nn.GraphFn, inputs ...any) []*tensors.Tensor {
	return must(nn.Eval(e.Backend, b.Store(), fn, inputs...))
}

// eval1 is nn.Eval1 on the environment's backend.
func (e *Env) eval1(b *nn.Builder, fn func(x *graph.Node) *graph.Node, input any) *tensors.Tensor {
	return must(nn.Eval1(e.Backend, b, fn, input))
}

// evalTraining1 is nn.EvalTraining1 on the environment's backend.
func (e *Env) evalTraining1(b *nn.Builder, fn func(x *graph.Node) *graph.Node, input any) *tensors.Tensor {
	return must(nn.EvalTraining1(e.Backend, b, fn, input))
}

// gradients are those of a scalar with respect to every parameter of the store, under the parameters' state-dict names.
func (e *Env) gradients(store *model.Store, loss pretrain.LossFn, inputs ...any) map[string]any {
	var names []string
	out := must(nn.Eval(e.Backend, store, func(in []*graph.Node) []*graph.Node {
		value := loss(in)
		var nodes []*graph.Node
		for p := range nn.Parameters(store) {
			names = append(names, nn.StateName(p.Path()))
			nodes = append(nodes, p.NodeValue(value))
		}
		return graph.Gradient(value, nodes...)
	}, inputs...))
	byName := map[string]any{}
	for i, t := range out {
		byName[names[i]] = t
	}
	return byName
}

// parameters are the values of every parameter of the store, under their state-dict names.
func parameters(store *model.Store) map[string]any {
	byName := map[string]any{}
	for p := range nn.Parameters(store) {
		byName[nn.StateName(p.Path())] = must(p.Value())
	}
	return byName
}

// setParameters gives every parameter of a store its value by its state-dict name; none may be left out or over.
func setParameters(store *model.Store, values map[string]book.Tensor) {
	left := len(values)
	for p := range nn.Parameters(store) {
		name := nn.StateName(p.Path())
		t, ok := values[name]
		if !ok {
			panic(fmt.Errorf("no value for the parameter %s", name))
		}
		if !reflect.DeepEqual(p.Shape().Dimensions, t.Shape) {
			panic(fmt.Errorf("the parameter %s has shape %v, its value %v", name, p.Shape().Dimensions, t.Shape))
		}
		if err := p.SetValue(gomlx(t)); err != nil {
			panic(fmt.Errorf("parameter %s: %w", name, err))
		}
		left--
	}
	if left != 0 {
		panic(fmt.Errorf("%d values for which there is no parameter", left))
	}
}

// SmallModel is a new model of the figure, with the parameters that it says.
func (e *Env) SmallModel(in Inputs) *gpt.Model { return must(lesson.SmallModel(in.Figure)) }

// largeModel is a model of GPT-2's size with the state its generator had when it was made.
type largeModel struct {
	key       string
	model     *gpt.Model
	generator []byte
	predictor *gpt.Predictor
}

// GPT2Small is the untrained model of a configuration of GPT-2's size and a seed, its generator as it is right after
// the model was made. The last one asked for is kept; nobody may change its parameters.
func (e *Env) GPT2Small(seed int64, cfg gpt.Config) (*gpt.Model, *gpt.Predictor) {
	key := fmt.Sprint(seed, cfg)
	if e.small == nil || e.small.key != key {
		e.dropModel()
		m := must(gpt.NewModel(nn.NewBuilder(seed), cfg))
		e.small = &largeModel{key: key, model: m, generator: must(m.Builder.RNG.MarshalBinary()),
			predictor: must(gpt.NewPredictor(e.Backend, m))}
	}
	if err := e.small.model.Builder.RNG.UnmarshalBinary(e.small.generator); err != nil {
		panic(err)
	}
	return e.small.model, e.small.predictor
}

// dropModel forgets the large model, and gives what it and its predecessors took back to the system, before another one
// is made: half a gigabyte each, and four times that where one was trained.
func (e *Env) dropModel() {
	if e.small != nil {
		e.small.predictor.Finalize()
		e.small = nil
	}
	debug.FreeOSMemory()
}
