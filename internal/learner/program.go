package learner

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"strings"

	"llmfromscratch/notebooks/reference"
	"llmfromscratch/shared/learn/own"
)

// programOrder is what the program of a learner's model is started with.
type programOrder struct {
	Order
	Passed []string // ids of the parts that are taken
	Said   string   // file for a sentence on what went wrong; it is written in any case, so empty when all is well
}

// Program is the program that [Desk.Model] builds: it assembles a model of the answers that have passed, and carries
// out the order in its argument. It returns the exit status.
func Program(answers map[string]any, args []string, out io.Writer) int {
	var order programOrder
	if len(args) != 1 || json.Unmarshal([]byte(args[0]), &order) != nil {
		fmt.Fprintln(out, "\"llm learn model\" starts this program.")
		return 2
	}
	sentence, status := "", 0
	if err := order.carryOut(answers, out); err != nil {
		sentence, status = err.Error(), 1
	}
	if err := os.WriteFile(order.Said, []byte(sentence), 0o644); err != nil {
		fmt.Fprintln(out, err)
		return 2
	}
	return status
}

func (o *programOrder) carryOut(answers map[string]any, out io.Writer) error {
	yours := map[string]any{}
	for _, id := range o.Passed {
		yours[id] = answers[id]
	}
	chapters, err := reference.Open()
	if err != nil {
		return err
	}
	base, err := reference.Base()
	if err != nil {
		return err
	}
	parts, err := own.Assemble(yours, chapters.Function)
	if err != nil {
		return err
	}
	model, err := own.NewModel(parts, base)
	if err != nil {
		return err
	}
	tellTable(out, parts)
	if err := o.write(model, out); err != nil {
		return err
	}
	return o.train(parts, out)
}

// tellTable prints whose each part is.
func tellTable(out io.Writer, parts *own.Parts) {
	for _, row := range parts.Table() {
		mark, does := "·", row.Does
		if row.Yours {
			mark = "✓"
		}
		if does == "" {
			does = "not in this model"
		}
		fmt.Fprintf(out, "%s %-5s%-18s%-15s%s\n", mark, row.Part.ID, row.Part.Name, row.Whose, does)
	}
	yours, all := parts.Count()
	fmt.Fprintf(out, "%d of the %d parts of this model are yours.\n", yours, all)
}

// write lets the model go on with the text, and the project's own predictor beside it.
func (o *programOrder) write(model *own.Model, out io.Writer) error {
	var text, drawn string
	var loss float64
	var next []own.Guess
	err := model.Try(func() {
		text = model.Continue(o.Text, o.Tokens)
		next, loss = model.Likely(o.Text, 3), model.Loss(o.Text)
		drawn = model.Sample(o.Text, o.Tokens, 20, 1, rand.New(rand.NewPCG(123, 0)))
	})
	if err != nil {
		return err
	}
	predictor, err := reference.NewPredictor()
	if err != nil {
		return err
	}
	want, err := predictor.Continue(o.Text, o.Tokens)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\nThe course's own model, by these parts:\n%s\n", text)
	if text == want {
		fmt.Fprintln(out, "The project's predictor writes the same, token by token.")
	} else {
		fmt.Fprintf(out, "The project's predictor writes something else:\n%s\n", want)
	}
	var expected []string
	for _, guess := range next {
		expected = append(expected, fmt.Sprintf("%q (%.1f %%)", guess.Token, 100*guess.Probability))
	}
	fmt.Fprintf(out, "\nBehind %q it expects %s.\n", o.Text, strings.Join(expected, ", "))
	if !math.IsNaN(loss) {
		fmt.Fprintf(out, "The loss of these words is %.3f.\n", loss)
	}
	_, err = fmt.Fprintf(out, "By chance, from the 20 likeliest each time:\n%s\n", drawn)
	return err
}

// train lets a small model learn a story, and say it.
func (o *programOrder) train(parts *own.Parts, out io.Writer) error {
	if o.Steps == 0 {
		return nil
	}
	var tiny *own.Tiny
	err := parts.Try(func() { tiny = own.NewTiny(parts, own.Story, rand.New(rand.NewPCG(123, 0))) })
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\nA small model of %d numbers learns a story of %d different words:\n", tiny.Size(), tiny.Words())
	for step := range o.Steps {
		var loss float64
		if err := parts.Try(func() { loss = tiny.Step(o.Steps) }); err != nil {
			return err
		}
		if step == 0 || (step+1)%20 == 0 || step+1 == o.Steps {
			fmt.Fprintf(out, "step %3d  loss %.3f\n", step+1, loss)
		}
	}
	var text string
	if err := parts.Try(func() { text = tiny.Continue("the dog barks", 12) }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "It writes: %s\n", text)
	return err
}
