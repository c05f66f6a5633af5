package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// Where "llm instruct" keeps what it makes.
var (
	instructOut     = filepath.Join("build", "instruct")
	instructModel   = filepath.Join(instructOut, "model")
	instructAnswers = filepath.Join(instructOut, "instruction-data-with-response.json")
)

// newInstructCmd is "llm instruct".
func newInstructCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "instruct",
		Short: "Teach a model to follow instructions, ask it, score its answers (chapter 7)",
	}
	cmd.AddCommand(newInstructTrainCmd(), newInstructAnswerCmd(), newInstructEvalCmd())
	return cmd
}

// instructions are the entries of a file, the book's, or our own, and where they are from.
func instructions(path string) (entries []instruct.Entry, from string, err error) {
	if path != "" {
		entries, err = instruct.ReadFile(path)
		return entries, path, err
	}
	data, err := assets.Read(book.NeedInstruction)
	from = book.NeedInstruction
	if missing := new(assets.NotFoundError); errors.As(err, &missing) {
		data, err, from = sample.Instructions(), nil,
			fmt.Sprintf("our own (the book's are not here; %q gets them)", missing.Command())
	}
	if err != nil {
		return nil, from, err
	}
	entries, err = instruct.Read(data)
	return entries, from, err
}

// newAssistant makes an assistant of a pretrained model, which draws from rng.
func newAssistant(dir string, recipe instruct.Recipe, rng *torchrand.Generator,
	log io.Writer) (*instruct.Assistant, error) {
	m, v, err := loadModel(dir, log)
	if err != nil {
		return nil, err
	}
	m.UseRNG(rng)
	if v.own != nil {
		return instruct.PretrainedOwn(m, v.own, recipe)
	}
	return instruct.Pretrained(m, recipe)
}
