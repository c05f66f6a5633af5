package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/corpus"
)

// newTokenizerCmd is "llm tokenizer".
func newTokenizerCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "tokenizer",
		Short: "Train a tokenizer of your own (section 2.5)",
	}
	cmd.AddCommand(newTokenizerTrainCmd())
	return cmd
}

// tokenizerFlags are the flags of "llm tokenizer train".
type tokenizerFlags struct {
	out     string
	tokens  int
	endings []string
}

// newTokenizerTrainCmd is "llm tokenizer train".
func newTokenizerTrainCmd() *cobra.Command {
	var f tokenizerFlags
	cmd := &cobra.Command{
		Use:   "train DIR|FILE…",
		Short: "Learn a byte-pair encoding from texts",
		Long: `Learns the merges of a byte-pair encoding from text files, as chapter 2 does, and writes vocab.json
and merges.txt, the two files that GPT-2's tokenizer comes in. <|endoftext|> is its last token;
where a text spells it out, a document ends. "llm prepare --tokenizer" and other programs read the
folder.`,
		Example: `  llm tokenizer train stories.txt --tokens 3000 --out build/tokenizer
  llm prepare stories.txt --tokenizer build/tokenizer --out build/corpus`,
		Args: noEmpty(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return trainTokenizer(cmd, args, f) },
	}
	flags := cmd.Flags()
	flags.Var(into(&f.out, ""), "out", "folder of the tokenizer; made when needed")
	flags.Var(within(&f.tokens, 3000, 257, corpus.MaxVocabSize), "tokens",
		"tokens in the vocabulary: 256 bytes, <|endoftext|> and one for each merge")
	flags.Var(list(&f.endings, ".txt"), "ext", "endings of the files to take from folders")
	if err := cmd.MarkFlagRequired("out"); err != nil {
		panic(err)
	}
	return cmd
}

func trainTokenizer(cmd *cobra.Command, paths []string, f tokenizerFlags) error {
	found, err := corpus.Files(paths, dotted(f.endings))
	if err != nil {
		return err
	}
	content, err := joined(found.Files)
	if err != nil {
		return err
	}
	tok, err := text.TrainBPE(cmd.Context(), content, f.tokens, text.EndOfText)
	if err != nil {
		return stopped(cmd.Context(), err, f.out+" is as it was, the same command begins anew")
	}
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return err
	}
	if err := tok.SaveFolder(f.out); err != nil {
		return err
	}
	ids, err := tok.Encode(content, text.EndOfText)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(),
		"%s: %d tokens, learned from %s in %d files, of which each token stands for "+
			"%.2f bytes\n", filepath.Clean(f.out), tok.VocabSize(), humanBytes(int64(len(content))), len(found.Files),
		float64(len(content))/float64(len(ids)))
	return err
}

// joined are texts, cleaned as "llm prepare" cleans them, with <|endoftext|> behind each.
func joined(files []corpus.File) (string, error) {
	var all strings.Builder
	for _, file := range files {
		r, err := os.Open(file.Path)
		if err != nil {
			return "", err
		}
		err = corpus.Clean(&all, r, file.Path, corpus.Cleaning{})
		if err := errors.Join(err, r.Close()); err != nil {
			return "", err
		}
		all.WriteString(text.EndOfText)
	}
	return all.String(), nil
}
