package solutions

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/notebooks/reference"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/learn"
)

var update = flag.Bool("update", false, "write results.json of package learn anew")

var resultsFile = filepath.Join("..", "results.json")

// graded are all parts, labs and exercises.
func graded() []*learn.Part { return slices.Concat(learn.All(), learn.Exercises()) }

// recorded are the results of a function on all examples of a part.
func recorded(t *testing.T, p *learn.Part, function any) []json.RawMessage {
	t.Helper()
	var all []json.RawMessage
	for _, args := range p.Examples {
		data, err := learn.EncodeResults(p.Try(function, args))
		if err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		all = append(all, data)
	}
	return all
}

func TestResultsAreThoseOfTheFunctions(t *testing.T) {
	all := map[string]learn.Recorded{}
	for _, p := range graded() {
		r := learn.Recorded{Right: recorded(t, p, All[p.ID]), Wrong: map[string][]json.RawMessage{}}
		for _, m := range p.Mistakes {
			function, ok := wrong[p.ID][m.Name]
			if !ok {
				t.Fatalf("%s: there is no wrong function %q", p, m.Name)
			}
			r.Wrong[m.Name] = recorded(t, p, function)
		}
		if len(wrong[p.ID]) != len(p.Mistakes) {
			t.Errorf("%s: %d wrong functions, %d mistakes", p, len(wrong[p.ID]), len(p.Mistakes))
		}
		all[p.ID] = r
	}
	want, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want = compacted(want)
	if *update {
		if err := os.WriteFile(resultsFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(resultsFile)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if json.Unmarshal(got, &a) != nil || json.Unmarshal(want, &b) != nil || !alike(a, b) {
		t.Error("results.json is of other functions or examples: go test ./shared/learn/solutions -update")
	}
}

// alike reports whether two values of JSON are equal, numbers nearly: exponentials differ in their last digit from one
// processor to another.
func alike(a, b any) bool {
	switch a := a.(type) {
	case float64:
		b, ok := b.(float64)
		return ok && math.Abs(a-b) <= 1e-9*math.Max(1, math.Abs(a))
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, alike)
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, alike)
	}
	return a == b
}

// compacted has a line for each function: MarshalIndent has one for each number.
func compacted(data []byte) []byte {
	var all map[string]learn.Recorded
	if err := json.Unmarshal(data, &all); err != nil {
		panic(err)
	}
	out := []byte("{")
	comma := ""
	for _, p := range graded() {
		out = fmt.Appendf(out, "%s\n%q: {\n  \"right\": %s,\n  \"wrong\": {", comma, p.ID, line(all[p.ID].Right))
		comma = ","
		for i, m := range p.Mistakes {
			if i > 0 {
				out = append(out, ',')
			}
			out = fmt.Appendf(out, "\n    %q: %s", m.Name, line(all[p.ID].Wrong[m.Name]))
		}
		out = append(out, "}}"...)
	}
	return append(out, "\n}\n"...)
}

func line(results []json.RawMessage) []byte {
	data, err := json.Marshal(results)
	if err != nil {
		panic(err)
	}
	return data
}

func TestRightFunctionsPass(t *testing.T) {
	for _, p := range graded() {
		if v := learn.Grade(p.ID, All[p.ID], nil); !v.Passed {
			t.Errorf("%v", v)
		}
	}
}

func TestEachWrongFunctionGetsItsOwnSentence(t *testing.T) {
	n := 0
	for _, p := range slices.Concat(learn.Parts(), learn.Exercises()) {
		if len(p.Mistakes) < 3 {
			t.Errorf("%s: %d mistakes, want at least 3", p, len(p.Mistakes))
		}
		for _, m := range p.Mistakes {
			n++
			v := learn.Grade(p.ID, wrong[p.ID][m.Name], nil)
			if v.Passed || v.Mistake != m.Name || v.Says != m.Says || v.Input == "" || v.Got == v.Want {
				t.Errorf("%s: %q is answered by %q\n%v", p, m.Name, v.Mistake, v)
			}
		}
	}
	t.Logf("%d parts, %d mistakes", len(learn.Parts()), n)
}

func TestSolutionsAreShownFromTheirSource(t *testing.T) {
	for _, p := range graded() {
		source, err := p.Solution(filepath.Join("..", "..", ".."))
		if err != nil || !strings.HasPrefix(source, p.Signature()+" {") {
			t.Errorf("%s: %v, %.80q, want it to begin with %q", p, err, source, p.Signature())
		}
	}
}

// The right functions agree with the chapters' own on random cases of several seeds; the second seed's are graded from
// a file, as "llm learn" does it.
func TestRightFunctionsAreTheChapters(t *testing.T) {
	chapters := reference.New(backendtest.Open())
	for _, p := range slices.Concat(learn.Parts(), learn.Exercises()) {
		for seed := range uint64(3) {
			cases, err := chapters.Cases(p, seed)
			if err != nil {
				t.Fatal(err)
			}
			data, err := learn.EncodeCases(cases)
			if err != nil {
				t.Fatal(err)
			}
			if seed == 1 && p.Random != nil {
				if cases, err = learn.DecodeCases(p, seed, data); err != nil {
					t.Fatal(err)
				}
			}
			if v := learn.Grade(p.ID, All[p.ID], cases); !v.Passed {
				t.Errorf("seed %d: %v", seed, v)
			}
		}
	}
}
