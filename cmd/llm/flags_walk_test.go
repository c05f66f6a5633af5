package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"llmfromscratch/shared/backend"
)

// What the text of a flag names.
const (
	input  = "a file or folder that is there"
	output = "a file that is written"
	choice = "one of some words"
	free   = "any text"
)

// textFlags says of every flag with a text, except folders to write into, what it names. A new flag has to be put here.
var textFlags = map[string]string{
	"bench --backend": choice, "bench --config": choice,
	"chat --backend": choice, "chat --model": input, "chat --system": free,
	"chat --engine": choice, "chat --weights": choice,
	"classify eval --backend": choice, "classify eval --data": input, "classify eval --model": input,
	"classify eval --split":      input,
	"classify predict --backend": choice, "classify predict --model": input,
	"classify train --backend": choice, "classify train --data": input, "classify train --pretrained": input,
	"classify train --size": choice, "classify train --train": choice, "classify train --token": choice,
	"classify train --precision": choice,
	"convert --from":             input, "convert --to": output, "convert --layout": choice,
	"convert --dtype": choice, "sample check --backend": choice, "sample check --model": input,
	"sample ask --backend": choice, "sample ask --model": input, "sample ask --engine": choice,
	"sample ask --weights": choice,
	"convert --quantize":   choice, "convert --compare": input,
	"generate --backend": choice, "generate --model": input, "generate --engine": choice, "generate --weights": choice,
	"instruct answer --engine": choice, "instruct answer --weights": choice,
	"instruct answer --backend": choice, "instruct answer --model": input, "instruct answer --input": free,
	"instruct eval --judge": free, "instruct eval --ollama": free,
	"instruct train --backend": choice, "instruct train --data": input, "instruct train --model": input,
	"instruct train --size": choice, "instruct train --dropout": choice, "instruct train --style": choice,
	"instruct train --precision": choice,
	"notebooks --size":           choice, "notebooks --dir": input, "notebooks --only": choice,
	"prepare --ext": free, "prepare --tokenizer": input, "tokenizer train --ext": free,
	"pretrain --backend": choice, "pretrain --data": input, "pretrain --corpus": input, "pretrain --metrics": output,
	"pretrain --size": choice, "pretrain --dropout": choice, "pretrain --precision": choice,
	"instruct eval --families": input, "sample --kind": choice, "sample --out": output,
	"serve --addr": choice, "serve --backend": choice, "serve --model": input, "serve --name": free,
	"serve --engine": choice, "serve --weights": choice,
	"verify --chapter": choice, "verify --backend": choice,
}

// rightLines is what command lines need that are right but for one flag.
type rightLines struct {
	model, classifier, assistant string // folders
	messages, entries, text      string // files
	out                          string // a folder that is not there
}

// newRightLines makes small models and data.
func newRightLines(t *testing.T) rightLines {
	t.Helper()
	m := exactModel(t)
	return rightLines{model: savedModel(t, m), classifier: savedClassifier(t), assistant: savedAssistant(t),
		messages: spamFile(t), entries: entriesFile(t), text: shortText(t, 400), out: filepath.Join(t.TempDir(), "out")}
}

// lines are command lines that would be done: one of each command that has flags with texts.
func (w rightLines) lines() map[string][]string {
	const be = "--backend=" + backend.GoSequential
	split := filepath.Join(w.classifier, "..", "data")
	return map[string][]string{
		"bench":            {"--steps=1"},
		"chat":             {"--model", w.assistant, be},
		"classify eval":    {"--model", w.classifier, "--split", split, be},
		"classify predict": {"--model", w.classifier, be, "hello"},
		"classify train":   {"--data", w.messages, "--out", w.out, be},
		"convert":          {"--from", w.model, "--to", w.out},
		"fetch":            {"gpt2-124M"},
		"generate":         {"--model", w.model, be, "hello"},
		"sample check":     {"--model", w.model, "--training=1", "--held-out=1", "--count=1", be},
		"sample ask":       {"--model", w.assistant, "--count=1", be},
		"instruct answer":  {"--model", w.assistant, be, "hello"},
		"instruct eval":    {"--judge", "llama3"},
		"instruct train":   {"--data", w.entries, "--out", w.out, be},
		"learn hint":       {"3.5"},
		"learn solution":   {"3.5"},
		"learn reset":      {"3.5"},
		"learn report":     {},
		"notebooks":        {},
		"prepare":          {w.text, "--out", w.out},
		"pretrain":         {"--data", w.text, "--out", w.out, be},
		"sample":           {"--count=1"},
		"serve":            {"--model", w.assistant, be},
		"tokenizer train":  {w.text, "--out", w.out},
		"verify":           {be},
	}
}

