package instruct_test

import (
	"math"
	"testing"

	"llmfromscratch/ch07_instruct"
)

func TestScoresOfFamilies(t *testing.T) {
	var answers []instruct.Answer
	add := func(family string, right, wrong int) {
		for i := range right + wrong {
			a := instruct.Answer{Entry: instruct.Entry{Instruction: "?", Output: "yes", Family: family}, Response: "no"}
			if i < right {
				a.Response = "Yes."
			}
			answers = append(answers, a)
		}
	}
	add("", 2, 2)
	if got, err := instruct.ScoreFamilies(answers); err != nil || got != nil {
		t.Errorf("without families: %v, %v", got, err)
	}
	add("sort", 9, 1)
	add("opposite", 0, 5)
	got, err := instruct.ScoreFamilies(answers)
	if err != nil || len(got) != 3 {
		t.Fatalf("%v, %v", got, err)
	}
	for i, want := range []instruct.FamilyScore{
		{Scores: instruct.Scores{Entries: 4, ExactMatch: 0.5}, Low: 0.15004, High: 0.84996},
		{Family: "opposite", Scores: instruct.Scores{Entries: 5}, Low: 0, High: 0.43448},
		{Family: "sort", Scores: instruct.Scores{Entries: 10, ExactMatch: 0.9}, Low: 0.59585, High: 0.98212},
	} {
		g := got[i]
		if g.Family != want.Family || g.Entries != want.Entries || g.ExactMatch != want.ExactMatch ||
			math.Abs(g.Low-want.Low) > 1e-4 || math.Abs(g.High-want.High) > 1e-4 {
			t.Errorf("%+v, want %+v", g, want)
		}
	}
	if _, err := instruct.ScoreFamilies(nil); err != nil {
		t.Error(err)
	}
}

func TestFamiliesAreReadAndKept(t *testing.T) {
	entries, err := instruct.Read([]byte(`[{"instruction": "a", "input": "", "output": "b", "family": "spell"},
		{"instruction": "c", "input": "", "output": "d"}]`))
	if err != nil || entries[0].Family != "spell" || entries[1].Family != "" {
		t.Errorf("%+v, %v", entries, err)
	}
	if _, err := instruct.Read([]byte(`[{"instruction": "a", "input": "", "output": "b", "family": 3}]`)); err == nil {
		t.Error("a family that is a number is read")
	}
	path := t.TempDir() + "/answers.json"
	if err := instruct.WriteAnswers(path, []instruct.Answer{{Entry: entries[0], Response: "x"}}); err != nil {
		t.Fatal(err)
	}
	if back, err := instruct.ReadAnswers(path); err != nil || back[0].Entry != entries[0] {
		t.Errorf("%+v, %v", back, err)
	}
}
