package labs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"llmfromscratch/shared/learn"
	"llmfromscratch/shared/learn/labs/probe"
)

func (l *Lab) failed(says string) learn.Verdict {
	return learn.Verdict{ID: l.ID, Name: l.Dir(), Title: l.Title, Says: says}
}

// Verdict is what a report comes to. begun says whether the program is another one than at first.
func (l *Lab) Verdict(r probe.Report, begun bool) learn.Verdict {
	var v learn.Verdict
	named := r.Cause != ""
	switch {
	case r.Finding == probe.Broken:
		return l.failed(r.Says)
	case named && !slices.Contains(learn.Causes(), r.Cause):
		return l.failed(fmt.Sprintf("Cause is %q, which is none of the names in the comment at the top.", r.Cause))
	case r.Finding == probe.Mended && l.is(r.Cause):
		v = l.failed("Right.")
		v.Passed = true
	case r.Finding == probe.Mended && named:
		v = l.failed("Mended, but the cause is not " + r.Cause +
			": what did you change, and what had gone wrong there?")
	case r.Finding == probe.Mended:
		v = l.failed("Mended: its functions do what they should. Now name the cause, in Cause at the top.")
	case l.is(r.Cause):
		v = l.failed("The cause is the right one, but the program still has its fault. " + r.Says)
	case named:
		v = l.failed("The cause is not " + r.Cause + ". Measure before you change anything. " + l.Hints[0])
	default:
		v = l.failed("Still faulty. What to measure: " + l.Hints[0])
		v.Empty = !begun
	}
	return v
}

// Uncompiled is the verdict on a program that does not compile; lines are what the compiler says of main.go, and ours
// what it says of the check, which misses what it calls.
func (l *Lab) Uncompiled(lines, ours []string) learn.Verdict {
	if len(lines) == 0 {
		return l.failed("The check needs something of the program that has another name or type now: keep names and " +
			"types, and change what is behind them.\n" + strings.Join(ours[:min(len(ours), 3)], "\n"))
	}
	return l.failed("It does not compile yet. In " + l.Dir() + "/main.go, " +
		strings.Join(lines[:min(len(lines), 5)], "\n"))
}

// Late is the verdict on a program whose check has not ended in time.
func (l *Lab) Late(limit time.Duration) learn.Verdict {
	return l.failed(fmt.Sprintf("The check has called a function of the program that has not come back after %v: a "+
		"loop in it does not end. Look at what changes from one round to the next.", limit))
}

var (
	panicText = regexp.MustCompile(`(?m)^(?:panic|fatal error): (.*)$`)
	ownLine   = regexp.MustCompile(`main\.go:(\d+)`)
)

// Died is the verdict on a program that ended before its check did; stderr is what it printed then.
func (l *Lab) Died(stderr string) learn.Verdict {
	m := panicText.FindStringSubmatch(stderr)
	if m == nil {
		return l.failed("The program ended before the check did. Does one of its functions call os.Exit?")
	}
	if strings.Contains(stderr, "stack overflow") {
		return l.failed("A function of the program calls itself again and again without an end.")
	}
	says := "The program panics when the check calls its functions: " +
		strings.TrimPrefix(strings.TrimSuffix(m[1], " [recovered]"), "runtime error: ")
	if line := ownLine.FindStringSubmatch(stderr); line != nil {
		says += ", in line " + line[1] + " of main.go"
	}
	return l.failed(says + ".")
}
