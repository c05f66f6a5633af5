package chat_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/internal/batch"
	"llmfromscratch/internal/batch/batchtest"
	"llmfromscratch/internal/chat"
	"llmfromscratch/internal/small"
)

// spelled is a tokenizer of one token for each character, so that prompts can be read again.
type spelled struct{}

func (spelled) Encode(txt string) (ids []int, err error) {
	for _, r := range txt {
		ids = append(ids, int(r))
	}
	return ids, nil
}

func (spelled) Decode(ids []int) (string, error) {
	var b strings.Builder
	for _, id := range ids {
		b.WriteRune(rune(id))
	}
	return b.String(), nil
}

func say(pairs ...string) (list []chat.Message) {
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, chat.Message{Role: pairs[i], Content: pairs[i+1]})
	}
	return list
}

func TestAnAssistantSeesTheLastMessageInItsStyle(t *testing.T) {
	style := instruct.Alpaca()
	m := &chat.Model{Tok: spelled{}, Style: &style, ContextLength: 1000}
	for _, tt := range []struct {
		messages []chat.Message
		want     instruct.Entry
	}{
		{say("user", "Name a fox."), instruct.Entry{Instruction: "Name a fox."}},
		{say("user", "One?", "assistant", "Yes.", "user", " Two? "), instruct.Entry{Instruction: "Two?"}},
		{say("system", "Be brief.", "user", "One?"), instruct.Entry{Instruction: "Be brief.\nOne?"}},
		{say("system", " ", "user", "Rewrite it.\r\n\r\nThe chef\r\n\r\ncooks."),
			instruct.Entry{Instruction: "Rewrite it.", Input: "The chef\n\ncooks."}},
	} {
		ids, err := m.Prompt(tt.messages)
		got, _ := spelled{}.Decode(ids)
		if want := style.Question(tt.want); err != nil || got != want {
			t.Errorf("%v: %q, %v; want %q", tt.messages, got, err, want)
		}
	}
	long := new(batch.LengthError)
	if _, err := m.Prompt(say("user", strings.Repeat("a", 2000))); !errors.As(err, &long) {
		t.Errorf("a long message: %v", err)
	}
}

func TestABaseModelSeesOneText(t *testing.T) {
	m := &chat.Model{Tok: spelled{}, ContextLength: 40}
	for _, tt := range []struct {
		messages []chat.Message
		want     string
	}{
		{say("user", "Once"), "Once"},
		{say("user", "Once", "assistant", " upon a", "user", "time"), "Once upon a\ntime"},
		{say("user", "Once", "assistant", " upon a", "user", " time"), "Once upon a time"},
		{say("system", "Tell.", "user", "Once\n", "user", "more"), "Tell.\nOnce\nmore"},
		{say("user", strings.Repeat("old ", 8), "assistant", "x", "user", "new"), "x\nnew"}, // 30 of 40 tokens at most
		{say("user", strings.Repeat("a", 35)), strings.Repeat("a", 35)},
	} {
		ids, err := m.Prompt(tt.messages)
		if got, _ := (spelled{}).Decode(ids); err != nil || got != tt.want {
			t.Errorf("%v: %q, %v; want %q", tt.messages, got, err, tt.want)
		}
	}
	if ids, err := m.Prompt(say("user", "")); err != nil || len(ids) != 1 || ids[0] != m.EndOfText {
		t.Errorf("nothing: %v, %v", ids, err)
	}
	if _, err := m.Prompt(say("user", strings.Repeat("a", 41))); !errors.As(err, new(*batch.LengthError)) {
		t.Errorf("a long message: %v", err)
	}
	for _, messages := range [][]chat.Message{nil, say("assistant", "a"), say("tool", "a", "user", "b")} {
		if _, err := m.Prompt(messages); err == nil {
			t.Errorf("%v is accepted", messages)
		}
	}
}

// typed are lines, one after the other.
type typed []string

func (l *typed) ReadLine() (string, error) {
	if len(*l) == 0 {
		return "", io.EOF
	}
	line := (*l)[0]
	*l = (*l)[1:]
	return line, nil
}

// running is a model whose next letter is the one after the last.
func running(t *testing.T, name string) *chat.Running {
	t.Helper()
	m := &chat.Model{Name: name, Tok: small.Letters{}, EndOfText: 27, ContextLength: 40, VocabSize: batchtest.Vocab,
		MaxTokens: 3}
	b := batch.New(new(batchtest.Counter), m.Batch(), batch.Options{Slots: 1, Waiting: 1})
	t.Cleanup(b.Close)
	return &chat.Running{Model: m, Texts: b, End: b.Close}
}

