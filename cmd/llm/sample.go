package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"

	"github.com/spf13/cobra"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/sample/world"
	"llmfromscratch/shared/sample/world/tasks"
)

// The most that "llm sample" makes.
const (
	mostSampled       = 10_000_000
	mostSampledTokens = 1_000_000_000
)

// sampleFlags are the flags of "llm sample".
type sampleFlags struct {
	kind, out     string
	seed          int64
	tokens, count int
	json          bool
}

// newSampleCmd is "llm sample".
func newSampleCmd() *cobra.Command {
	var f sampleFlags
	cmd := &cobra.Command{
		Use:   "sample",
		Short: "Make stories of a little world, and instructions about them, to train on",
		Long: `Tells short stories for small children, of which no two are the same, or makes instructions with
answers, or preferences between two answers, about such stories and about words. Nothing is
downloaded; the same seed gives the same, and more of it begins with the same.

Stories are plain text with <|endoftext|> between two of them, which "llm pretrain --data" and
"llm prepare" read. --tokens counts tokens of GPT-2, <|endoftext|> included; the last story is
whole. --json prints a line for each story, with its plot, what is true in it and its summary.

Instructions and preferences are one JSON list, as chapter 7 reads it: "llm instruct train --data".
The first 85 % are for training and the next 10 % for the test, as it splits them. Of what the test
asks, the training has every word and every way to ask, but not the two together, and none of the
stories.
Practice is instructions with more of what takes long to learn: letters, rhymes, sums.`,
		Example: `  llm sample --count 3
  llm sample --tokens 5000000 --out stories.txt
  llm sample --kind instructions --count 20000 --out instructions.json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.sample(cmd) },
	}
	flags := cmd.Flags()
	flags.Var(given(&f.kind, "stories"), "kind", "what to make: stories, instructions, practice or preferences")
	flags.Var(seed(&f.seed), "seed", "another seed makes others")
	flags.Var(within(&f.count, 10, 1, mostSampled), "count", "how many stories, instructions or preferences")
	flags.Var(within(&f.tokens, 0, 1, mostSampledTokens), "tokens",
		"as many stories as have so many of GPT-2's tokens, instead of --count")
	flags.BoolVar(&f.json, "json", false, "stories as JSON, one on a line; the other kinds always are a JSON list")
	flags.Var(given(&f.out, ""), "out", "file to write, whole or not at all (default: print)")
	cmd.MarkFlagsMutuallyExclusive("tokens", "count")
	cmd.AddCommand(newSampleCheckCmd(), newSampleAskCmd())
	return cmd
}

// sample makes what is asked for and writes it.
func (f sampleFlags) sample(cmd *cobra.Command) error {
	var write func(ctx context.Context, w io.Writer) error
	switch f.kind {
	case "stories":
		write = f.stories
	case "instructions":
		write = func(ctx context.Context, w io.Writer) error { return sampleList(ctx, w, f, tasks.Draw) }
	case "practice":
		write = func(ctx context.Context, w io.Writer) error { return sampleList(ctx, w, f, tasks.Practice) }
	case "preferences":
		write = func(ctx context.Context, w io.Writer) error { return sampleList(ctx, w, f, tasks.DrawPreferences) }
	default:
		return fmt.Errorf("--kind %q: want stories, instructions, practice or preferences", f.kind)
	}
	if f.kind != "stories" {
		if err := refuse(cmd, "only stories are counted in tokens; use --count", "tokens"); err != nil {
			return err
		}
	}
	if f.out != "" {
		if err := atomicfile.Write(f.out, func(w io.Writer) error { return write(cmd.Context(), w) }); err != nil {
			return fmt.Errorf("--out %s: %w", f.out, err)
		}
		return nil
	}
	w := bufio.NewWriter(cmd.OutOrStdout())
	if err := write(cmd.Context(), w); err != nil {
		return err
	}
	return w.Flush()
}

// stories writes stories until there are enough of them or of their tokens.
func (f sampleFlags) stories(ctx context.Context, w io.Writer) error {
	enough := func(told int, _ string) bool { return told >= f.count }
	if f.tokens > 0 {
		tok, err := text.NewGPT2()
		if err != nil {
			return err
		}
		tokens := 0
		enough = func(_ int, story string) bool {
			tokens += len(tok.EncodeOrdinary(story)) + 1 // and <|endoftext|>
			return tokens >= f.tokens
		}
	}
	for i := 0; ; i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		s := world.Tell(uint64(f.seed), i)
		last := enough(i+1, s.Text)
		if err := f.story(w, s, last); err != nil || last {
			return err
		}
	}
}

// story writes one story.
func (f sampleFlags) story(w io.Writer, s world.Story, last bool) error {
	if f.json {
		return printJSONLine(w, newSampledStory(s))
	}
	end := text.EndOfText
	if last {
		end = "\n"
	}
	_, err := io.WriteString(w, s.Text+end)
	return err
}

// sampledStory is a story as JSON.
type sampledStory struct {
	Plot    string        `json:"plot"`
	Text    string        `json:"text"`
	Summary string        `json:"summary"`
	Facts   []sampledFact `json:"facts"`
}

// sampledFact is what a story tells.
type sampledFact struct {
	Kind     string `json:"kind"`
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

func newSampledStory(s world.Story) sampledStory {
	story := sampledStory{Plot: s.Plot, Text: s.Text, Summary: s.Summary, Facts: make([]sampledFact, len(s.Facts))}
	for i, fact := range s.Facts {
		story.Facts[i] = sampledFact(fact)
	}
	return story
}

// sampleList writes a JSON list in the order in which chapter 7 splits it: training, test, validation.
func sampleList[T any](ctx context.Context, w io.Writer, f sampleFlags,
	draw func(seed uint64, part tasks.Part) iter.Seq[T]) error {
	train, test := int(float64(f.count)*instruct.BookTrain), int(float64(f.count)*instruct.BookTest)
	var list []T
	for _, part := range []struct {
		part tasks.Part
		upTo int
	}{{tasks.Train, train}, {tasks.Test, train + test}, {tasks.Validation, f.count}} {
		if len(list) == part.upTo {
			continue
		}
		for entry := range draw(uint64(f.seed), part.part) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if list = append(list, entry); len(list) == part.upTo {
				break
			}
		}
	}
	return printJSON(w, list)
}
