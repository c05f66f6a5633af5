package solutions

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/learn/labs"
	"llmfromscratch/shared/learn/labs/probe"
	"llmfromscratch/shared/learn/labs/tiny"
)

var course = filepath.Join("..", "..", "..")

// mended is a lab's program with the changes of its solution.
func mended(t *testing.T, l *labs.Lab) string {
	t.Helper()
	solution, err := l.Solution(course)
	if err != nil {
		t.Fatal(err)
	}
	source, err := labs.Apply(l.Source(), solution)
	if err != nil {
		t.Fatalf("%s: %v", l.ID, err)
	}
	return source
}

// buildLabs builds programs, each with its check, in a learner's folder, and gives back where they are. sources are the
// programs of a lab, by what is put behind its id for their name.
func buildLabs(t *testing.T, sources func(l *labs.Lab) map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if _, err := learn.Setup(dir, course); err != nil {
		t.Fatal(err)
	}
	for _, l := range labs.All() {
		for name, source := range sources(l) {
			folder := filepath.Join(dir, filepath.FromSlash(l.Dir())+name)
			if err := os.MkdirAll(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			for file, content := range map[string]string{"main.go": source, "check.go": l.Check()} {
				if err := os.WriteFile(filepath.Join(folder, file), []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	programs := filepath.Join(dir, "bin") + string(filepath.Separator)
	cmd := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", programs,
		"./labs/...")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off", "GOPROXY=off", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return programs
}

// run runs a program; with a file for a report it makes its check.
func run(t *testing.T, program, report string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append(os.Environ(), probe.File+"="+report)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}

func report(t *testing.T, program string) (r probe.Report) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.json")
	run(t, program, file)
	data, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(data, &r) != nil {
		t.Fatalf("%s: %v, %s", program, err, data)
	}
	return r
}

var decimal = regexp.MustCompile(`\d+\.\d+`)

// numbers are those with a decimal point that a program prints.
func numbers(out string) (all []float64) {
	for _, s := range decimal.FindAllString(out, -1) {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			panic(err)
		}
		all = append(all, x)
	}
	return all
}

// near is the n-th number from the end.
func near(out string, n int) float64 {
	all := numbers(out)
	if len(all) < n {
		return math.NaN()
	}
	return all[len(all)-n]
}

// words is the share of a text's words, the last one apart, that are in the sentences which the programs learn from.
func words(text string) float64 {
	known := strings.Fields(tiny.Text(rand.New(rand.NewPCG(1, 0)), 500))
	all := strings.Fields(text)
	all = all[:len(all)-1]
	n := 0
	for _, word := range all {
		if slices.Contains(known, word) {
			n++
		}
	}
	return float64(n) / float64(len(all))
}

func lastLine(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return lines[len(lines)-1]
}

// symptoms are what a faulty program shows and a mended one does not, in the numbers that both print.
var symptoms = map[string]func(faulty, mended string) bool{
	"P1": func(faulty, mended string) bool { // line: loss, rate, length
		chance, early := numbers(faulty)[0], numbers(faulty)[4]
		return near(faulty, 3) > 2*early && near(faulty, 3) > 0.9*chance && near(mended, 3) < chance/2
	},
	"P2": func(faulty, mended string) bool { // last number: validation loss
		return near(faulty, 1) < near(mended, 1)/3 && words(lastLine(faulty)) < words(lastLine(mended))/2
	},
	"P3": func(faulty, mended string) bool {
		return near(faulty, 1) != near(faulty, 2) && near(mended, 1) == near(mended, 2) &&
			near(mended, 1) < near(faulty, 1)
	},
	"P4": func(faulty, mended string) bool { // chance, its own, others
		return near(faulty, 1) > numbers(faulty)[0] && near(mended, 1) < 1.5*near(mended, 2) &&
			near(faulty, 2) == near(mended, 2)
	},
	"P5": func(faulty, mended string) bool { return near(faulty, 1) > 2*near(mended, 1) },
	"P6": func(faulty, mended string) bool { // as a batch, one by one
		return near(faulty, 2) < near(faulty, 1)*0.7 && near(mended, 2) == near(mended, 1)
	},
	"P7": func(faulty, mended string) bool { // trained, loaded
		return near(faulty, 1) > 3*near(faulty, 2) && near(mended, 1) == near(mended, 2)
	},
	"P8": func(faulty, mended string) bool { return !sameTexts(faulty) && sameTexts(mended) },
}

// sameTexts reports whether the two lines of P8 end in one text, which begins with the given one.
func sameTexts(out string) bool {
	_, slow, _ := strings.Cut(out, "the red fox")
	slow, fast, ok := strings.Cut(slow, "the red fox")
	slow, _, _ = strings.Cut(slow, "\n")
	return ok && slow == strings.TrimSuffix(fast, "\n")
}

func TestBrokenProgramsShowTheirFaultAndAreMended(t *testing.T) {
	programs := buildLabs(t, func(l *labs.Lab) map[string]string {
		return map[string]string{"": l.Source(), "-mended": mended(t, l)}
	})
	for _, l := range labs.All() {
		t.Run(l.ID, func(t *testing.T) {
			t.Parallel()
			faulty := filepath.Join(programs, strings.ToLower(l.ID))
			right := faulty + "-mended"
			if a, b := run(t, faulty, ""), run(t, right, ""); !symptoms[l.ID](a, b) {
				t.Errorf("no symptom:\n%s\nmended:\n%s", a, b)
			}
			bad, good := report(t, faulty), report(t, right)
			if bad.Cause != "" || bad.Finding != probe.Faulty || good.Finding != probe.Mended || good.Says != "" {
				t.Errorf("%+v\n%+v", bad, good)
			}
			if _, line, _ := strings.Cut(bad.Says, "\n"); line != "" || !decimal.MatchString(bad.Says) && l.ID != "P4" {
				t.Errorf("no measurement in one line: %q", bad.Says)
			}
			if v := l.Verdict(good, true); !v.Passed {
				t.Errorf("%v", v)
			}
			verdicts(t, l, bad, good)
		})
	}
}

// verdicts looks at the sentences for every other combination of mending and naming.
func verdicts(t *testing.T, l *labs.Lab, bad, good probe.Report) {
	t.Helper()
	other := "overflow" // no program has it
	for _, c := range []struct {
		of    probe.Report
		cause string
		want  string
	}{
		{bad, "", l.Hints[0]}, {bad, good.Cause, "still has its fault. " + bad.Says},
		{bad, other, "The cause is not overflow."}, {good, "", "Now name the cause"},
		{good, other, "Mended, but the cause is not overflow"}, {bad, "gremlins", "none of the names"},
		{probe.Report{Finding: probe.Broken, Says: "Something else."}, good.Cause, "Something else."},
	} {
		c.of.Cause = c.cause
		if v := l.Verdict(c.of, true); v.Passed || v.Empty || !strings.Contains(v.Says, c.want) {
			t.Errorf("cause %q: want %q in\n%v", c.cause, c.want, v)
		}
	}
	if v := l.Verdict(bad, false); !v.Empty {
		t.Errorf("a program as it was at first: %v", v)
	}
	for _, cause := range learn.Causes() {
		good.Cause, bad.Cause = cause, cause
		if l.Verdict(good, true).Passed != strings.Contains(mended(t, l), `const Cause = "`+cause+`"`) ||
			l.Verdict(bad, true).Passed {
			t.Errorf("%s as the cause is judged wrongly", cause)
		}
	}
}

// worse are changes that spoil something else: what is there, and what takes its place.
var worse = map[string][2]string{
	"P1": {"return peak * min(1, float64(step)/warmUp)", "return 0.04"},
	"P2": {"return other-place > 1", "return other != place"},
	"P3": {"m.training = true\n", "m.training = false\n"},
	"P4": {"return newTokenizer(text).encode(text)", "return slices.Repeat([]int{0}, len(strings.Fields(text)))"},
	"P5": {"x = t.Tanh(t.Multiply(x, b.into))\n\treturn t.Add(x, t.Multiply(x, b.out))", "return t.Scale(x, 1)"},
	"P6": {"targets = append(targets, row[1:]...)", "targets = append(targets, row[1:length]...)\n" +
		"\t\ttargets = append(targets, -1)\n\t\tfor i := len(targets) - length; i < len(targets); i++ {\n" +
		"\t\t\tif targets[i] == 0 {\n\t\t\t\ttargets[i] = -1\n\t\t\t}\n\t\t}"},
	"P7": {"all := []*tiny.Matrix{m.tokens, m.last, m.before}\n\tif m.head != m.tokens {\n\t\tall = append(all, " +
		"m.head)\n\t}\n\treturn all", "m.head = m.tokens\n\treturn []*tiny.Matrix{m.tokens, m.last, m.before, m.head}"},
	"P8": {"x := t.Add(t.Lookup(m.tokens, ids), t.Lookup(m.places, tiny.Places(len(ids))))\n\treturn m.attend",
		"x := t.Lookup(m.tokens, ids)\n\treturn m.attend"},
}

func TestMendingAtTheCostOfSomethingElseIsNoticed(t *testing.T) {
	programs := buildLabs(t, func(l *labs.Lab) map[string]string {
		if n := strings.Count(l.Source(), worse[l.ID][0]); n != 1 {
			t.Fatalf("%s has %d times %q", l.ID, n, worse[l.ID][0])
		}
		return map[string]string{"": strings.Replace(l.Source(), worse[l.ID][0], worse[l.ID][1], 1)}
	})
	for _, l := range labs.All() {
		if r := report(t, filepath.Join(programs, strings.ToLower(l.ID))); r.Finding != probe.Broken || r.Says == "" {
			t.Errorf("%s: %+v", l.ID, r)
		}
	}
}

func TestLabsAreComplete(t *testing.T) {
	for i, l := range labs.All() {
		if l.ID != "P"+strconv.Itoa(i+1) || labs.Find(strings.ToLower(l.ID)) != l || l.Teaches == "" ||
			slices.Contains(l.Hints[:], "") {
			t.Errorf("%s: something is missing", l)
		}
		head, _, _ := strings.Cut(l.Source(), "package main")
		if !strings.HasPrefix(head, "// Lab "+l.ID+": "+l.Title+".\n") {
			t.Errorf("%s: the program does not begin with its title", l)
		}
		for _, cause := range learn.Causes() {
			if !strings.Contains(head, cause) {
				t.Errorf("%s: the list of causes lacks %s", l, cause)
			}
		}
		if _, err := os.Stat(filepath.Join(course, l.Chapter)); err != nil {
			t.Error(err)
		}
	}
	if labs.Find("P9") != nil {
		t.Error("there is a lab P9")
	}
}
