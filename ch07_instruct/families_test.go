package instruct_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/ch07_instruct"
)

func TestScoresOfFamilies(t *testing.T) {
	families := instruct.Families{}
	var answers []instruct.Answer
	add := func(family string, right, wrong int) {
		for i := range right + wrong {
			e := instruct.Entry{Instruction: family + "?", Input: strings.Repeat("a", i), Output: "yes"}
			a := instruct.Answer{Entry: e, Response: "no"}
			if i < right {
				a.Response = "Yes."
			}
			answers = append(answers, a)
			if family != "" {
				families[e] = family
			}
		}
	}
	add("", 2, 2)
	add("sort", 9, 1)
	add("opposite", 0, 5)
	got, err := families.Score(answers)
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
}

func TestFamiliesAreReadFromAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "entries.json")
	read := func(content string) (instruct.Families, error) {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return instruct.ReadFamilies(path)
	}
	families, err := read(`[{"instruction": "a", "input": "", "output": "b", "family": "spell"},
		{"instruction": "c", "input": "", "output": "d"}]`)
	a := instruct.Entry{Instruction: "a", Output: "b"}
	if err != nil || len(families) != 1 || families[a] != "spell" {
		t.Errorf("%v, %v", families, err)
	}
	for content, want := range map[string]string{
		`[{"instruction": "a", "input": "", "output": "b"}]`:              "no entry says of what",
		`[{"instruction": "a", "input": "", "output": "b", "family": 3}]`: `"family" is 3, want a text`,
		`[]`: "no entries",
	} {
		if _, err := read(content); err == nil || !strings.Contains(err.Error(), want) ||
			!strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %q", content, err, want)
		}
	}
}
