package solutions

import (
	"errors"
	"maps"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"llmfromscratch/notebooks/reference"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/learn/own"
)

const beginning = "Once upon a time there was a fox"

// said is all that models of parts are compared by.
type said struct {
	text, drawn string
	logits      own.Matrix
	losses      []float64
	story       string
}

// parts are the solutions of the parts; All has those of exercises as well, which no model is made of.
func parts() map[string]any {
	all := maps.Clone(All)
	maps.DeleteFunc(all, func(id string, _ any) bool { return id[0] == 'X' })
	return all
}

// assemble puts the learner's parts and the chapters' together.
func assemble(t *testing.T, answers map[string]any) *own.Parts {
	t.Helper()
	parts, err := own.Assemble(answers, reference.New(backendtest.Open()).Function)
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

// say lets a model of parts do all that it can, a little of each.
func say(t *testing.T, parts *own.Parts, base *own.Pretrained) (s said) {
	t.Helper()
	m, err := own.NewModel(parts, base)
	if err != nil {
		t.Fatal(err)
	}
	err = m.Try(func() {
		s.text = m.Continue(beginning, 2)
		s.drawn = m.Sample(beginning, 2, 20, 1, rand.New(rand.NewPCG(3, 0)))
		s.logits = m.Logits(m.Read(beginning))
		s.losses = append(s.losses, m.Loss(beginning), m.Likely(beginning, 1)[0].Probability)
		tiny := own.NewTiny(parts, own.Story, rand.New(rand.NewPCG(123, 0)))
		for range 3 {
			s.losses = append(s.losses, tiny.Step(20))
		}
		s.story = tiny.Continue("the dog barks", 3)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Whichever of the parts are the learner's, the model says what the project's own predictor says: all of them, none,
// all but one, and one alone where that changes how a larger part is put together.
func TestAModelOfRightPartsIsTheProjectsOwn(t *testing.T) {
	base, err := reference.Base()
	if err != nil {
		t.Fatal(err)
	}
	want := expected(t)
	var first *said
	compare := func(name string, answers map[string]any) {
		t.Run(name, func(t *testing.T) {
			got := say(t, assemble(t, answers), base)
			if first == nil {
				first = &got
			}
			if got.text != want.text || got.drawn != first.drawn || got.story != first.story {
				t.Errorf("it writes %q, %q, %q, want %q, %q, %q", got.text, got.drawn, got.story, want.text,
					first.drawn, first.story)
			}
			if d := farthest(got.logits, want.logits); !(d < 2e-4) {
				t.Errorf("a logit differs by %v", d)
			}
			if d := farthest(own.Matrix{got.losses}, own.Matrix{first.losses}); !(d < 1e-4) {
				t.Errorf("losses %v, want %v", got.losses, first.losses)
			}
		})
	}
	compare("all", parts())
	compare("none", nil)
	for _, row := range assemble(t, nil).Table() {
		if row.Does != "" {
			without := parts()
			delete(without, row.Part.ID)
			compare("without "+row.Part.ID, without)
		}
	}
	for _, id := range []string{"2.5b", "3.5", "4.3a"} {
		compare("only "+id, map[string]any{id: All[id]})
	}
	if l := first.losses; !(l[4] < l[3] && l[3] < l[2]) {
		t.Errorf("the loss of the small model does not fall: %v", l[2:])
	}
}

// expected is what the project's predictor says.
func expected(t *testing.T) (s said) {
	t.Helper()
	predictor, err := reference.NewPredictor()
	if err != nil {
		t.Fatal(err)
	}
	if s.logits, err = predictor.Logits(beginning); err != nil {
		t.Fatal(err)
	}
	if s.text, err = predictor.Continue(beginning, 2); err != nil {
		t.Fatal(err)
	}
	return s
}

// farthest is the largest difference of two matrices, infinite when they have different shapes.
func farthest(a, b own.Matrix) (d float64) {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	for i := range a {
		if len(a[i]) != len(b[i]) {
			return math.Inf(1)
		}
		for j := range a[i] {
			d = max(d, math.Abs(a[i][j]-b[i][j]))
		}
	}
	return d
}

// Merges in their order give the ids of the chapter's tokenizer, special characters included.
func TestReadingMergeByMerge(t *testing.T) {
	base, err := reference.Base()
	if err != nil {
		t.Fatal(err)
	}
	mine, err := own.NewModel(assemble(t, parts()), base)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "a", "The bear's  hut, 12 miles away!\n\n\"Why?\" she'd asked.",
		"Größe – 茶 🦊"} {
		want := base.Tokens.Encode(text)
		if got := mine.Read(text); mine.Tokens.Decode(got) != text || len(got) != len(want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestTheTableSaysWhoseEachPartIs(t *testing.T) {
	whose := func(answers map[string]any) map[string]string {
		all := map[string]string{}
		rows := assemble(t, answers).Table()
		for _, row := range rows {
			all[row.Part.ID] = row.Whose + ", " + row.Does
		}
		if len(rows) != len(learn.Parts()) {
			t.Errorf("%d rows, %d parts", len(rows), len(learn.Parts()))
		}
		return all
	}
	for _, test := range []struct {
		answers []string
		id      string
		want    string
	}{
		{nil, "3.5", "the chapter's, attention looks back only"},
		{nil, "3.6c", "put together, attention"},
		{nil, "4.3a", "the chapter's, inside FeedForward"},
		{nil, "6.3", ", "},
		{[]string{"6.3"}, "6.3", "yours, "},
		{[]string{"4.3a"}, "4.3b", "put together, the feed-forward network"},
		{[]string{"3.6c"}, "3.5", "the chapter's, inside MultiHead"},
		{[]string{"3.6c"}, "3.6c", "yours, attention"},
	} {
		answers := map[string]any{}
		for _, id := range test.answers {
			answers[id] = All[id]
		}
		if got := whose(answers)[test.id]; got != test.want {
			t.Errorf("with %v yours, %s is %q, want %q", test.answers, test.id, got, test.want)
		}
	}
	if yours, all := assemble(t, parts()).Count(); yours != all || all != 27 {
		t.Errorf("%d of %d parts are yours", yours, all)
	}
}

// Parts that do well on the small inputs of the checks may fail on a model's. That is a sentence with the part's name.
func TestAPartThatFailsInTheModelIsNamed(t *testing.T) {
	base, err := reference.Base()
	if err != nil {
		t.Fatal(err)
	}
	for id, test := range map[string]struct {
		function any
		want     string
	}{
		"4.2": {func(x own.Matrix, scale, shift []float64) own.Matrix {
			var at [4]float64
			return own.Matrix{{at[len(scale)/4]}}
		}, "4.2 LayerNorm passed its checks, but not the model's larger inputs: The function asks for element 48"},
		"4.7": {func(next func(ids []int) []float64, ids []int, count, context int) []int {
			panic("no words")
		}, "4.7 Generate passed its checks, but not the model's larger inputs: The function panics: no words."},
	} {
		m, err := own.NewModel(assemble(t, map[string]any{id: test.function}), base)
		if err != nil {
			t.Fatal(err)
		}
		err = m.Try(func() { m.Continue("a", 1) })
		var part *own.PartError
		if !errors.As(err, &part) || part.Part.ID != id || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", id, err, test.want)
		}
	}
}

// Only parts that pass their checks come into a model.
func TestAWrongPartStaysOut(t *testing.T) {
	chapters := reference.New(backendtest.Open())
	nothing := func(own.Matrix) own.Matrix { return nil }
	parts, err := chapters.Assemble(map[string]any{"3.3a": All["3.3a"], "3.5": nothing})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range parts.Table() {
		if row.Yours != (row.Part.ID == "3.3a") {
			t.Errorf("%s: %s", row.Part, row.Whose)
		}
	}
	if _, err := chapters.Assemble(map[string]any{"9.9": nil}); err == nil {
		t.Error("a part that is not there")
	}
}