// TestTextsOfFlagsAreRefusedBeforeAnythingIsDone walks all flags of all commands: what cannot be meant is refused, in
// one sentence with the value as it was typed, before a model is trained or a file written.
func TestTextsOfFlagsAreRefusedBeforeAnythingIsDone(t *testing.T) {
	w := newRightLines(t)
	lines := w.lines()
	left := maps.Clone(textFlags)
	for _, cmd := range allCommands(t) {
		name := strings.TrimPrefix(cmd.CommandPath(), "llm ")
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			kind := textFlags[name+" --"+f.Name]
			delete(left, name+" --"+f.Name)
			switch f.Value.Type() {
			case "folder":
				kind = "folder"
			case "string", "stringSlice":
				if kind == "" {
					t.Errorf("llm %s --%s: put it into the table of texts", name, f.Name)
				}
			default:
				return
			}
			for _, value := range nonsense(t, w, kind) {
				refuses(t, cmd, lines[name], f.Name, value)
			}
		})
	}
	if len(left) > 0 {
		t.Errorf("there are no flags %v", slices.Sorted(maps.Keys(left)))
	}
	if _, err := os.Stat(w.out); err == nil {
		t.Errorf("%s was made", w.out)
	}
}

// nonsense are values that a flag of a kind cannot take.
func nonsense(t *testing.T, w rightLines, kind string) []string {
	t.Helper()
	nowhere := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(filepath.Join(nowhere, "gone"), nowhere); err != nil {
		t.Skip(err)
	}
	long := strings.Repeat("long", 100)
	switch kind {
	case input:
		return []string{filepath.Join(w.out, "none"), filepath.Join(w.text, "below"), nowhere, "nul\x00", long}
	case output:
		return []string{filepath.Join(w.text, "below", "x.safetensors"), "nul\x00", long}
	case "folder":
		return []string{w.text, filepath.Join(w.text, "below"), filepath.Join(w.text, "far", "below"), nowhere,
			"nul\x00",
			long}
	case choice:
		return []string{"nonsense", "Tiny ", "-9", "f32\t"}
	}
	return nil
}

// refuses runs a command line with a value for a flag that it must refuse.
func refuses(t *testing.T, cmd *cobra.Command, line []string, flag, value string) {
	t.Helper()
	args := append(strings.Fields(cmd.CommandPath())[1:], line...)
	if flag == "corpus" || cmd.Name() == "eval" && flag == "data" { // each in another's place
		at := slices.IndexFunc(args, func(arg string) bool { return arg == "--data" || arg == "--split" })
		args = slices.Delete(args, at, at+2)
	}
	args = append(args, fmt.Sprintf("--%s=%s", flag, value))
	t.Setenv("LLM_OFFLINE", "1")
	var out, errs bytes.Buffer
	root := newRootCmd()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&errs)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	err := root.ExecuteContext(ctx)
	if err == nil {
		t.Errorf("llm %q is accepted: %s%s", args, &out, &errs)
		return
	}
	said := err.Error()
	if !strings.Contains(said, value) && !strings.Contains(said, strings.Trim(fmt.Sprintf("%q", value), `"`)) ||
		strings.Contains(said, "goroutine") {
		t.Errorf("llm %q: %v, want the value", args, err)
	}
	if slices.Contains([]string{"out", "to", "dir", "backend", "only"}, flag) && !strings.Contains(said, "--"+flag) {
		t.Errorf("llm %q: %v, want --%s", args, err, flag)
	}
	if out.Len() > 0 {
		t.Errorf("llm %q has done something before it refused: %s", args, &out)
	}
}
