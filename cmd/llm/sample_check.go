package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"math"
	"path/filepath"

	"github.com/gomlx/compute"
	"github.com/spf13/cobra"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/internal/ngram"
	"llmfromscratch/shared/progress"
	"llmfromscratch/shared/sample/world"
)

// sampleCheckFlags are the flags of "llm sample check".
type sampleCheckFlags struct {
	model, backend           string
	seed, trainedOn          int64
	count, training, heldOut int
	stories, json            bool
}

// newSampleCheckCmd is "llm sample check".
func newSampleCheckCmd() *cobra.Command {
	var f sampleCheckFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Measure how well a model tells the little world's stories",
		Long: `Takes the perplexity of a model on stories that it was not trained on, beside that of a 5-gram model
which has counted the stories of the training, with the same tokens. Then the model goes on with the
first half of other stories, always with the most likely token, and what it tells is compared with
what stood there: names, colours, places. Beside it stands what the world's own second halves keep.`,
		Example: `  llm sample check --model build/course/model --stories`,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.check(cmd) },
	}
	flags := cmd.Flags()
	flags.Var(given(&f.model, filepath.Join("build", "course", "model")), "model", weightsHelp)
	backendFlag(cmd, &f.backend)
	flags.Var(within(&f.seed, heldOutSeed, math.MinInt64, math.MaxInt64), "seed",
		"world of the stories that the model is measured by")
	flags.Var(seed(&f.trainedOn), "trained-on", "world of the stories that the 5-gram model counts")
	flags.Var(within(&f.training, 45_000, 1, mostSampled), "training", "stories that the 5-gram model counts")
	flags.Var(within(&f.heldOut, 200, 1, mostSampled), "held-out", "stories that the perplexity is of")
	flags.Var(within(&f.count, 100, 1, mostSampled), "count", "stories that the model goes on with")
	flags.BoolVar(&f.stories, "stories", false, "print the stories, a line before each continuation")
	flags.BoolVar(&f.json, "json", false, "print the figures as JSON")
	return cmd
}

// heldOutSeed is the world that nothing is trained on.
const heldOutSeed = 20_000

// storyFigures are what "llm sample check" finds.
type storyFigures struct {
	Perplexity      float64        `json:"perplexity"`
	NgramPerplexity float64        `json:"ngram_perplexity"`
	Stories         int            `json:"stories"`
	Model           map[string]int `json:"model"` // how many of the stories keep something
	World           map[string]int `json:"world"`
	Told            []toldStory    `json:"told,omitempty"`
}

// toldStory is a beginning with a model's continuation.
type toldStory struct {
	Beginning    string     `json:"beginning"`
	Continuation string     `json:"continuation"`
	Kept         world.Kept `json:"kept"`
}

func (f sampleCheckFlags) check(cmd *cobra.Command) error {
	if f.seed == f.trainedOn {
		return fmt.Errorf("--seed %d is the world of the training: name another one", f.seed)
	}
	m, tok, err := loadModel(f.model, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	be, _, err := openBackend(cmd, f.backend)
	if err != nil {
		return err
	}
	defer be.Finalize()
	var found storyFigures
	if found.Perplexity, found.NgramPerplexity, err = f.perplexities(cmd.Context(), be, m, tok); err != nil {
		return err
	}
	if err := f.tell(cmd.Context(), be, m, tok, &found); err != nil {
		return err
	}
	if f.json {
		return printJSON(cmd.OutOrStdout(), found)
	}
	return found.print(cmd.OutOrStdout())
}

// encoded are stories as ids, <|endoftext|> before and behind, without end.
func encoded(ctx context.Context, tok vocabulary, seed int64, err *error) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		for i := 0; *err == nil; i++ {
			var ids []int
			if *err = ctx.Err(); *err == nil {
				ids, *err = tok.Encode(text.EndOfText + world.Tell(uint64(seed), i).Text + text.EndOfText)
			}
			if *err != nil || !yield(ids) {
				return
			}
		}
	}
}

