package chat

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/internal/batch"
)

// Message is a part of a conversation.
type Message struct {
	Role    string `json:"role"` // System, User or Assistant
	Content string `json:"content"`
}

// Roles of a message.
const (
	System    = "system" // says how to answer
	User      = "user"
	Assistant = "assistant"
)

// Prompt is a conversation as token ids, which the model goes on from. The last message is the user's.
func (m *Model) Prompt(messages []Message) ([]int, error) {
	for i, message := range messages {
		if !slices.Contains([]string{System, User, Assistant}, message.Role) {
			return nil, fmt.Errorf("message %d has the role %q: want system, user or assistant", i, message.Role)
		}
	}
	if len(messages) == 0 || messages[len(messages)-1].Role != User {
		return nil, errors.New("the last message is not the user's: there is nothing to answer")
	}
	if m.Style == nil {
		return m.continued(messages)
	}
	ids, err := m.Tok.Encode(m.Style.Question(entry(messages)))
	if err == nil && len(ids) > m.ContextLength {
		err = &batch.LengthError{Tokens: len(ids), Context: m.ContextLength}
	}
	return ids, err
}

// entry is the last message as a task of chapter 7, with the system messages in front of its instruction. What comes
// after its first empty line is the task's input.
func entry(messages []Message) instruct.Entry {
	var instruction []string
	for _, message := range messages {
		if message.Role == System && strings.TrimSpace(message.Content) != "" {
			instruction = append(instruction, strings.TrimSpace(message.Content))
		}
	}
	last := strings.ReplaceAll(messages[len(messages)-1].Content, "\r\n", "\n")
	task, about, _ := strings.Cut(strings.TrimSpace(last), "\n\n")
	return instruct.Entry{
		Instruction: strings.Join(append(instruction, strings.TrimSpace(task)), "\n"),
		Input:       strings.TrimSpace(about),
	}
}

// continued is a conversation as one text, without its oldest messages where it is too long.
func (m *Model) continued(messages []Message) ([]int, error) {
	most := m.ContextLength - m.ContextLength/4
	for first := range messages {
		ids, err := m.Tok.Encode(joined(messages[first:]))
		if err != nil {
			return nil, err
		}
		last := first == len(messages)-1
		switch {
		case len(ids) == 0:
			return []int{m.EndOfText}, nil // what stands between the texts that it was trained on
		case len(ids) > m.ContextLength && last:
			return nil, &batch.LengthError{Tokens: len(ids), Context: m.ContextLength}
		case len(ids) <= most || last:
			return ids, nil
		}
	}
	return nil, nil // there is a last one always
}

// joined puts messages behind one another. What the model wrote continues what stands before it as it is; the user's
// messages begin a line, unless there is white space.
func joined(messages []Message) string {
	var b strings.Builder
	space := true // at the end, or nothing at all
	for _, message := range messages {
		first, last := []rune(message.Content), []rune(message.Content)
		if len(first) == 0 {
			continue
		}
		if message.Role != Assistant && !space && !unicode.IsSpace(first[0]) {
			b.WriteString("\n")
		}
		b.WriteString(message.Content)
		space = unicode.IsSpace(last[len(last)-1])
	}
	return b.String()
}
