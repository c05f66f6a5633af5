package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"llmfromscratch/shared/backend"
)

// allCommands are the commands that do something, sub-commands included.
func allCommands(t *testing.T) []*cobra.Command {
	t.Helper()
	var list []*cobra.Command
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.RunE != nil {
			list = append(list, cmd)
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRootCmd())
	if len(list) < len(commands) {
		t.Fatalf("%d commands", len(list))
	}
	return list
}

// No flag of any command takes what is no value of its kind, or an absurd one: it is refused before anything is done.
func TestFlagsRefuseNonsense(t *testing.T) {
	nonsense := map[string][]string{
		"int":         {"", "abc", "1.5", "NaN", "-2", "9223372036854775807", "9223372036854775808"},
		"int64":       {"", "abc", "1.5", "NaN", "9223372036854775808"},
		"float64":     {"", "abc", "NaN", "Inf", "-Inf", "-1", "1e400"},
		"string":      {"", " "},
		"stringSlice": {"", " ", ",", "a,,b"},
		"stringArray": {""}, // a blank may end a text
		"folder":      {"", " ", "flags.go", "flags.go/below", "nul\x00"},
		"duration":    {"", "20", "-5m", "1ms"},
		"bool":        {"", "maybe"},
	}
	mayBeEmpty := []string{"llm instruct answer --input"} // an instruction about nothing
	for _, cmd := range allCommands(t) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			name := cmd.CommandPath() + " --" + f.Name
			values, known := nonsense[f.Value.Type()]
			if !known {
				t.Errorf("%s is of kind %s, of which no nonsense is known", name, f.Value.Type())
			}
			for _, value := range values {
				if f.Value.String() == "" && value == "" && slices.Contains(mayBeEmpty, name) {
					continue
				}
				if err := cmd.Flags().Set(f.Name, value); err == nil && !slices.Contains(mayBeEmpty, name) {
					t.Errorf("%s takes %q", name, value)
				}
			}
		})
	}
}

