package nn

import (
	"fmt"
	"strings"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/torchrand"
)

// Builder is what a module's constructor needs: the scope its variables go to, the generator its initial values
// come from, and the masks its dropout layers will use. Constructors that share a Builder draw one after the
// other, as PyTorch's modules do after one torch.manual_seed.
type Builder struct {
	Scope *model.Scope
	RNG   *torchrand.Generator
	Masks *Masks // of all dropout layers, and where they come from
	Blank bool   // nothing is drawn: what would be starts as zeros, because it will be loaded

	Devices *Devices // that share the work of training functions; nil: one
}

// NewBuilder starts an empty store with a generator in the state of torch.manual_seed(seed), and dropout masks
// drawn as PyTorch draws them.
func NewBuilder(seed int64) *Builder {
	return NewBuilderFrom(torchrand.New(seed))
}

// NewBuilderFrom is [NewBuilder] with a generator that has been used before: its stream goes on.
func NewBuilderFrom(rng *torchrand.Generator) *Builder {
	store := model.NewStore()
	return &Builder{Scope: store.RootScope(), RNG: rng, Masks: &Masks{store: store}}
}

// NewBlankBuilder is NewBuilder(0) for a model whose parameters are loaded right after: they start as zeros where they
// would be drawn, since drawing 163 million numbers takes longer than reading them.
func NewBlankBuilder() *Builder {
	b := NewBuilder(0)
	b.Blank = true
	return b
}

// Store holds all variables of the module tree that is being built.
func (b *Builder) Store() *model.Store { return b.Scope.Store() }

// In is the builder one level down the tree of modules, sharing all else: b.In("trf_blocks").In("%d", 0) is the place
// of the first block, whose parameters are called "trf_blocks.0.…".
func (b *Builder) In(format string, args ...any) *Builder {
	below := *b
	below.Scope = b.Scope.At(format, args...)
	return &below
}

// Parameter creates a trainable variable with the given values, row-major, in the builder's scope. It panics
// when the scope already has a variable of that name or when the number of values does not fit the dimensions:
// both are mistakes in a constructor.
func (b *Builder) Parameter(name string, values []float32, dims ...int) *model.Variable {
	if len(values) != product(dims) {
		panic(fmt.Errorf("parameter %s: %d values for the shape %v", model.JoinPath(b.Scope.Scope(), name), len(values),
			dims))
	}
	return b.variable(name, dims, func(dst []float32) { copy(dst, values) })
}

// drawn creates a trainable variable whose values come from a generator, unless the builder is blank.
func (b *Builder) drawn(name string, dims []int, draw func(dst []float32)) *model.Variable {
	if b.Blank {
		draw = func([]float32) {}
	}
	return b.variable(name, dims, draw)
}

// variable creates a trainable variable and fills its memory, without a copy in between.
func (b *Builder) variable(name string, dims []int, fill func(dst []float32)) *model.Variable {
	path := model.JoinPath(b.Scope.Scope(), name)
	// CreateVariable would hand out the variable that is there, with its old values.
	if b.Store().GetVariable(path) != nil {
		panic(fmt.Errorf("parameter %s exists already: every module needs a scope of its own, every model a builder",
			path))
	}
	t := tensors.FromShape(shapes.Make(dtypes.Float32, dims...))
	tensors.MustMutableFlatData(t, fill)
	v, err := b.Scope.CreateVariable(name, t)
	if err != nil {
		panic(fmt.Errorf("parameter %s: %w", path, err))
	}
	return v
}

// StateName is the PyTorch name of a variable's path: "/final_norm/scale" is "final_norm.scale".
func StateName(path string) string {
	return strings.ReplaceAll(strings.TrimPrefix(path, model.ScopeSeparator), model.ScopeSeparator, ".")
}

// VariablePath is the path of the variable with a PyTorch name: "final_norm.scale" is "/final_norm/scale".
func VariablePath(name string) string {
	return model.ScopeSeparator + strings.ReplaceAll(name, ".", model.ScopeSeparator)
}