// perplexities are those of the model and of a 5-gram model on the same tokens: every one of the held-out stories, and
// the end of each. A story that is longer than the model's context is cut to it for both.
func (f sampleCheckFlags) perplexities(ctx context.Context, be compute.Backend, m *gpt.Model,
	tok vocabulary) (model, fiveGram float64, err error) {
	var failed error
	var test [][]int
	for ids := range encoded(ctx, tok, f.seed, &failed) {
		if test = append(test, ids[:min(len(ids), m.Config.ContextLength+1)]); len(test) == f.heldOut {
			break
		}
	}
	if failed != nil {
		return 0, 0, failed
	}
	if model, err = perplexityOf(ctx, be, m, test); err != nil {
		return 0, 0, err
	}
	bar := progress.Start(ctx, f.training, "stories counted")
	defer bar.Done()
	counted := func(yield func([]int) bool) {
		n := 0
		for ids := range encoded(ctx, tok, f.trainedOn, &failed) {
			if n == f.training || !yield(ids) {
				return
			}
			n++
			bar.Add(1) // an interruption ends encoded itself
		}
	}
	grams := ngram.Train(5, tok.size, counted, test)
	if failed != nil {
		return 0, 0, failed
	}
	fiveGram, err = grams.Perplexity()
	return model, fiveGram, err
}

// perplexityOf is e to the mean loss of all tokens but the first of each row.
func perplexityOf(ctx context.Context, be compute.Backend, m *gpt.Model, rows [][]int) (float64, error) {
	e, err := pretrain.NewEvaluator(be, m)
	if err != nil {
		return 0, err
	}
	defer e.Finalize()
	sum, tokens, context := 0.0, 0, m.Config.ContextLength
	for _, ids := range rows {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		n := len(ids) - 1
		loss, err := e.BatchLoss(text.Batch{
			Inputs:  [][]int{text.PadTo(ids[:n], context, ids[0])},
			Targets: [][]int{text.PadTo(ids[1:], context, pretrain.IgnoreIndex)},
		})
		if err != nil {
			return 0, err
		}
		sum, tokens = sum+loss*float64(n), tokens+n
	}
	return pretrain.Perplexity(sum / float64(tokens)), nil
}

// tell lets the model go on with the first halves of stories.
func (f sampleCheckFlags) tell(ctx context.Context, be compute.Backend, m *gpt.Model, tok vocabulary,
	found *storyFigures) error {
	next, context := gpt.NewCachedPredictor(be, m), m.Config.ContextLength
	bar := progress.Start(ctx, f.count, "stories told")
	defer bar.Done()
	found.Model, found.World = map[string]int{}, map[string]int{}
	for i := 0; found.Stories < f.count; i++ {
		s := world.Tell(uint64(f.seed), i)
		beginning := s.Text[:s.Cut]
		ids, err := tok.Encode(beginning)
		if err != nil {
			return err
		}
		sampling := pretrain.Sampling{Stop: []int{tok.endOfText}}
		room := max(0, context-len(ids)) // none in a small context: such a story stays unfinished
		told, err := pretrain.Generate(ctx, next, [][]int{ids}, room, context, sampling, nil, nil)
		if err != nil {
			return err
		}
		continuation, err := tok.Decode(told[0][len(ids):])
		if err != nil {
			return err
		}
		kept := world.Keeps(s.Hero, beginning, continuation)
		count(found.Model, kept)
		count(found.World, world.Keeps(s.Hero, beginning, s.Text[s.Cut:]))
		if f.stories {
			found.Told = append(found.Told, toldStory{beginning, continuation, kept})
		}
		found.Stories++
		if err := bar.Add(1); err != nil {
			return err
		}
	}
	return nil
}

// keptNames are what can be kept, in the order in which it is printed.
var keptNames = []string{"finished", "hero", "names", "colours", "places", "all"}

func count(of map[string]int, k world.Kept) {
	for i, kept := range []bool{k.Finished, k.Hero, k.Names, k.Colours, k.Places, k.All()} {
		if kept {
			of[keptNames[i]]++
		}
	}
}

func (s storyFigures) print(w io.Writer) error {
	for _, t := range s.Told {
		fmt.Fprintf(w, "%s\n-----\n%s\n%+v\n=====\n", t.Beginning, t.Continuation, t.Kept)
	}
	fmt.Fprintf(w, "perplexity %.2f, of a 5-gram model %.2f\n", s.Perplexity, s.NgramPerplexity)
	fmt.Fprintf(w, "kept in %d stories  model  world\n", s.Stories)
	for _, name := range keptNames {
		fmt.Fprintf(w, "%-20s %5d  %5d\n", name, s.Model[name], s.World[name])
	}
	return nil
}
