package learn

import "strings"

// A lab is a part whose stub is a complete program with one fault. The learner finds it by measuring, mends it, and
// names the cause: the function's last result.

// causes are what a lab's fault can be called. There are more of them than labs.
var causes = []string{"dropout", "future", "order", "overflow", "padding", "position", "rate", "rounding", "shortcut",
	"tied", "tokenizer", "transposed"}

// Causes are what the fault of a lab, or of a broken program in package labs, can be called.
func Causes() []string { return causes }

// labHead is what the comments of all labs end with.
var labHead = "//\n// Find out why by measuring, mend it, and give the cause back as the last result, one of\n" +
	"//\n//\t" +
	strings.Join(causes[:7], ", ") + ",\n//\t" + strings.Join(causes[7:], ", ") + "\n"

var labs = []*Part{&futureLab, &positionLab, &shortcutLab, &rateLab, &dropoutLab, &tiedLab, &tokenizerLab, &paddingLab}

// Labs are the broken programs, in the order of the course.
func Labs() []*Part { return labs }

// examine is the verdict on a lab that is not done.
func (p *Part) examine(right, got []outcome) Verdict {
	first, named, cause := -1, true, ""
	for i, o := range got {
		if o.panic != nil {
			v := p.failed(Panicked(o.panic)).on(p.arguments(p.Examples[i]))
			return v
		}
		last := len(o.results) - 1
		cause, _ = o.results[last].(string)
		named = named && cause == right[i].results[last]
		if first < 0 && !nearAll(o.results[:last], right[i].results[:last], exact) {
			first = i
		}
	}
	if first < 0 {
		if cause == "" {
			return p.failed("Mended: what it computes is right. Now name the cause, the last result.")
		}
		return p.failed("Mended, but the cause is not " + cause +
			": what did you change, and what had gone wrong there?")
	}
	last := len(got[first].results) - 1
	v := p.mismatch(p.Examples[first], outcome{results: got[first].results[:last]},
		outcome{results: right[first].results[:last]})
	v.Says = "The cause is not " + cause + ". Measure before you change anything: " + p.Hints[0]
	switch {
	case named:
		v.Says = "The cause is the right one, but the program still has its fault. Mend it."
	case cause == "":
		v.Says, v.Empty = "Still faulty. What to measure: "+p.Hints[0], true
	}
	return v
}
