package instruct_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/ch07_instruct"
)

func TestBooksFileHasItsEntries(t *testing.T) {
	entries := bookEntries(t)
	check(t, "ch07.data.count", len(entries))
	check(t, "ch07.data.50", entries[50])
	check(t, "ch07.data.999", entries[999])
	empty := 0
	for _, e := range entries {
		if e.Input == "" {
			empty++
		}
	}
	check(t, "ch07.data.empty_inputs", empty)
}

func TestBooksFileIsSplitAsInTheBook(t *testing.T) {
	parts := must(instruct.Split(bookEntries(t), instruct.BookTrain, instruct.BookTest))
	check(t, "ch07.split.sizes", map[string]any{"train": len(parts.Train), "val": len(parts.Validation),
		"test": len(parts.Test)})
	check(t, "ch07.split.first", map[string]any{"train": parts.Train[0], "val": parts.Validation[0],
		"test": parts.Test[0]})
}

func TestBadDataNamesEntryAndLine(t *testing.T) {
	good := `{"instruction": "Say hi", "input": "", "output": "hi"}`
	for name, tc := range map[string]struct{ data, want string }{
		"empty file":  {"", "the file is empty"},
		"white space": {" \n\n", "the file is empty"},
		"no JSON":     {"\n\nhello", "line 3: no JSON"},
		"an object":   {`{"instruction": "x"}`, "want a JSON list of objects"},
		"a number":    {`42`, "want a JSON list of objects"},
		"empty list":  {"[]", "the list has no entries"},
		"missing output": {"[" + good + ",\n{\"instruction\": \"a\",\n\"input\": \"\"}]",
			`entry 1 (line 2) has no "output"`},
		"missing input": {"[\n\n{\"instruction\": \"a\", \"output\": \"b\"}]", `entry 0 (line 3) has no "input"`},
		"missing all":   {"[{}]", `entry 0 (line 1) has no "instruction"`},
		"null output": {`[{"instruction": "a", "input": "", "output": null}]`,
			`entry 0 (line 1): "output" is null, want a text`},
		"number as output": {`[{"instruction": "a", "input": "", "output": 7}]`,
			`entry 0 (line 1): "output" is 7, want a text`},
		"a text as entry":    {"[" + good + ",\n\"oops\"]", "entry 1 (line 2) is a string"},
		"broken in the list": {"[" + good + ",\n\n{\"instruction\": x}]", "entry 1 (line 3): no JSON"},
		"comma missing":      {"[" + good + "\n" + good + "]", "entry 1 (line 2): no JSON"},
		"list not closed":    {"[" + good + ",", "no JSON"},
		"list cut off":       {"[" + good + "\n", "no JSON: the list does not end"},
		"entry cut off":      {"[" + good + ",\n{\"instruction\": \"a", "entry 1 (line 2): no JSON"},
		"text after list":    {"[" + good + "]\n[]", "line 2: something follows"},
		"zero escaped": {"[" + good + ",\n" + `{"instruction": "a", "input": "b\\\u0000", "output": "b"}]`,
			`entry 1 (line 2): "input" has \u0000`},
		"half a pair": {`[{"instruction": "a", "input": "", "output": "\ud83d\ude42 \ud83d"}]`,
			`entry 0 (line 1): "output" has \ud83d`},
		"halves in the wrong order": {`[{"instruction": "\ude42\ud83d", "input": "", "output": ""}]`,
			`"instruction" has \ude42`},
		"half a pair and a letter": {`[{"instruction": "\uD83D\u0041", "input": "", "output": ""}]`,
			`"instruction" has \uD83D`},
		"Latin-1":           {"[" + good + ",\n{\"instruction\": \"caf\xe9\"}]", "not UTF-8: line 2, column 21 (byte"},
		"UTF-16":            {"\xff\xfe[\x00]\x00", "UTF-16LE"},
		"zero":              {"[" + good + ",\r{\"instruction\": \"a\x00\"}]", "not a text: line 2, column 19 (byte"},
		"empty instruction": {`[{"instruction": "", "input": "", "output": "b"}]`, "entry 0 has an empty instruction"},
	} {
		t.Run(name, func(t *testing.T) {
			entries, err := instruct.Read([]byte(tc.data))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%d entries and error %v, want %q", len(entries), err, tc.want)
			}
		})
	}
}

