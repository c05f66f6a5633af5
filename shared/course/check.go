package course

import (
	"fmt"
	"strings"

	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/book"
)

// Check compares got with the book's figure of that id and prints one line:
//
//	ch03.sa_v1.out: reproduced (book prints [[0.2996, 0.8053], …)
//
// Where the book shows other numbers than its own code gives, the line says why. What is compared is the code's.
// got may be a number, text, nested slice, map, struct or *tensors.Tensor; see [book.Figure.Compare]. A figure
// that needs a data set of the book is not compared when that is absent, and the line says so. The outcome is also
// recorded for the notebook runner, which counts it. An unknown id ends the cell.
func Check(id string, got any) {
	f := Must(book.Find(id))
	for _, need := range f.Needs {
		switch need {
		case book.NeedVerdict, book.NeedSpam, book.NeedInstruction:
		default: // the caller has computed it, so weights and training were there
			continue
		}
		if _, err := assets.Find(need); err != nil {
			fmt.Printf("%s: not compared, it needs %s\n", id, need)
			OK(Record{ID: id, Outcome: Skipped, Note: "needs " + need}.Append())
			return
		}
	}
	line, record := judge(f, f.Compare(got))
	fmt.Println(line)
	OK(record.Append())
}

// judge puts a verdict into words and into the runner's record.
func judge(f book.Figure, v book.Verdict) (string, Record) {
	if v.OK {
		line := f.ID + ": reproduced"
		switch {
		case f.Differs != "":
			line += ", as the book's code computes it; " +
				"the book's print (" + short(f.Printed) + ") differs: " + f.Differs
		case f.Printed != "":
			line += " (book prints " + short(f.Printed) + ")"
		}
		return line, Record{ID: f.ID, Outcome: Reproduced}
	}
	if f.Exception != "" {
		return fmt.Sprintf("%s: %s; expected: %s", f.ID, v, f.Exception),
			Record{ID: f.ID, Outcome: Excepted, Note: f.Exception}
	}
	return fmt.Sprintf("%s: %s", f.ID, v), Record{ID: f.ID, Outcome: Differs, Note: v.String()}
}

// short is a text in one line of at most 60 characters.
func short(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return string(r)
}
