package quiz

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestTheRightAnswerPassesAndNoneIsAskedFor(t *testing.T) {
	for _, a := range Answers() {
		if v := a.Judge(a.Right...); !v.Passed || v.Mistake != "" {
			t.Errorf("%s: %v", a.ID, v)
		}
		var none []any
		for _, x := range a.Right {
			none = append(none, reflect.Zero(reflect.TypeOf(x)).Interface())
		}
		if v := a.Judge(none...); !v.Empty || v.Passed || !strings.HasPrefix(v.String(), "· "+a.ID) {
			t.Errorf("%s: %v", a.ID, v)
		}
		if v := a.Judge(none...); !strings.Contains(v.Says, " for "+list(a.Names)+", then run the cell again.") {
			t.Errorf("%s: %s", a.ID, v.Says)
		}
		if a.Title == "" || a.Look == "" || a.Why == "" || len(a.Names) != len(a.Right) {
			t.Errorf("%s: something is missing", a.ID)
		}
	}
}

func TestEachWrongAnswerGetsItsOwnSentence(t *testing.T) {
	seen, n := map[string]string{}, 0
	for _, a := range Answers() {
		if len(a.Mistakes) < 2 {
			t.Errorf("%s: %d mistakes, want at least 2", a.ID, len(a.Mistakes))
		}
		for _, m := range a.Mistakes {
			n++
			got := slices.Clone(m.Got)
			for i := range got {
				if got[i] == nil {
					got[i] = a.Right[i]
				}
			}
			if v := a.Judge(got...); v.Passed || v.Says != m.Says || v.Mistake != m.Says {
				t.Errorf("%s: %v is answered by %v", a.ID, m.Got, v)
			}
			for _, x := range a.Right {
				right := strings.Trim(fmt.Sprint(x), "[]")
				if len(right) > 2 && strings.Contains(m.Says+a.Look, right) {
					t.Errorf("%s: %q gives away %s", a.ID, m.Says, right)
				}
			}
			if other := seen[a.ID+m.Says]; other != "" {
				t.Errorf("%s: a sentence comes twice: %s", a.ID, m.Says)
			}
			seen[a.ID+m.Says] = a.ID
		}
	}
	t.Logf("%d answers, %d mistakes", len(Answers()), n)
}

func TestAnAnswerThatNothingExplainsIsToldWhereToLook(t *testing.T) {
	a, err := FindAnswer("4.1")
	if err != nil {
		t.Fatal(err)
	}
	v := a.Judge(a.Right[0], 17)
	if v.Passed || v.Empty || v.Says != "Not yet: attention. "+a.Look {
		t.Errorf("%+v", v)
	}
	if v := a.Judge(1); v.Passed || !strings.Contains(v.Says, "2 values, not 1") {
		t.Errorf("%+v", v)
	}
	if v := a.Judge(1.0, 2); v.Passed || !strings.Contains(v.Says, "feed-forward is of type float64, and int") {
		t.Errorf("%+v", v)
	}
	if _, err := FindAnswer("9.9"); err == nil || !strings.Contains(err.Error(), "A.3, A.4") {
		t.Error(err)
	}
}
