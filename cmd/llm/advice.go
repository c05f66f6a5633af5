package main

import (
	"errors"
	"fmt"
	"strings"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain/gpt2"
)

// advised is an error of a package that ends with what a program can do about it, such as a function to call.
type advised interface {
	error
	Remedy() string
}

// forCommands is the text of an error with what a user of a command can do in the place of what a program can.
func forCommands(err error) string {
	e := advised(nil)
	if !errors.As(err, &e) {
		return err.Error()
	}
	return strings.Replace(err.Error(), e.Remedy(), remedyOf(e), 1)
}

// remedyOf is what a user of a command can do.
func remedyOf(e advised) string {
	switch e := e.(type) {
	case *text.SpecialTokenError:
		return fmt.Sprintf("take it out, or write it with blanks between its signs, as %q",
			strings.NewReplacer("<|", "< | ", "|>", " | >").Replace(e.Token))
	case *gpt2.LookalikeError:
		switch e.Kind {
		case gpt2.ClassifierHead:
			return "`llm classify predict --model FOLDER MESSAGE` and `llm classify eval --model FOLDER` use its folder"
		case gpt2.EightBitWeights:
			return "`llm generate --model FOLDER` uses its folder as it is, and so do `llm chat`, `llm serve` and, " +
				"of an assistant, `llm instruct answer`; for all else name the float32 weights that they were made of"
		}
		return "no command uses adapters apart from their model; the notebook of appendix E merges them into it"
	}
	return e.Remedy()
}
