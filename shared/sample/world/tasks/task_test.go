package tasks_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"llmfromscratch/shared/sample/world/tasks"
)

// made are tasks of two seeds, told once for all tests.
var made = sync.OnceValue(func() map[uint64]tasks.Parts {
	return map[uint64]tasks.Parts{1: tasks.Make(1, 900, 130, 130), 77: tasks.Make(77, 400, 60, 60)}
})

func asked(e tasks.Entry) string { return e.Instruction + "\n" + e.Input }

// all are the entries of all parts, with the name of the part.
func all(p tasks.Parts) map[string][]tasks.Entry {
	return map[string][]tasks.Entry{"training": p.Train, "validation": p.Validation, "test": p.Test}
}

func TestNothingOfATestIsInTraining(t *testing.T) {
	parts := map[string]string{}
	sizes := []tasks.Parts{tasks.Make(3, 60, 20, 20), tasks.Make(4, 200, 60, 5)}
	for _, p := range append(sizes, made()[1], made()[77]) { // what one seed tests is in no other's training either
		for part, entries := range all(p) {
			once := map[string]bool{}
			for _, e := range entries {
				q := asked(e)
				if before, ok := parts[q]; ok && before != part {
					t.Errorf("%s: %q is in %s and %s", e.Family, q, before, part)
				}
				parts[q] = part
				if once[q] && (part != "training" || e.Family != "story") {
					t.Errorf("%s has %q twice", part, q)
				}
				once[q] = true
			}
		}
	}
}

func TestNoStoryOfATestIsInTraining(t *testing.T) {
	parts := map[string]string{}
	for _, p := range made() {
		for part, entries := range all(p) {
			for _, e := range entries {
				story := e.Input
				if !strings.Contains(story, "\n\n") {
					continue
				}
				if before, ok := parts[story]; ok && before != part {
					t.Errorf("%s: in %s and %s: %q", e.Family, before, part, story)
				}
				parts[story] = part
			}
		}
	}
	if len(parts) < 50 {
		t.Errorf("%d stories", len(parts))
	}
}

func TestEveryFamilyIsInAllParts(t *testing.T) {
	want := slices.Sorted(slices.Values(tasks.Families()))
	for part, entries := range all(made()[1]) {
		seen := map[string]bool{}
		for _, e := range entries {
			seen[e.Family] = true
		}
		if got := slices.Sorted(maps.Keys(seen)); !slices.Equal(got, want) {
			t.Errorf("%s has %q, want %q", part, got, want)
		}
	}
}

func TestASeedGivesTheSameTasksAndMoreOfThem(t *testing.T) {
	a, b, other := tasks.Make(5, 60, 10, 10), tasks.Make(5, 40, 10, 10), tasks.Make(6, 40, 10, 10)
	if !slices.Equal(a.Train[:40], b.Train) || !slices.Equal(a.Test, b.Test) ||
		!slices.Equal(a.Validation, b.Validation) {
		t.Error("the same seed gives other tasks")
	}
	if slices.Equal(b.Train, other.Train) {
		t.Error("another seed gives the same tasks")
	}
	if p := tasks.Make(5, 0, -1, 0); p.Train != nil || p.Validation != nil || p.Test != nil {
		t.Errorf("of no entries: %v", p)
	}
}

var (
	oddities = regexp.MustCompile(`  |\{|\}| \.| ,|,,|\?\?|\ba [aeio]|\ban [bcdfgjklmnpqrstvwxyz]`)
	answer   = regexp.MustCompile(`^["A-Z](.|\n)*[.!?]"?$`)
)

func TestTasksAreWellWritten(t *testing.T) {
	for _, p := range made() {
		for part, entries := range all(p) {
			for _, e := range entries {
				if !answer.MatchString(e.Output) {
					t.Errorf("%s, %s: no sentence: %q", part, e.Family, e.Output)
				}
				if e.Instruction == "" || e.Instruction != strings.TrimSpace(e.Instruction) ||
					e.Input != strings.TrimSpace(e.Input) {
					t.Errorf("%s, %s: %q, %q", part, e.Family, e.Instruction, e.Input)
				}
				text := e.Instruction
				if !strings.Contains(e.Input, "\n\n") && e.Family != "rain" && e.Family != "story" {
					text += "\n" + e.Input + "\n" + e.Output
				}
				if e.Family != "article" && oddities.MatchString(text) {
					t.Errorf("%s, %s: %q in %q", part, e.Family, oddities.FindString(text), text)
				}
			}
		}
	}
}

// A model with a context of 256 tokens takes about 170 words of such texts; the prompt's own head has 20.
func TestTasksFitASmallContext(t *testing.T) {
	const most, head = 170, 20
	longest := 0
	for _, p := range made() {
		for _, entries := range all(p) {
			for _, e := range entries {
				n := head + len(strings.Fields(e.Instruction+" "+e.Input+" "+e.Output))
				longest = max(longest, n)
				if n > most {
					t.Errorf("%s: %d words: %q", e.Family, n, e)
				}
			}
		}
	}
	t.Logf("the longest has %d words", longest)
}