// absurd are command lines with values that cannot be meant, and what the error says: the flag, its value and what is
// wanted.
var absurd = []struct {
	args []string
	want []string
}{
	{[]string{"generate", "--tokens=-3", "the kettle"}, []string{"--tokens -3", "whole number from 0 to"}},
	{[]string{"generate", "--tokens", "1e9"}, []string{"--tokens 1e9", "whole number"}},
	{[]string{"generate", "--temperature", "NaN"}, []string{"--temperature NaN", "number from 0 up"}},
	{[]string{"generate", "--temperature=-0.5"}, []string{"--temperature -0.5", "number from 0 up"}},
	{[]string{"generate", "--top-k", "1000000"}, []string{"--top-k 1000000", "0 to 50257"}},
	{[]string{"generate", "--top-k", "5"}, []string{"--top-k 5", "--temperature 0"}},
	{[]string{"generate", "--model", ""}, []string{`--model ""`, "not empty"}},
	{[]string{"generate", "--seed", "x"}, []string{"--seed x", "want a whole number"}},
	{[]string{"generate", "--eos=perhaps"}, []string{"--eos perhaps", "true or false"}},
	{[]string{"pretrain", "--checkpoint-every=-2"}, []string{"--checkpoint-every -2", "from 0"}},
	{[]string{"pretrain", "--batch=-1"}, []string{"--batch -1", "from 1"}},
	{[]string{"pretrain", "--batch", "0"}, []string{"--batch 0", "from 1"}},
	{[]string{"pretrain", "--epochs", "0"}, []string{"--epochs 0", "from 1"}},
	{[]string{"pretrain", "--context", "1000000000000"}, []string{"--context 1000000000000", "1 to 65536"}},
	{[]string{"pretrain", "--lr", "0"}, []string{"--lr 0", "above 0, at most 1"}},
	{[]string{"pretrain", "--lr", "1e300"}, []string{"--lr 1e300", "above 0, at most 1"}},
	{[]string{"pretrain", "--weight-decay=-1"}, []string{"--weight-decay -1", "from 0 to 100"}},
	{[]string{"pretrain", "--accumulate", "0"}, []string{"--accumulate 0", "from 1"}},
	{[]string{"pretrain", "--devices", "0"}, []string{"--devices 0", "from 1"}},
	{[]string{"pretrain", "--size", ""}, []string{`--size ""`, "not empty"}},
	{[]string{"pretrain", "--size", "huge"}, []string{"--size", `"huge"`, `"tiny" or "book"`}},
	{[]string{"pretrain", "--dropout", "none"}, []string{"--dropout", `"none"`, "torch"}},
	{[]string{"pretrain", "--precision", "f16"}, []string{`--precision "f16"`, "f32 or bf16"}},
	{[]string{"pretrain", "--out", ""}, []string{`--out ""`, "not empty"}},
	{[]string{"pretrain", "--data", "a", "--corpus", "b"}, []string{"[data corpus]"}},
	{[]string{"classify", "train", "--rank", "8"}, []string{"--rank 8", "--train lora"}},
	{[]string{"classify", "train", "--train", "all", "--alpha", "8"}, []string{"--alpha 8", "--train lora"}},
	{[]string{"classify", "train", "--rank", "0", "--train", "lora"}, []string{"--rank 0", "from 1"}},
	{[]string{"classify", "train", "--alpha=-1"}, []string{"--alpha -1", "above 0"}},
	{[]string{"classify", "train", "--length=-8"}, []string{"--length -8", "from 1"}},
	{[]string{"bench", "--ladder", "--rung=1"}, []string{"[ladder rung]"}},
	{[]string{"convert", "--from", "a", "--to", "flags.go"}, []string{`--to "flags.go"`, "want a folder"}},
	{[]string{"convert", "--from", "a", "--to", "flags.go/x.safetensors"}, []string{"--to", "want a folder"}},
	{[]string{"pretrain", "--out", "flags.go"}, []string{`--out "flags.go"`, "want a folder"}},
	{[]string{"pretrain", "--backend", "nonsense"}, []string{"--backend", "nonsense"}},
	{[]string{"bench", "--backend", "nonsense"}, []string{"--backend", "nonsense"}},
	{[]string{"classify", "train", "--train", "everything"}, []string{"--train", `"everything"`, "last-block"}},
	{[]string{"classify", "train", "--token", "middle"}, []string{"--token", `"middle"`, "last-text"}},
	{[]string{"classify", "predict", "hello", ""}, []string{"argument 2", "empty"}},
	{[]string{"classify", "eval", "--batch", "0"}, []string{"--batch 0", "from 1"}},
	{[]string{"classify", "eval", "--data", "a", "--split", "b"}, []string{"[data split]"}},
	{[]string{"instruct", "train", "--epochs=-1"}, []string{"--epochs -1", "from 1"}},
	{[]string{"instruct", "train", "--style", "chatml"}, []string{"--style", `"chatml"`, "alpaca and phi3"}},
	{[]string{"instruct", "answer", " "}, []string{"argument 1", "empty"}},
	{[]string{"instruct", "eval", "--ollama", "http://x"}, []string{"--ollama http://x", "--judge"}},
	{[]string{"instruct", "eval", "--judge", ""}, []string{`--judge ""`, "not empty"}},
	{[]string{"bench", "--steps=-9", "--curves", "c"}, []string{"--steps -9", "from 1"}},
	{[]string{"bench", "--batch", "1000000000000"}, []string{"--batch 1000000000000", "1 to"}},
	{[]string{"bench", "--context", "1"}, []string{"--context 1", "from 2"}},
	{[]string{"bench", "--context", "65", "--ladder"}, []string{"context 65", "2 to 64"}},
	{[]string{"bench", "--config", "13B"}, []string{"--config", "13B", "tiny"}},
	{[]string{"bench", "--curves", "c", "--ladder"}, []string{"[curves ladder]"}},
	{[]string{"bench", "--curves", "c", "--batch", "4"}, []string{"[batch curves]"}},
	{[]string{"prepare", "a", "--out", "c", "--validation", "NaN"}, []string{"--validation NaN", "0 to 0.5"}},
	{[]string{"prepare", "a", "--out", "c", "--shard-tokens", "0"}, []string{"--shard-tokens 0", "shards of 0"}},
	{[]string{"prepare", "a", "--out", "c", "--workers=-1"}, []string{"--workers -1", "from 0"}},
	{[]string{"prepare", "a", "--out", "c", "--ext", ""}, []string{`--ext ""`, "not empty"}},
	{[]string{"prepare", "", "--out", "c"}, []string{"argument 1", "empty"}},
	{[]string{"sample", "--kind", "poems"},
		[]string{"--kind", `"poems"`, "stories, instructions, practice or preferences"}},
	{[]string{"sample", "--count", "0"}, []string{"--count 0", "from 1"}},
	{[]string{"sample", "--tokens=-1"}, []string{"--tokens -1", "from 1"}},
	{[]string{"sample", "--tokens", "5", "--count", "5"}, []string{"[count tokens]"}},
	{[]string{"sample", "--kind", "preferences", "--tokens", "5"}, []string{"--tokens 5", "use --count"}},
	{[]string{"sample", "--out", ""}, []string{`--out ""`, "not empty"}},
	{[]string{"notebooks", "--jobs", "0"}, []string{"--jobs 0", "from 1"}},
	{[]string{"notebooks", "--timeout=-5m"}, []string{"--timeout -5m", "20m"}},
	{[]string{"notebooks", "--only", "CH05"}, []string{"--only CH05", "no notebook"}},
	{[]string{"notebooks", "--dir", "/nowhere"}, []string{"--dir /nowhere", "no notebooks"}},
	{[]string{"notebooks", "--only", "ch05,"}, []string{"--only ch05,", "not empty"}},
	{[]string{"verify", ""}, []string{"argument 1", "empty"}},
	{[]string{"verify", "--chapter", ""}, []string{`--chapter ""`, "not empty"}},
	{[]string{"fetch", ""}, []string{"argument 1", "empty"}},
	{[]string{"fetch", "--dir", ""}, []string{`--dir ""`, "not empty"}},
	{[]string{"inspect", ""}, []string{"argument 1", "empty"}},
	{[]string{"convert", "--from", "a", "--to", ""}, []string{`--to ""`, "not empty"}},
	{[]string{"setup", "--lab=2"}, []string{"--lab 2", "true or false"}},
	{[]string{"doctor", "--json=2"}, []string{"--json 2", "true or false"}},
}

