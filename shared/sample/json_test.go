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
	"llmfromscratch/shared/sample/world/tasks"
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

// The instructions are what "llm sample --kind instructions --count 1100" prints: 935, 110 and 55 for the book's parts.
func TestInstructionsAreOfTheLittleWorld(t *testing.T) {
	got := readJSON(t, sample.Instructions(), "instruction", "input", "output", "family")
	parts := tasks.Make(123, 935, 55, 110)
	want := slices.Concat(parts.Train, parts.Test, parts.Validation)
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d", len(got), len(want))
	}
	for i, w := range want {
		e := map[string]string{"instruction": w.Instruction, "input": w.Input, "output": w.Output, "family": w.Family}
		if !maps.Equal(got[i], e) {
			t.Fatalf("entry %d is %q, want %q: write the file anew with llm sample", i, got[i], e)
		}
	}
}

// The preferences are what "llm sample --kind preferences --count 70" prints.
func TestPreferencesAreOfTheLittleWorld(t *testing.T) {
	got := readJSON(t, sample.Preferences(), "instruction", "input", "chosen", "rejected", "family")
	parts := tasks.MakePreferences(123, 59, 4, 7)
	want := slices.Concat(parts.Train, parts.Test, parts.Validation)
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d", len(got), len(want))
	}
	for i, w := range want {
		e := map[string]string{"instruction": w.Instruction, "input": w.Input, "chosen": w.Chosen,
			"rejected": w.Rejected, "family": w.Family}
		if !maps.Equal(got[i], e) {
			t.Fatalf("entry %d is %q, want %q: write the file anew with llm sample", i, got[i], e)
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
