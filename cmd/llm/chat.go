package main

import (
	"context"
	"math"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"llmfromscratch/ch02_text"
	"llmfromscratch/internal/batch"
	"llmfromscratch/internal/chat"
	"llmfromscratch/shared/textfile"
)

// chatFlags are the flags of "llm chat".
type chatFlags struct {
	talk     talkFlags
	sampling samplingFlags
	system   string
	settings chat.Settings
}

// newChatCmd is "llm chat".
func newChatCmd() *cobra.Command {
	var f chatFlags
	cmd := &cobra.Command{
		Use:   "chat",
		Short: "Talk to a model in the terminal",
		Long: `Talks to a model in the terminal, or in a pipe: there each line is a message, and each answer one
line. A line that begins with a slash is for the program: /help lists what it can do. Ctrl-C stops
an answer; at the prompt it leaves, as Ctrl-D does.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return talk(cmd, f) },
	}
	f.talk.add(cmd)
	flags := cmd.Flags()
	s := &f.settings
	flags.Var(within(&s.Sampling.Temperature, 0, 0, math.MaxFloat64), "temperature",
		"0: always the most likely token; higher: more varied")
	flags.Var(within(&s.Sampling.TopK, 0, 0, text.GPT2VocabSize), "top-k",
		"choose among the k most likely tokens only; 0: all")
	f.sampling.addSettings(flags)
	flags.Var(within(&s.MaxTokens, 0, 0, mostTokens), "tokens", "longest answer; 0: the model's")
	flags.Var(seed(&s.Seed), "seed",
		"seed of the first answer, as for torch.manual_seed; the next has the number after it")
	flags.Var(given(&f.system, ""), "system", "stands in front of every message")
	return cmd
}

// longestContinuation is how many tokens a base model goes on for, which would not stop by itself.
const longestContinuation = 200

func talk(cmd *cobra.Command, f chatFlags) error {
	if err := textfile.CheckArgument(f.system); err != nil {
		return err
	}
	opt := batch.Options{Slots: 1, Waiting: 1}
	running, err := f.talk.run(cmd, opt)
	if err != nil {
		return err
	}
	f.settings.Sampling, f.settings.System = f.sampling.with(f.settings.Sampling), f.system
	s := &chat.Session{Model: limited(running), Settings: f.settings, Out: cmd.OutOrStdout(), Log: cmd.ErrOrStderr()}
	defer func() { s.Model.End() }()
	s.Load = func(name string) (*chat.Running, error) {
		other := f.talk
		other.model = name
		running, err := other.run(cmd, opt)
		if err != nil {
			return nil, err
		}
		return limited(running), nil
	}
	lines := openLines(cmd.InOrStdin(), cmd.OutOrStdout())
	_, inTerminal := lines.(*terminal)
	s.Plain = !inTerminal
	if s.Plain {
		return s.Run(cmd.Context(), lines)
	}
	return talkInTerminal(cmd.Context(), s, lines)
}

// limited is a model whose answers end by themselves.
func limited(r *chat.Running) *chat.Running {
	if r.Style == nil {
		r.MaxTokens = longestContinuation
	}
	return r
}

// talkInTerminal lets Ctrl-C end an answer and not the program, whose context it ends. Other signals end both.
func talkInTerminal(parent context.Context, s *chat.Session, lines chat.Lines) error {
	ctx, stop := signal.NotifyContext(context.WithoutCancel(parent), syscall.SIGTERM)
	defer stop()
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	s.Interrupts = interrupts
	return s.Run(ctx, lines)
}