// talk types lines and returns what the model and the program say.
func talk(t *testing.T, plain bool, lines ...string) (out, log string, err error) {
	t.Helper()
	var said, logged strings.Builder
	s := &chat.Session{Model: running(t, "letters"), Out: &said, Log: &logged, Plain: plain,
		Load: func(name string) (*chat.Running, error) {
			if name == "none" {
				return nil, errors.New("no such model")
			}
			return running(t, name), nil
		}}
	err = s.Run(t.Context(), (*typed)(&lines))
	return said.String(), logged.String(), err
}

func TestAPipeGetsOneLineForEachLine(t *testing.T) {
	out, _, err := talk(t, true, "ab", "", `x\`, `y`)
	if err == nil || out != "cde\n" { // Letters know no line break: the last message is refused
		t.Errorf("%q, %v", out, err)
	}
	out, log, err := talk(t, true, "ab", "/reset", "q")
	if err != nil || out != "cde\nrst\n" || !strings.Contains(log, "base model") {
		t.Errorf("%q, %v; %q", out, err, log)
	}
}

func TestCommandsOfASession(t *testing.T) {
	file := filepath.Join(t.TempDir(), "talk.txt")
	out, log, err := talk(t, false, "ab", "/undo", "NO", "/nonsense", "/temperature hot", "/temperature 0", "/top-k 5",
		"/top-k", "/top-p 2", "/system be brief", "/save "+file, "/system", "/undo", "/model none", "/model other",
		"/help", "m", "/save", "/quit", "never")
	if err != nil || out != "cde\nnop\n" {
		t.Errorf("%q, %v", out, err)
	}
	for _, want := range []string{"no letter", "no /nonsense", `"hot": want a number from 0 to 100`, "\n5\n",
		`"2": want a number from 0 to 1`, "no such model", "other is a base model", "/undo            forget",
		"/save wants"} {
		if !strings.Contains(log, want) {
			t.Errorf("the program does not say %q:\n%s", want, log)
		}
	}
	if content, err := os.ReadFile(file); err != nil || string(content) != "system: be brief\n\n" {
		t.Errorf("%q, %v", content, err)
	}
}

func TestAConversationIsSaved(t *testing.T) {
	file := filepath.Join(t.TempDir(), "talk.txt")
	if _, log, err := talk(t, false, "a", " m", "/save "+file); err != nil {
		t.Errorf("%v %s", err, log)
	}
	content, err := os.ReadFile(file)
	if want := "you: a\n\nletters: bcd\n\nyou: m\n\nletters: nop\n\n"; err != nil || string(content) != want {
		t.Errorf("%q, %v", content, err)
	}
}

// stopping is an interrupt after the first token.
func TestCtrlCStopsAnAnswerOnly(t *testing.T) {
	engine := &batchtest.Counter{Gate: make(chan struct{}, 100)}
	m := &chat.Model{Name: "letters", Tok: small.Letters{}, EndOfText: 27, ContextLength: 40,
		VocabSize: batchtest.Vocab}
	b := batch.New(engine, m.Batch(), batch.Options{Slots: 1, Waiting: 1})
	defer b.Close()
	interrupts := make(chan os.Signal)
	var out strings.Builder
	s := &chat.Session{Model: &chat.Running{Model: m, Texts: b}, Out: &out, Log: io.Discard, Interrupts: interrupts}
	go func() {
		interrupts <- os.Interrupt
		for range 100 {
			engine.Gate <- struct{}{}
		}
	}()
	lines := typed{"a", "/reset", "t"}
	if err := s.Run(t.Context(), &lines); err != nil {
		t.Fatal(err)
	}
	first, second, _ := strings.Cut(out.String(), "\n")
	if len(first) > 30 || !strings.HasPrefix("bcdefghijklmnopqrstuvwxyz", first) ||
		!strings.HasPrefix(second, "uvwxyzab") {
		t.Errorf("%q", out.String())
	}
}

func ExampleModel_Prompt() {
	style := instruct.Phi3()
	m := &chat.Model{Tok: spelled{}, Style: &style, ContextLength: 100}
	ids, _ := m.Prompt([]chat.Message{{Role: chat.User, Content: "Make it plural.\n\none fox"}})
	txt, _ := m.Tok.Decode(ids)
	fmt.Print(txt)
	// Output:
	// <|user|>
	// Make it plural.
	// one fox
	// <|assistant|>:
}
