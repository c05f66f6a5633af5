package quiz

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"llmfromscratch/shared/learn"
)

// Question asks for a prediction.
type Question struct {
	ID      string   `json:"id"` // of the exercise: "5.1"; "5.4b" is its second one
	Title   string   `json:"title"`
	Asks    string   `json:"asks"`
	Choices []Choice `json:"choices"` // a, b, c, …
	Right   string   `json:"right"`   // letter of the right one
	Cell    string   `json:"cell"`    // the code cell that shows it: "exercises/ch05#code-03"
	Run     string   `json:"run"`     // where that cell is, in words
	Shows   string   `json:"shows"`   // a piece of its output that shows it; "" where that needs a download
}

// Choice is one answer with its reason, and the sentence that it earns.
type Choice struct {
	Text string `json:"text"`
	Says string `json:"says"`
}

//go:embed questions.json
var questionsJSON []byte

// Questions are all questions in the order of the notebooks.
var Questions = sync.OnceValue(func() (all []Question) {
	dec := json.NewDecoder(bytes.NewReader(questionsJSON))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&all); err != nil {
		panic(fmt.Errorf("questions.json: %w", err))
	}
	return all
})

// FindQuestion is the question with an id.
func FindQuestion(id string) (Question, error) {
	for _, q := range Questions() {
		if strings.EqualFold(q.ID, id) {
			return q, nil
		}
	}
	return Question{}, fmt.Errorf("there is no question %q: have %s", id, ids(Questions(),
		func(q Question) string { return q.ID }))
}

func ids[T any](all []T, id func(T) string) string {
	var list []string
	for _, x := range all {
		list = append(list, id(x))
	}
	return strings.Join(list, ", ")
}

// Letter is the letter of the i-th choice: "a" of 0.
func Letter(i int) string { return string(rune('a' + i)) }

// Choose is what a letter earns. No letter shows the question, and nothing of what is right.
func (q Question) Choose(letter string) Verdict {
	v := Verdict{ID: q.ID, Title: q.Title}
	letter = strings.ToLower(strings.Trim(letter, " .)"))
	if letter == "" {
		v.Empty, v.Says = true, q.Asks
		for i, c := range q.Choices {
			v.Lines = append(v.Lines, fmt.Sprintf("%s) %s", Letter(i), c.Text))
		}
		v.Next = "Choose and write down why. Then put the letter between the quotes and run the cell again."
		return v
	}
	for i, c := range q.Choices {
		if letter != Letter(i) {
			continue
		}
		v.Choice, v.Passed, v.Lines, v.Says = letter, letter == q.Right, []string{letter + ") " + c.Text}, c.Says
		if !v.Passed {
			v.Mistake, v.Next = letter, "To see it, run "+q.Run+". Then choose again."
		}
		return v
	}
	v.Empty = true
	v.Says = fmt.Sprintf("%q is none of the letters from a to %s.", letter, Letter(len(q.Choices)-1))
	return v
}

// indent sets lines in below a letter.
func indent(text string, width int) string {
	return strings.ReplaceAll(learn.IndentTo(text, width), "\n", "\n   ")
}
