package tasks_test

import (
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/sample/world/tasks"
)

func TestPreferencesAreSplitAsTasksAre(t *testing.T) {
	parts := map[string]string{}
	for seed := range uint64(2) {
		p := tasks.MakePreferences(seed, 150, 30, 30)
		for part, list := range map[string][]tasks.Preference{
			"training": p.Train, "validation": p.Validation, "test": p.Test,
		} {
			families := map[string]int{}
			for _, p := range list {
				families[p.Family]++
				q := p.Instruction + "\n" + p.Input
				if before, ok := parts[q]; ok && before != part {
					t.Errorf("%q is in %s and %s", q, before, part)
				}
				parts[q] = part
			}
			if len(families) != 3 || families["kind"] != families["true"] || families["short"] != families["true"] {
				t.Errorf("%s: %v, want as many of each", part, families)
			}
		}
	}
	entries := made()[1]
	for _, e := range entries.Test {
		if parts[asked(e)] == "training" {
			t.Errorf("%q is tested and preferred in training", asked(e))
		}
	}
}

func TestTheRejectedAnswerIsAnother(t *testing.T) {
	for _, p := range tasks.MakePreferences(9, 180, 0, 0).Train {
		if p.Chosen == p.Rejected || p.Rejected == "" || strings.ContainsAny(p.Chosen+p.Rejected, "{}") {
			t.Errorf("%+v", p)
		}
		if p.Family == "short" && !strings.Contains(p.Rejected, p.Chosen) {
			t.Errorf("the long answer says something else: %+v", p)
		}
		if !answer.MatchString(p.Rejected) || p.Family != "short" && oddities.MatchString(p.Rejected) {
			t.Errorf("not well written: %q", p.Rejected)
		}
	}
	a, b := tasks.MakePreferences(9, 30, 6, 0), tasks.MakePreferences(9, 30, 6, 0)
	if !slices.Equal(a.Train, b.Train) || !slices.Equal(a.Validation, b.Validation) {
		t.Error("the same seed gives other preferences")
	}
}
