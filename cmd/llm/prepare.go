package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/corpus"
	"llmfromscratch/shared/progress"
)

// prepareFlags are the flags of "llm prepare".
type prepareFlags struct {
	out, tokenizer       string
	endings              []string
	shardTokens, workers int
	validation           float64
	keepGutenberg        bool
	replaceInvalid       bool
}

// newPrepareCmd is "llm prepare".
func newPrepareCmd() *cobra.Command {
	var f prepareFlags
	cmd := &cobra.Command{
		Use:   "prepare DIR|FILE…",
		Short: "Turn folders of texts into a corpus to train on",
		Long: `Cleans text files, encodes them with GPT-2's tokenizer, or one of your own, on all cores and writes
the token ids to files of 16-bit numbers, which "llm pretrain --corpus" reads from the disk while it
trains.

Of a folder all files with the endings are taken, sub-folders included, in the order of their names;
hidden ones are not. What Project Gutenberg writes before and behind its books is removed, of
several blank lines one stays. A byte that is no UTF-8 is an error that names file and place. Whole
documents are held out for validation, evenly spread; one that is larger than all that is to be held
out gives its end.

The result depends on the texts and the flags alone, not on the number of workers. A second run on
unchanged texts changes nothing. A run that is interrupted leaves what was there before.`,
		Example: `  llm prepare books --out build/corpus
  llm prepare a.txt b.txt --out build/corpus --validation 0.05 --shard-tokens 1000000`,
		Args: noEmpty(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return prepareCorpus(cmd, args, f) },
	}
	flags := cmd.Flags()
	flags.Var(into(&f.out, ""), "out", "folder of the corpus; made when needed")
	flags.Var(given(&f.tokenizer, ""), "tokenizer",
		`folder of a tokenizer of your own, as "llm tokenizer train" makes it; without it GPT-2's`)
	flags.Var(list(&f.endings, ".txt"), "ext", "endings of the files to take from folders")
	flags.Var(within(&f.shardTokens, 20_000_000, 1, corpus.MaxShardTokens).of("shards of %s token ids"), "shard-tokens",
		"token ids in a file, two bytes each")
	flags.Var(within(&f.validation, 0.1, 0, corpus.MaxValidation), "validation",
		"part of the texts that is held out, 0 to 0.5")
	flags.Var(within(&f.workers, 0, 0, mostWorkers), "workers", "texts encoded at once; 0: one for each core")
	flags.BoolVar(&f.keepGutenberg, "keep-gutenberg", false,
		"leave Project Gutenberg's headers and footers where they are")
	flags.BoolVar(&f.replaceInvalid, "replace-invalid", false, "replace bytes that are no UTF-8 by U+FFFD")
	if err := cmd.MarkFlagRequired("out"); err != nil {
		panic(err)
	}
	return cmd
}

func prepareCorpus(cmd *cobra.Command, paths []string, f prepareFlags) error {
	ctx, stdout, stderr := cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr()
	tokenizer, err := f.corpusTokenizer()
	if err != nil {
		return err
	}
	found, err := corpus.Files(paths, dotted(f.endings))
	if err != nil {
		return err
	}
	if len(found.LeftOut) > 0 {
		fmt.Fprintf(stderr, "left out: %s\n", corpus.Endings(found.LeftOut))
	}
	var bar *progress.Bar
	defer func() { bar.Done() }()
	var stage corpus.Stage
	shown := 0
	result, err := corpus.Prepare(ctx, f.out, found.Files, corpus.Options{
		Tokenizer:   tokenizer,
		Cleaning:    corpus.Cleaning{KeepGutenberg: f.keepGutenberg, ReplaceInvalid: f.replaceInvalid},
		ShardTokens: f.shardTokens, Validation: f.validation, Workers: f.workers,
		OnProgress: func(now corpus.Stage, done, total int64) {
			const kilobyte = 1000
			if now != stage {
				bar.Done()
				stage, shown = now, 0
				bar = progress.Start(ctx, int(total/kilobyte), fmt.Sprintf("%s (kB)", now))
			}
			bar.Add(int(done/kilobyte) - shown) // an interruption ends Prepare itself
			shown = int(done / kilobyte)
		},
	})
	bar.Done()
	if err != nil {
		return stopped(ctx, err, fmt.Sprintf("%s is as it was, the same command begins anew: %s", f.out, typed(cmd)))
	}
	for _, name := range result.Empty {
		fmt.Fprintf(stderr, "%s has no text\n", name)
	}
	if result.Damage != nil {
		fmt.Fprintf(stderr, "made again: %v\n", result.Damage)
	}
	return describe(stdout, f.out, result)
}

// dotted are endings as they are compared: "TXT" is ".txt".
func dotted(endings []string) []string {
	for i, ending := range endings {
		endings[i] = "." + strings.ToLower(strings.TrimPrefix(ending, "."))
	}
	return endings
}

// corpusTokenizer is what the texts are encoded with. A tokenizer of one's own goes along, into a folder of its name in
// that of the corpus, for whoever trains on it; the name tells it from the one of an earlier preparation.
func (f prepareFlags) corpusTokenizer() (corpus.Tokenizer, error) {
	if f.tokenizer == "" {
		return longrun.GPT2Corpus(), nil
	}
	tok, err := text.LoadBPEFolder(f.tokenizer)
	if err != nil {
		return corpus.Tokenizer{}, fmt.Errorf("--tokenizer: %w", err)
	}
	spec, err := longrun.OwnCorpus(tok)
	if err != nil {
		return corpus.Tokenizer{}, fmt.Errorf("--tokenizer %s: %w", f.tokenizer, err)
	}
	dir := filepath.Join(f.out, spec.Name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return corpus.Tokenizer{}, err
	}
	return spec, tok.SaveFolder(dir)
}

// describe says what a corpus holds.
func describe(w io.Writer, dir string, r *corpus.Result) error {
	state := "prepared"
	if r.UpToDate {
		state = "up to date"
	}
	x := r.Index
	var bytes int64
	for _, s := range x.Sources {
		bytes += s.TextBytes
	}
	_, err := fmt.Fprintf(w,
		"%s is %s: %d documents, %s of text, %d token ids to train on in %d files, %d held out for validation in %d\n",
		dir, state, len(x.Sources)-len(r.Empty), humanBytes(bytes), x.Train.Tokens, len(x.Train.Shards),
		x.Validation.Tokens, len(x.Validation.Shards))
	return err
}
