package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/progress"
)

// convertFlags are the flags of "llm convert".
type convertFlags struct {
	from, to, layout, dtype string
	force                   bool
	quantize                quantizeFlags
}

// newConvertCmd is "llm convert".
func newConvertCmd() *cobra.Command {
	var f convertFlags
	cmd := &cobra.Command{
		Use:   "convert --from FOLDER --to FOLDER",
		Short: "Rewrite GPT-2 weights under other names (section 5.5)",
		Long: `Reads the weights of a GPT-2 and writes them as model.safetensors with config.json.

Read are, found by the names of the tensors: Hugging Face's model.safetensors (F32, F16, BF16) or
its parts with their index, OpenAI's TensorFlow checkpoint (model.ckpt.index), files of the book's
author, and what this project saved, checkpoints of a training run included. The same can be given
to "llm generate --model" and the other commands as it is.

  --layout book  the names of the book's GPTModel, for PyTorch's load_state_dict
  --layout hf    the names of the transformers library, for GPT2LMHeadModel.from_pretrained

One tensor at a time is in memory. Hugging Face's file, converted to the book's names and back, has
the same bytes again. Files that say how texts become ids, such as tokenizer.json, go along.

With --quantize q8 the weights are rounded to 8 bits, which takes a quarter of the memory. "llm
generate", "llm chat" and "llm serve" use such a folder, and "llm instruct answer" and "llm sample
ask" that of an assistant. What trains or runs on the graph cannot: keep the weights that they were
made of.`,
		Example: `  llm convert --from gpt2/124M --to build/gpt2-124M
  llm convert --from build/pretrain/model --to build/for-transformers --layout hf
  llm convert --from 124M --to build/gpt2-q8 --quantize q8
  llm convert --from build/instruct/model --to build/assistant-q8 --quantize q8`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return convertWeights(cmd, f) },
	}
	flags := cmd.Flags()
	flags.Var(given(&f.from, ""), "from",
		"folder or file of weights, a size of GPT-2 that is on this machine, such as 124M, or course, the course's own")
	flags.Var(given(&f.to, ""), "to", "folder to write, or a file that ends in .safetensors")
	flags.Var(given(&f.layout, string(gpt2.BookLayout)), "layout", `names of the new file: "book" or "hf"`)
	flags.Var(given(&f.dtype, "f32"), "dtype", "numbers of the new file: f32, or f16, which takes half the place")
	f.quantize.add(cmd)
	flags.BoolVar(&f.force, "force", false, "replace files that are there; never those that are read")
	for _, name := range []string{"from", "to"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err)
		}
	}
	return cmd
}

func convertWeights(cmd *cobra.Command, f convertFlags) (err error) {
	if f.from, err = broughtAlong(f.from); err != nil {
		return err
	}
	dir := f.to
	if strings.HasSuffix(f.to, ".safetensors") {
		dir = filepath.Dir(f.to)
	}
	if err := canBeFolder(dir); err != nil && dir != f.from {
		return fmt.Errorf("--to %q: %w", f.to, err)
	}
	if f.dtype != "f32" && f.dtype != "f16" {
		return fmt.Errorf("--dtype %q: want f32 or f16", f.dtype)
	}
	if eightBits, err := f.quantize.wanted(cmd, f.to); err != nil {
		return err
	} else if eightBits {
		if err := refuse(cmd, "with --quantize numbers become 8 bits", "dtype"); err != nil {
			return err
		}
		return quantizeWeights(cmd, f)
	}
	var bar *progress.Bar
	shown := 0
	opt := gpt2.ConvertOptions{Layout: gpt2.Layout(f.layout), Half: f.dtype == "f16",
		Overwrite: f.force}
	opt.Progress = func(done, total int) {
		if bar == nil {
			bar = progress.Start(cmd.Context(), total, "tensors")
		}
		bar.Add(done - shown) // an interruption ends Convert itself
		shown = done
	}
	done, err := gpt2.Convert(cmd.Context(), f.from, f.to, opt)
	bar.Done()
	if err != nil {
		return stopped(cmd.Context(), err, fmt.Sprintf("%s is as it was, the same command begins anew: %s", f.to,
			typed(cmd)))
	}
	switch size := done.Config.VocabSize; {
	case len(done.Along) > 0:
		fmt.Fprintf(cmd.ErrOrStderr(), "beside it, unchanged: %s\n", strings.Join(done.Along, ", "))
	case size < text.GPT2VocabSize:
		fmt.Fprintf(cmd.ErrOrStderr(), "the model's vocabulary of %d tokens is not GPT-2's of %d, and %s has no "+
			"vocab.json and merges.txt that say which tokens they are\n", size, text.GPT2VocabSize,
			filepath.Dir(done.From))
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(),
		"%s (%s layout) -> %s (%s layout): %d blocks, width %d, vocabulary of %d, context of %d\n",
		done.From, done.Layout, done.To, f.layout, done.Config.NumLayers, done.Config.EmbDim, done.Config.VocabSize,
		done.Config.ContextLength)
	return err
}
