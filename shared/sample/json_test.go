package sample_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"llmfromscratch/shared/sample"
)

// readJSON reads a list of objects of strings. It wants exactly the keys given, text in each but "input", no
// white space around any, and no two objects with the same instruction and input.
func readJSON(t *testing.T, data []byte, keys ...string) []map[string]string {
	t.Helper()
	if !utf8.Valid(data) || bytes.ContainsAny(data, "\r\x00") {
		t.Error("the file is not UTF-8 with LF line ends")
	}
	var entries []map[string]string
	if err := json.Unmarshal(data, &entries); err != nil {
		t.Fatal(err)
	}
	slices.Sort(keys)
	seen := map[[2]string]bool{}
	for i, e := range entries {
		if got := slices.Sorted(maps.Keys(e)); !slices.Equal(got, keys) {
			t.Errorf("entry %d has the keys %q, want %q", i, got, keys)
		}
		for k, v := range e {
			if v == "" && k != "input" {
				t.Errorf("entry %d has an empty %s: %q", i, k, e)
			}
			if v != strings.TrimSpace(v) {
				t.Errorf("entry %d has white space around its %s: %q", i, k, v)
			}
		}
		key := task(e)
		if seen[key] {
			t.Errorf("entry %d occurs twice: %q", i, key)
		}
		seen[key] = true
	}
	return entries
}

// task is what an entry asks, which makes it one of its kind.
func task(e map[string]string) [2]string { return [2]string{e["instruction"], e["input"]} }

func withoutInput(entries []map[string]string) int {
	n := 0
	for _, e := range entries {
		if e["input"] == "" {
			n++
		}
	}
	return n
}

func TestInstructionsAreAThirdWithoutInput(t *testing.T) {
	entries := readJSON(t, sample.Instructions(), "instruction", "input", "output")
	if n, empty := len(entries), withoutInput(entries); n != 392 || empty != 131 {
		t.Errorf("%d entries, %d without input; want 392 and 131", n, empty)
	}
	wordings := map[string]bool{}
	for _, e := range entries {
		if e["input"] != "" {
			wordings[e["instruction"]] = true
		}
	}
	if n := len(wordings); n < 60 {
		t.Errorf("instructions that take an input come in %d wordings, want at least 60", n)
	}
}

func TestInstructionsChangeTheirInput(t *testing.T) {
	for _, e := range readJSON(t, sample.Instructions(), "instruction", "input", "output") {
		if e["input"] == e["output"] {
			t.Errorf("the output is the input: %q", e)
		}
	}
}

// TestInstructionsSortCorrectly recomputes the lists of words, the answers that are easiest to get wrong by hand.
func TestInstructionsSortCorrectly(t *testing.T) {
	checked := 0
	for _, e := range readJSON(t, sample.Instructions(), "instruction", "input", "output") {
		list := e["input"]
		switch ins := e["instruction"]; {
		case ins == "Sort the words alphabetically.", ins == "Arrange the list from A to Z.":
		case strings.HasPrefix(ins, "Put these words into alphabetical order: "):
			_, list, _ = strings.Cut(strings.TrimSuffix(ins, "."), ": ")
		default:
			continue
		}
		words := strings.Split(list, ", ")
		slices.Sort(words)
		if want := strings.Join(words, ", "); e["output"] != want {
			t.Errorf("%q sorted is %q, want %q", list, e["output"], want)
		}
		checked++
	}
	if checked != 14 {
		t.Errorf("checked %d lists, want 14", checked)
	}
}

func TestPreferencesAreTwoAnswersToNewTasks(t *testing.T) {
	entries := readJSON(t, sample.Preferences(), "instruction", "input", "chosen", "rejected")
	if n, empty := len(entries), withoutInput(entries); n != 70 || empty != 21 {
		t.Errorf("%d entries, %d without input; want 70 and 21", n, empty)
	}
	trained := map[[2]string]bool{}
	for _, e := range readJSON(t, sample.Instructions(), "instruction", "input", "output") {
		trained[task(e)] = true
	}
	for i, e := range entries {
		if e["chosen"] == e["rejected"] {
			t.Errorf("entry %d has the same answer twice: %q", i, e)
		}
		if trained[task(e)] {
			t.Errorf("entry %d is also an instruction: %q", i, task(e))
		}
	}
}

func TestBytesAreTheCallersOwn(t *testing.T) {
	for name, get := range map[string]func() []byte{
		"SMS": sample.SMS, "Instructions": sample.Instructions, "Preferences": sample.Preferences,
	} {
		first := get()
		kept := bytes.Clone(first)
		clear(first)
		if !bytes.Equal(get(), kept) {
			t.Errorf("%s: changing the bytes that one call returned changed those of the next", name)
		}
	}
}
