package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/internal/batch"
	"llmfromscratch/internal/chat"
)

// talkFlags are the flags of the commands that talk: which model, and what runs it.
type talkFlags struct {
	model, backend string
	engineFlags
}

// add puts them on a command.
func (f *talkFlags) add(cmd *cobra.Command) {
	cmd.Flags().Var(given(&f.model, ""), "model", "whom to talk to: a folder of a fine-tuned model, which answers, or "+
		"a model that continues texts, in a folder or a size of GPT-2 that is here; without it the fine-tuned model "+
		"of "+instructModel+", or GPT-2 where it is here, or else the course's own, "+courseAssistant)
	backendFlag(cmd, &f.backend)
	f.engineFlags.add(cmd)
}

// run loads the model and runs it with room for so many texts at once, and for some that wait.
func (f talkFlags) run(cmd *cobra.Command, opt batch.Options) (*chat.Running, error) {
	name := f.model
	if name == "" {
		var line string
		var err error
		if name, line, err = defaultTalker(); err != nil {
			return nil, err
		}
		fmt.Fprintln(cmd.ErrOrStderr(), line)
	}
	if err := f.choose(cmd); err != nil {
		return nil, err
	}
	m, e, err := f.talkative(cmd, name)
	if err != nil {
		return nil, err
	}
	m.ContextLength, m.VocabSize, m.Parameters = e.Config.ContextLength, e.Config.VocabSize, e.Config.Count().Total
	if f.engine == plainEngine {
		fmt.Fprintln(cmd.ErrOrStderr(), engineLine(e.loops))
		texts := batch.New(plain.NewSlots(e.loops, opt.Slots), m.Batch(), opt)
		return &chat.Running{Model: m, Texts: texts, End: texts.Close}, nil
	}
	be, _, err := openBackend(cmd, f.backend)
	if err != nil {
		return nil, err
	}
	predictors, err := batch.NewPredictors(be, e.graph, opt.Slots)
	if err != nil {
		be.Finalize()
		return nil, err
	}
	texts := batch.New(predictors, m.Batch(), opt)
	return &chat.Running{Model: m, Texts: texts, End: func() {
		texts.Close()
		predictors.Finalize()
		be.Finalize()
	}}, nil
}

// talkative loads a model with what belongs to it, for the engine that was chosen: a fine-tuned one, or else one that
// continues texts.
func (f talkFlags) talkative(cmd *cobra.Command, nameOrFolder string) (*chat.Model, engine, error) {
	folder, err := broughtAlong(nameOrFolder)
	if err != nil {
		return nil, engine{}, err
	}
	if !isAssistant(folder) {
		e, err := f.load(cmd, nameOrFolder)
		return &chat.Model{Name: shortName(nameOrFolder), Tok: e.tok, EndOfText: e.tok.endOfText}, e, err
	}
	a, e, err := f.assistant(nameOrFolder)
	if err != nil {
		return nil, engine{}, err
	}
	return chat.OfAssistant(shortName(nameOrFolder), e.Config, a), e, nil
}

// shortName is what a model is called after its folder: "build/instruct/model" is "instruct".
func shortName(nameOrFolder string) string {
	clean := filepath.Clean(nameOrFolder)
	if absolute, err := filepath.Abs(clean); err == nil && clean == "." {
		clean = absolute
	}
	base, parent := filepath.Base(clean), filepath.Base(filepath.Dir(clean))
	if base == "model" && parent != "." && parent != string(filepath.Separator) {
		return parent
	}
	return base
}
