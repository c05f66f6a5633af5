package keep_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"llmfromscratch/shared/keep"
)

type inner struct {
	hidden int
	List   []float64
}

type outer struct {
	Name   string
	On     bool
	Rate   float64
	In     inner
	At     *inner
	Any    any
	Counts map[string]int
	Do     func()
	Bytes  []byte
	Pair   [2]int
}

// Every way to change settings makes another key; equal settings have one.
func TestKeyKnowsEveryField(t *testing.T) {
	settings := func() outer {
		return outer{Name: "a", Rate: 0.1, In: inner{1, []float64{1, 2}}, At: &inner{2, nil}, Any: 3,
			Counts: map[string]int{"x": 1, "y": 2}, Bytes: []byte("b")}
	}
	seen := map[string]string{}
	for name, change := range map[string]func(*outer){
		"nothing":         func(*outer) {},
		"text":            func(o *outer) { o.Name = "b" },
		"bool":            func(o *outer) { o.On = true },
		"number":          func(o *outer) { o.Rate = 0.2 },
		"sign of zero":    func(o *outer) { o.Rate = 0 },
		"unexported":      func(o *outer) { o.In.hidden = 9 },
		"list":            func(o *outer) { o.In.List[1] = 3 },
		"longer list":     func(o *outer) { o.In.List = append(o.In.List, 0) },
		"behind pointer":  func(o *outer) { o.At.hidden = 3 },
		"nil pointer":     func(o *outer) { o.At = nil },
		"dynamic type":    func(o *outer) { o.Any = int64(3) },
		"dynamic value":   func(o *outer) { o.Any = 4 },
		"map value":       func(o *outer) { o.Counts["x"] = 2 },
		"map key":         func(o *outer) { delete(o.Counts, "x"); o.Counts["z"] = 1 },
		"swapped in map":  func(o *outer) { o.Counts["x"], o.Counts["y"] = 2, 1 },
		"bytes":           func(o *outer) { o.Bytes[0] = 'c' },
		"array":           func(o *outer) { o.Pair[1] = 1 },
		"moved in a list": func(o *outer) { o.In.List[0], o.In.List[1] = 2, 1 },
	} {
		s := settings()
		change(&s)
		key, err := keep.Key(s, "data")
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[key]; ok {
			t.Errorf("%s and %s have the same key", name, other)
		}
		seen[key] = name
		again := settings()
		change(&again)
		if second, _ := keep.Key(&again, "data"); second != key {
			t.Errorf("%s: two keys of equal settings, one behind a pointer", name)
		}
	}
	a, _ := keep.Key("ab", "c")
	if b, _ := keep.Key("a", "bc"); a == b {
		t.Error("the border between two settings does not count")
	}
}

func TestKeyRefusesWhatDoesNotLast(t *testing.T) {
	_, err := keep.Key(outer{Do: func() {}})
	if err == nil || !strings.Contains(err.Error(), "field Do: a func() has no value that lasts") {
		t.Errorf("error %v", err)
	}
}

func TestFoldersHaveTheirHistory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	type history struct{ Losses []float64 }
	want := history{[]float64{3, 2.5}}
	broken := errors.New("full")
	if err := keep.Save(dir, want, func(string) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a folder that could not be written is there")
	}
	err := keep.Save(dir, want, func(part string) error {
		return os.WriteFile(filepath.Join(part, "model"), []byte("m"), 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := keep.History[history](dir)
	if err != nil || !reflect.DeepEqual(*got, want) {
		t.Errorf("%+v, error %v", got, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "history.json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := keep.History[history](dir); err == nil || !strings.Contains(err.Error(), "history.json") {
		t.Errorf("error %v", err)
	}
}

func ExampleKey() {
	type recipe struct {
		Epochs int
		Rate   float64
	}
	first, _ := keep.Key(recipe{Epochs: 10, Rate: 4e-4}, "The text.")
	second, _ := keep.Key(recipe{Epochs: 10, Rate: 5e-4}, "The text.")
	fmt.Println(len(first), first == second)
	// Output: 16 false
}
