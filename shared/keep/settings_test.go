package keep_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"llmfromscratch/shared/keep"
)

// level is a setting with a word for its number.
type level int

func (l level) MarshalText() ([]byte, error) { return []byte(fmt.Sprintf("level-%d", int(l))), nil }

type recipe struct {
	Data struct {
		BatchSize int
		hidden    bool
	}
	Rate     float64
	Level    level
	Schedule any
	Rates    []float64
	Prompt   func()
}

func TestFieldsAreAllThereWithTheirNames(t *testing.T) {
	var r recipe
	r.Data.BatchSize, r.Rate, r.Level, r.Rates = 4, 4e-4, 2, []float64{1}
	r.Schedule = struct{ Steps int }{9}
	r.Prompt = func() {}
	got, err := keep.Fields(r, map[string]string{"Data.BatchSize": "--batch", "Prompt": ""})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range got {
		if s.Name == "Rates" {
			s.Value = fmt.Sprint(len(s.Value))
		}
		lines = append(lines, s.Name+"="+s.Value)
	}
	want := "--batch=4 Data.hidden=false Rate=0.0004 Level=level-2 Schedule=struct { Steps int } Schedule.Steps=9 " +
		"Rates=16"
	if strings.Join(lines, " ") != want {
		t.Errorf("%s\nwant\n%s", strings.Join(lines, " "), want)
	}
	if _, err := keep.Fields(r, nil); err == nil || !strings.Contains(err.Error(), "field Prompt: a func()") {
		t.Errorf("a function: %v", err)
	}
	r.Prompt, r.Schedule = nil, nil
	if none, err := keep.Fields(&r, nil); err != nil || none[4] != (keep.Setting{Name: "Schedule", Value: "none"}) {
		t.Errorf("%v, %v", none, err)
	}
}

func TestDifferencesAreThoseOfWhatBothKnow(t *testing.T) {
	was := keep.Settings{keep.Flag("size", "tiny"), {Name: "Model.Width", Value: "64"}, {Name: "gone", Value: "1"},
		keep.Flag("backend", "go")}
	now := keep.Settings{keep.Flag("size", "book"), {Name: "Model.Width", Value: "768"}, {Name: "new", Value: "1"},
		{Name: "--backend", Value: "xla", Free: true}}
	refused, free := was.Differences(now)
	if fmt.Sprint(refused) != "[--size: tiny, now book]" || fmt.Sprint(free) != "[--backend: go, now xla]" {
		t.Errorf("%v and %v", refused, free)
	}
	now[0].Value = "tiny"
	if refused, _ = was.Differences(now); fmt.Sprint(refused) != "[Model.Width: 64, now 768]" {
		t.Errorf("%v", refused)
	}
	err := error(&keep.OtherSettingsError{Dir: "build/x", Differences: refused})
	if err.Error() != "build/x is of a run with other settings:\n  Model.Width: 64, now 768" {
		t.Error(err)
	}
	if refused, free = keep.Settings(nil).Differences(now); len(refused)+len(free) > 0 {
		t.Errorf("of nothing known: %v, %v", refused, free)
	}
}

func TestStoppedSaysWhatIsKept(t *testing.T) {
	for saved, want := range map[int]string{
		0: "stopped after step 9 of 24, nothing is saved yet", 7: "stopped after step 9 of 24, saved after step 7",
		9: "stopped after step 9 of 24, saved",
	} {
		why := errors.New("why")
		err := &keep.StoppedError{Done: 9, All: 24, Saved: saved, Err: why}
		if err.Error() != want || !errors.Is(err, why) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
