package main

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
)

// samplingFlags are the flags for choosing tokens that the book does not have; what is 0 changes nothing.
type samplingFlags struct {
	topP, minP, repetition float64
	stop                   []string
}

// add puts them on a command.
func (f *samplingFlags) add(flags *pflag.FlagSet) {
	f.addSettings(flags)
	flags.Var(&stopStrings{&f.stop}, "stop",
		`end before this text; \n stands for a line break; may be given several times`)
}

// addSettings puts all but the stop strings on a command.
func (f *samplingFlags) addSettings(flags *pflag.FlagSet) {
	flags.Var(within(&f.topP, 0, 0, 1), "top-p",
		"choose among the most likely tokens that have this probability together; 0: all")
	flags.Var(within(&f.minP, 0, 0, 1), "min-p",
		"choose among the tokens at least this many times as likely as the likeliest; 0: all")
	flags.Var(within(&f.repetition, 0, 0, 100), "repetition-penalty",
		"above 1: tokens that the text already has become less likely; 0 or 1: none")
}

// with are settings with those of the flags.
func (f samplingFlags) with(s pretrain.Sampling) pretrain.Sampling {
	s.TopP, s.MinP, s.Repetition = f.topP, f.minP, f.repetition
	return s
}

// stopStrings is a flag's list of texts, one each time that it is given, whatever is in it.
type stopStrings struct{ to *[]string }

// Set reads one value of the flag.
func (s *stopStrings) Set(value string) error {
	if value == "" {
		return errEmpty
	}
	*s.to = append(*s.to, strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\\`, `\`).Replace(value))
	return nil
}

// String is the value as the help shows the default.
func (s *stopStrings) String() string { return strings.Join(*s.to, " ") }

// Type is the name that the help has for the value.
func (s *stopStrings) Type() string { return "stringArray" }

// errStopString is why a text ends before a stop string.
var errStopString = errors.New("the text has come to a stop string")

// stoppingWriter writes a text token by token and ends its generation at a stop string.
type stoppingWriter struct {
	tokens *pretrain.TokenWriter
	stop   *pretrain.StopWriter
	end    context.CancelCauseFunc
}

func newStoppingWriter(tok text.Tokenizer, out io.Writer, stops []string,
	end context.CancelCauseFunc) stoppingWriter {
	stop := pretrain.NewStopWriter(out, stops...)
	return stoppingWriter{pretrain.NewTokenWriter(tok, stop), stop, end}
}

// add takes the next token of the text.
func (w stoppingWriter) add(_, id int) {
	w.tokens.Add(id)
	if w.stop.Found() != "" {
		w.end(errStopString)
	}
}

// unlessFound is the error of a generation, nil where it ended at a stop string.
func (w stoppingWriter) unlessFound(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errStopString) {
		return nil
	}
	return err
}

// flush writes what was held back.
func (w stoppingWriter) flush() error { return errors.Join(w.tokens.Flush(), w.stop.Flush()) }
