package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// The course's own assistant is asked what it was not trained on; the same seed asks the same.
func TestSampleAskScoresEveryFamilyThatWasAsked(t *testing.T) {
	ask := func(args ...string) askedScores {
		out, err := execute(t, append([]string{"sample", "ask", "--model", courseAssistant, "--count=60", "--json"},
			args...)...)
		if err != nil {
			t.Fatal(err)
		}
		var found askedScores
		if err := json.Unmarshal([]byte(out), &found); err != nil {
			t.Fatal(err)
		}
		return found
	}
	found := ask("--wrong")
	asked := 0
	for _, family := range found.Families {
		asked += family.Entries
		if family.Family == "" || family.Family == "story" {
			t.Errorf("a task of the family %q was asked", family.Family)
		}
	}
	if asked != 60 || found.Entries != 60 || len(found.Wrong) != 60-int(found.ExactMatch*60+0.5) {
		t.Errorf("%d asked, %d scored, %d wrong, exact match %.3f", asked, found.Entries, len(found.Wrong),
			found.ExactMatch)
	}
	if again := ask(); again.ExactMatch != found.ExactMatch || len(again.Families) != len(found.Families) {
		t.Errorf("a second time %+v, first %+v", again, found)
	}
	if out, err := execute(t, "sample", "ask", "--model", t.TempDir()); err == nil ||
		!strings.Contains(err.Error(), "holds no assistant") {
		t.Errorf("an empty folder: %v, %s", err, out)
	}
}

func TestTheCoursesAssistantKnowsOpposites(t *testing.T) {
	out, err := execute(t, "instruct", "answer", "--model", courseAssistant, "What is the opposite of cold?")
	if err != nil || strings.TrimSpace(out) != "The opposite of cold is hot." {
		t.Errorf("%q, %v", out, err)
	}
}