func TestDataMayHaveOtherKeysAndEmptyOutputs(t *testing.T) {
	data := "\ufeff" + `[{"id": 4, "instruction": "Wait", "input": "", "output": "", "text": {"a": []}}]`
	entries, err := instruct.Read([]byte(data))
	if err != nil || len(entries) != 1 || entries[0] != (instruct.Entry{Instruction: "Wait"}) {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestEscapesAreCharacters(t *testing.T) {
	data := `[{"instruction": "\u00e9\ud83d\ude42\\u0000 \\\u0041\ufffd", "input": "\uD83D\uDE42", "output": "\n"}]`
	entries, err := instruct.Read([]byte(data))
	want := instruct.Entry{Instruction: "é🙂\\u0000 \\A\ufffd", Input: "🙂", Output: "\n"}
	if err != nil || entries[0] != want {
		t.Errorf("%q, %v", entries, err)
	}
}

func TestMissingFileIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "no.json")
	if _, err := instruct.ReadFile(path); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "no.json") {
		t.Errorf("error %v", err)
	}
	path = filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(path, []byte("[3]"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := instruct.ReadFile(path); err == nil || !strings.Contains(err.Error(), "bad.json") ||
		!strings.Contains(err.Error(), "entry 0") {
		t.Errorf("error %v", err)
	}
}

func TestSplitLeavesNothingOut(t *testing.T) {
	entries := ownEntries()
	parts := must(instruct.Split(entries, instruct.BookTrain, instruct.BookTest))
	together := append(append(append([]instruct.Entry{}, parts.Train...), parts.Test...), parts.Validation...)
	if len(together) != len(entries) {
		t.Fatalf("%d entries of %d", len(together), len(entries))
	}
	for i := range entries {
		if together[i] != entries[i] {
			t.Fatalf("entry %d is at another place", i)
		}
	}
	// Appending to one part must not overwrite the next.
	_ = append(parts.Train, instruct.Entry{Instruction: "overwritten"})
	if parts.Test[0] != together[len(parts.Train)] {
		t.Error("the parts share their room")
	}
}

func TestSplitRefusesEmptyParts(t *testing.T) {
	for _, tc := range []struct {
		n           int
		train, test float64
	}{
		{3, .85, .1}, {0, .85, .1}, {100, 0, .1}, {100, .9, .1}, {100, -1, .1}, {100, .5, 0},
	} {
		if _, err := instruct.Split(make([]instruct.Entry, tc.n), tc.train, tc.test); err == nil {
			t.Errorf("%d entries split at %v and %v: no error", tc.n, tc.train, tc.test)
		}
	}
	if _, err := instruct.Split(make([]instruct.Entry, 3), .85, .1); !errors.Is(err, instruct.ErrTooFew) {
		t.Errorf("error %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`[{"instruction": "a", "input": "", "output": "b"}]`))
	f.Add([]byte(`[{"instruction": "a", "input": "", "output": "b"},` + "\n" + `{"instruction"`))
	f.Add([]byte("[\n1, {}]"))
	f.Add([]byte("\ufeff[]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := instruct.Read(data)
		if err != nil {
			return
		}
		again, err := instruct.Read(must(json.Marshal(entries)))
		if err != nil || fmt.Sprint(again) != fmt.Sprint(entries) {
			t.Errorf("%q, written and read again: %q, %v", entries, again, err)
		}
	})
}

func ExampleRead() {
	entries, err := instruct.Read([]byte(`[
		{"instruction": "Identify the correct spelling.", "input": "Ocassion", "output": "Occasion"},
		{"instruction": "Name a colour.", "output": "Blue"}
	]`))
	fmt.Println(len(entries), err)
	// Output:
	// 0 instruction data: entry 1 (line 3) has no "input"
}