func TestAbsurdValuesAreRefusedWithOneClearError(t *testing.T) {
	for _, tc := range absurd {
		out, err := execute(t, tc.args...)
		if err == nil {
			t.Errorf("llm %q is accepted: %s", tc.args, out)
			continue
		}
		for _, want := range tc.want {
			if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("llm %q: %v, want one line with %q", tc.args, err, want)
			}
		}
	}
}

func TestFlagsTakeWhatTheyShould(t *testing.T) {
	var f generateFlags
	var only []string
	cmd := &cobra.Command{}
	flags := cmd.Flags()
	flags.Var(within(&f.tokens, 5, 0, 10), "tokens", "")
	flags.Var(above(&f.temperature, 0, 0, 1), "temperature", "")
	flags.Var(seed(&f.seed), "seed", "")
	flags.Var(given(&f.model, "m"), "model", "")
	flags.Var(list(&only, "z"), "only", "")
	if f.tokens != 5 || f.seed != 123 || f.model != "m" || !slices.Equal(only, []string{"z"}) {
		t.Errorf("defaults: %+v, %q", f, only)
	}
	args := []string{"--tokens=0x0a", "--temperature=1e-9", "--seed=-7", "--model= x", "--only=a,b", "--only", `"c,d"`}
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	if f.tokens != 10 || f.temperature != 1e-9 || f.seed != -7 || f.model != " x" ||
		!slices.Equal(only, []string{"a", "b", "c,d"}) {
		t.Errorf("%+v, %q", f, only)
	}
}

func TestHelpFitsTheScreen(t *testing.T) {
	const columns = 100
	for _, cmd := range append(allCommands(t), newRootCmd()) {
		for line := range strings.Lines(cmd.Long + "\n" + cmd.Example) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > columns {
				t.Errorf("%s: a line of %d columns: %s", cmd.CommandPath(), n, line)
			}
		}
	}
}

// A batch that the text cannot fill and a context that it cannot are told of before the first step.
func TestSettingsThatTheTextCannotFill(t *testing.T) {
	for flag, want := range map[string]string{"--batch=60000": "a smaller batch", "--context=60000": "60000"} {
		_, err := execute(t, "pretrain", "--data", shortText(t, 20), "--backend", backend.GoSequential, "--out",
			filepath.Join(t.TempDir(), "out"), flag)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want one with %q", flag, err, want)
		}
	}
}
