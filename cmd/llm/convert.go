package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/progress"
)

// newConvertCmd is "llm convert".
func newConvertCmd() *cobra.Command {
	var (
		from, to string
		layout   string
		force    bool
	)
	cmd := &cobra.Command{
		Use:   "convert --from FOLDER --to FOLDER",
		Short: "Rewrite GPT-2 weights under other names (section 5.5)",
		Long: `Reads the weights of a GPT-2 and writes them as model.safetensors with config.json.

Read are, found by the names of the tensors: Hugging Face's model.safetensors (F32, F16, BF16),
OpenAI's TensorFlow checkpoint (model.ckpt.index), files of the book's author, and what this project
saved, checkpoints of a training run included.

  --layout book  the names of the book's GPTModel, for PyTorch's load_state_dict and for "llm generate --model"
  --layout hf    the names of the transformers library, for GPT2LMHeadModel.from_pretrained

One tensor at a time is in memory. Hugging Face's file, converted to the book's names and back, has
the same bytes again.`,
		Example: `  llm convert --from gpt2/124M --to build/gpt2-124M
  llm convert --from build/pretrain/model --to build/for-transformers --layout hf`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var bar *progress.Bar
			shown := 0
			opt := pretrain.ConvertOptions{Layout: pretrain.Layout(layout), Overwrite: force}
			opt.Progress = func(done, total int) {
				if bar == nil {
					bar = progress.Start(cmd.Context(), total, "tensors")
				}
				bar.Add(done - shown) // an interruption ends Convert itself
				shown = done
			}
			done, err := pretrain.Convert(cmd.Context(), from, to, opt)
			bar.Done()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(),
				"%s (%s layout) -> %s (%s layout): %d blocks, width %d, vocabulary of %d, context of %d\n",
				done.From, done.Layout, done.To, layout, done.Config.NumLayers, done.Config.EmbDim,
				done.Config.VocabSize, done.Config.ContextLength)
			return err
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&from, "from", "", "folder or file of weights")
	flags.StringVar(&to, "to", "", "folder to write, or a file that ends in .safetensors")
	flags.StringVar(&layout, "layout", string(pretrain.BookLayout), `names of the new file: "book" or "hf"`)
	flags.BoolVar(&force, "force", false, "replace files that are there; never those that are read")
	for _, name := range []string{"from", "to"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err)
		}
	}
	return cmd
}
