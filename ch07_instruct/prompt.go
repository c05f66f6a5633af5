package instruct

import (
	"fmt"
	"strings"
)

// Style is a way to write an entry as one text: the prompt, which asks, a mark, and after it the answer (section 7.2).
type Style struct {
	Name   string
	Head   string               // with which each prompt begins; may be empty
	Prompt func(e Entry) string // what a model is given to answer
	Mark   string               // stands between prompt and answer, in a line of its own
	gap    string               // line breaks between prompt and mark
}

const alpacaHead = "Below is an instruction that describes a task. Write a response that appropriately completes the " +
	"request.\n\n"

// Alpaca is the style of the book, from Stanford's Alpaca. An entry without input has no section for it.
func Alpaca() Style {
	return Style{
		Name: "alpaca",
		Head: alpacaHead,
		Prompt: func(e Entry) string {
			return alpacaHead + "### Instruction:\n" + e.Instruction + optional("\n\n### Input:\n", e.Input)
		},
		Mark: "### Response:",
		gap:  "\n\n",
	}
}

// Phi3 is the shorter style of exercise 7.1, from Microsoft's Phi-3.
func Phi3() Style {
	return Style{
		Name:   "phi3",
		Prompt: func(e Entry) string { return "<|user|>\n" + e.Instruction + optional("\n", e.Input) },
		Mark:   "<|assistant|>:",
		gap:    "\n",
	}
}

// ParseStyle finds a style by its name.
func ParseStyle(name string) (Style, error) {
	for _, s := range []Style{Alpaca(), Phi3()} {
		if s.Name == name {
			return s, nil
		}
	}
	return Style{}, fmt.Errorf("no prompt style %q: have alpaca and phi3", name)
}

// withoutHead is the style of an entry that is not the first of a conversation.
func (s Style) withoutHead() Style {
	prompt, head := s.Prompt, s.Head
	s.Head, s.Prompt = "", func(e Entry) string { return strings.TrimPrefix(prompt(e), head) }
	return s
}

// Question is the prompt with the mark, up to where the answer begins.
func (s Style) Question(e Entry) string { return s.Prompt(e) + s.gap + s.Mark + "\n" }

// Text is the whole entry, answer included: what a model is trained on.
func (s Style) Text(e Entry) string { return s.Question(e) + e.Output }

// Extract cuts the answer out of a text that a model made of a prompt (section 7.5): as many characters as the prompt
// has are cut off, the mark is removed wherever it stands, and white space around the rest.
func (s Style) Extract(generated, prompt string) string {
	rest := []rune(generated)
	rest = rest[min(len(rest), len([]rune(prompt))):]
	return strings.TrimSpace(strings.ReplaceAll(string(rest), s.Mark, ""))
}

// optional is a heading with what stands under it, nothing when that is empty.
func optional(heading, content string) string {
	if content == "" {
		return ""
	}
	return heading + content
}
