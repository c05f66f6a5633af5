package chat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"llmfromscratch/ch05_pretrain"
)

// Session is a conversation with a model, line by line.
type Session struct {
	Model    *Running
	Load     func(name string) (*Running, error) // another model, for /model
	Settings Settings
	Out      io.Writer // what the model says
	Log      io.Writer // what the program says
	// Plain prints every answer on one line, for a pipe; else tokens come as they are chosen, and an error ends an
	// answer only.
	Plain      bool
	Interrupts <-chan os.Signal // stop an answer; may be nil

	said []Message // by both, system messages apart
}

// Settings are how a session's answers are made. The first has random numbers of the seed, the next of the seed + 1.
type Settings struct {
	Sampling  pretrain.Sampling
	Seed      int64
	MaxTokens int // 0: the model's
	System    string
}

// errStopped is why an answer ends that the user does not want to hear.
var errStopped = errors.New("stopped")

// Lines are what the user types. After the last the error is io.EOF. A line that ends in a backslash goes on in the
// next.
type Lines interface {
	ReadLine() (string, error)
}

// Greeting says whom one talks to, and what it can do.
func (s *Session) Greeting() string {
	if s.Model.Style == nil {
		return s.Model.Name + " is a base model: it does not answer, it continues your text. /help lists what else " +
			"there is."
	}
	return s.Model.Name + " answers one message at a time, as chapter 7 taught it. /help lists what else there is."
}

// Run talks until there are no more lines, the user leaves or ctx ends.
func (s *Session) Run(ctx context.Context, lines Lines) error {
	fmt.Fprintln(s.Log, s.Greeting())
	for ctx.Err() == nil {
		line, err := message(lines)
		if errors.Is(err, io.EOF) && line == "" {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		err = s.take(ctx, line)
		switch {
		case errors.Is(err, errLeave):
			return nil
		case err != nil && s.Plain:
			return err
		case err != nil:
			fmt.Fprintln(s.Log, err)
		}
	}
	return ctx.Err()
}

// message reads lines up to one that does not end in a backslash.
func message(lines Lines) (string, error) {
	var all []string
	for {
		line, err := lines.ReadLine()
		begun, more := strings.CutSuffix(line, `\`)
		all = append(all, begun)
		if err != nil || !more {
			return strings.Join(all, "\n"), err
		}
	}
}

// take does what a line asks for.
func (s *Session) take(ctx context.Context, line string) error {
	switch {
	case strings.HasPrefix(line, "/"):
		return s.command(strings.TrimSpace(line))
	case strings.TrimSpace(line) == "":
		return nil
	}
	return s.answer(ctx, line)
}

// answer lets the model say what comes next. What it has said when it is stopped stays part of the conversation.
func (s *Session) answer(ctx context.Context, line string) error {
	said := append(slices.Clone(s.said), Message{User, line})
	var system []Message
	if s.Settings.System != "" {
		system = []Message{{System, s.Settings.System}}
	}
	seed := s.Settings.Seed + int64(len(s.said)/2)
	r, err := s.Model.Request(append(system, said...), s.Settings.Sampling, seed)
	if err != nil {
		return err
	}
	if most := max(s.Settings.MaxTokens, 0); most > 0 {
		r.MaxTokens = most
	} else if s.Model.MaxTokens > 0 {
		r.MaxTokens = s.Model.MaxTokens
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	events, err := s.Model.Texts.Submit(ctx, r)
	if err != nil {
		return err
	}
	var txt strings.Builder
	stopped := false
	for events != nil {
		select {
		case <-s.Interrupts:
			stopped = true
			stop(errStopped)
		case e, ok := <-events:
			if !ok {
				events = nil
				break
			}
			err = e.Err
			if stopped { // what the model was ahead with
				break
			}
			txt.WriteString(e.Text)
			if !s.Plain {
				fmt.Fprint(s.Out, e.Text)
			}
		}
	}
	if s.Plain {
		fmt.Fprint(s.Out, pretrain.OneLine(strings.TrimSpace(txt.String())))
	}
	fmt.Fprintln(s.Out)
	if err != nil && !errors.Is(err, errStopped) {
		return err
	}
	s.said = append(said, Message{Assistant, txt.String()})
	return nil
}
