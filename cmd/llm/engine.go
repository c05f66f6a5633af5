package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/ch05_pretrain/gpt2"
)

// The engines that predict tokens, and the weights they do it with.
const (
	graphEngine = "graph" // GoMLX on a backend
	plainEngine = "plain" // loops in Go

	float32Weights = "float32"
	q8Weights      = "q8"
)

// engineFlags say what predicts tokens. That is decided here alone: the loops do, which need no backend and write
// the same text, unless a flag asks for what only the graph has.
type engineFlags struct{ engine, weights string }

func (f *engineFlags) add(cmd *cobra.Command) {
	cmd.Flags().Var(given(&f.engine, ""), "engine", "what computes: plain, loops in Go, or graph, GoMLX on a backend; "+
		"without it plain, with --backend graph")
	cmd.Flags().Var(given(&f.weights, ""), "weights", "float32, or q8: rounded to 8 bits, a quarter of the memory; "+
		"without it those of the folder")
}

// ofGraph are the flags that ask for the graph.
var ofGraph = []string{"backend", "no-cache"}

// choose fills in the engine and refuses what does not go together.
func (f *engineFlags) choose(cmd *cobra.Command) error {
	if !slices.Contains([]string{"", graphEngine, plainEngine}, f.engine) {
		return fmt.Errorf("--engine %q: want %s or %s", f.engine, plainEngine, graphEngine)
	}
	if !slices.Contains([]string{"", float32Weights, q8Weights}, f.weights) {
		return fmt.Errorf("--weights %q: want %s or %s", f.weights, float32Weights, q8Weights)
	}
	asked := ""
	for _, name := range ofGraph {
		if flag := cmd.Flags().Lookup(name); flag != nil && flag.Changed {
			asked = name
		}
	}
	switch {
	case f.engine == plainEngine && asked != "":
		return refuse(cmd, "that is the graph's, leave it away or give --engine graph", asked)
	case f.engine == "" && asked == "":
		f.engine = plainEngine
	case f.engine == "":
		f.engine = graphEngine
	}
	if f.weights == q8Weights && f.engine == graphEngine {
		return fmt.Errorf("--weights %s: only the loops compute with 8-bit weights, leave away what asks for the "+
			"graph (--engine graph, --backend, --no-cache)", f.weights)
	}
	return nil
}

// engine is a model that is ready to predict, but for a backend.
type engine struct {
	Config gpt.Config
	tok    vocabulary
	graph  *gpt.Model   // for the graph
	loops  *plain.Model // for the loops
}

// load loads the model that --model names, for the engine that was chosen.
func (f engineFlags) load(cmd *cobra.Command, nameOrFolder string) (engine, error) {
	m, tok, err := loadModel(nameOrFolder, cmd.ErrOrStderr())
	if hasEightBits(err) {
		return f.load8(nameOrFolder, err)
	}
	if err != nil {
		return engine{}, err
	}
	return f.ready(m, tok)
}

// ready makes a loaded model ready.
func (f engineFlags) ready(m *gpt.Model, tok vocabulary) (e engine, err error) {
	e = engine{Config: m.Config, tok: tok, graph: m}
	if f.engine == graphEngine {
		return e, nil
	}
	if e.loops, err = plain.New(m); err != nil {
		return engine{}, err
	}
	if f.weights == q8Weights {
		if e.loops, err = e.loops.Quantize(); err != nil {
			return engine{}, err
		}
		e.graph = nil // its weights, four times as large, can go
	}
	return e, nil
}

// hasEightBits says whether weights could not be loaded because they have 8 bits.
func hasEightBits(err error) bool {
	other := new(gpt2.LookalikeError)
	return errors.As(err, &other) && other.Kind == gpt2.EightBitWeights
}

// loops8 loads 8-bit weights from their folder; refused is the error for what can only use float32.
func (f engineFlags) loops8(nameOrFolder string, refused error) (*plain.Model, error) {
	if f.engine == graphEngine || f.weights == float32Weights {
		return nil, fmt.Errorf("--engine %s with float32 weights: %w", f.engine, refused)
	}
	files, err := gpt2.Files(nameOrFolder)
	if err != nil {
		return nil, err
	}
	return plain.Load(filepath.Dir(files[0]))
}

// load8 is load for a folder of 8-bit weights.
func (f engineFlags) load8(nameOrFolder string, refused error) (engine, error) {
	loops, err := f.loops8(nameOrFolder, refused)
	if err != nil {
		return engine{}, err
	}
	tok, err := vocabularyOf(nameOrFolder)
	if err != nil {
		return engine{}, err
	}
	switch rows := loops.Config.VocabSize; {
	case rows < tok.size && isAssistant(nameOrFolder):
		return engine{}, otherVocabulary(nameOrFolder, rows, tok)
	case rows != tok.size:
		return engine{}, fmt.Errorf("%s has a vocabulary of %d tokens, %s tokenizer %d: convert its float32 weights "+
			"anew, with `llm convert --quantize q8`", nameOrFolder, rows, tok.owner(), tok.size)
	}
	return engine{Config: loops.Config, tok: tok, loops: loops}, nil
}

// predictor predicts with the engine that was chosen, and says on standard error which it is: with the loops, or with
// the graph on a backend, with its cache or without. The caller calls done in the end.
func (f engineFlags) predictor(cmd *cobra.Command, e engine, backend string, uncached bool) (next gpt.NextToken,
	done func(), err error) {
	if f.engine == plainEngine {
		fmt.Fprintln(cmd.ErrOrStderr(), engineLine(e.loops))
		return plain.NewPredictor(e.loops), func() {}, nil
	}
	be, _, err := openBackend(cmd, backend)
	if err != nil {
		return nil, nil, err
	}
	if !uncached {
		return gpt.NewCachedPredictor(be, e.graph), be.Finalize, nil
	}
	p, err := gpt.NewPredictor(be, e.graph)
	if err != nil {
		be.Finalize()
		return nil, nil, err
	}
	return p, be.Finalize, nil
}

// engineLine says in one line how the loops compute.
func engineLine(m *plain.Model) string {
	how, weights := "loops in Go", "float32 weights"
	if vectors := plain.Vectors(); vectors != "" {
		how += " with " + vectors
	}
	if m.Quantized() {
		weights = "8-bit weights"
	}
	return fmt.Sprintf("engine: plain (%s on %d cores, %s)", how, runtime.GOMAXPROCS(0), weights)
}
