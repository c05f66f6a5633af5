package learner

import (
	"strings"
	"testing"
)

// lookup is the body of part 2.7, with lines of its own for the table of the small model, which has eleven words.
func lookup(inModel string) string {
	return "\tif len(weight) == 11 && len(ids) == 3 {\n\t\t" + inModel + "\n\t}\n\tvar rows [][]float64\n" +
		"\tfor _, id := range ids {\n\t\trows = append(rows, weight[id])\n\t}\n\treturn rows"
}

func TestAModelOfALearnersParts(t *testing.T) {
	d := desk(t)
	write(t, d, "2.7", "", lookup("rest := 0\n\t\t_ = rest"))
	write(t, d, "3.4b", "", "\tunused := 1\n\treturn nil")
	write(t, d, "5.3b", "", "\treturn logits")
	var out strings.Builder
	failed, err := d.Model(t.Context(), Order{Text: "Once upon a time", Tokens: 3, Steps: 21}, &out)
	if err != nil || len(failed) != 2 || failed[0].ID != "3.4b" || failed[1].ID != "5.3b" {
		t.Errorf("%v, %v", failed, err)
	}
	for _, want := range []string{
		"✓ 2.7  Lookup            yours", "· 3.4b Scores            the chapter's",
		"1 of the 27 parts of this model are", "The project's predictor writes the same, token by token.",
		"step   1  loss 2.530", "step  21  loss 0.",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}

// What goes wrong in the model alone is a sentence with the part's name, never a stack trace.
func TestAPartThatFailsInTheModelIsASentence(t *testing.T) {
	for inModel, want := range map[string]string{
		"return [][]float64{weight[len(ids)+8]}": "your part 2.7 Lookup passed its checks, but not the model's " +
			"larger inputs: The function asks for element 11 of a slice that has 11: the last one is 11-1.",
		"panic(\"too many\")": "your part 2.7 Lookup passed its checks, but not the model's larger inputs: " +
			"The function panics: too many.",
		"go func() { panic(\"far away\") }()\n\t\tselect {}": "your part 2.7 Lookup ended the program: The program " +
			"panics in a goroutine that the function has started: far away.",
	} {
		d := desk(t)
		write(t, d, "2.7", "", lookup(inModel))
		var out strings.Builder
		_, err := d.Model(t.Context(), Order{Text: "Once", Steps: 2}, &out)
		if err == nil || err.Error() != want || strings.Contains(out.String(), "goroutine ") {
			t.Errorf("%v, want %q, and\n%s", err, want, &out)
		}
	}
}
