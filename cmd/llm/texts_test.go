package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/backend"
)

// caseFile is an input that a user gave.
func caseFile(name string) string { return filepath.Join("testdata", "cases", name) }

func TestATextIsTheSameHoweverItsLinesEnd(t *testing.T) {
	want, _, err := trainingText(caseFile("accents.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"accents_bom.txt", "accents_crlf.txt"} {
		if got, from, err := trainingText(caseFile(name)); got != want || from != caseFile(name) || err != nil {
			t.Errorf("%s: %d bytes, want %d; %v", name, len(got), len(want), err)
		}
	}
	path := filepath.Join(t.TempDir(), "mac.txt")
	if err := os.WriteFile(path, []byte("\ufeff"+strings.ReplaceAll(want, "\n", "\r")), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, _, err := trainingText(path); got != want || err != nil {
		t.Errorf("lone carriage returns: %d bytes, want %d; %v", len(got), len(want), err)
	}
	if err := os.WriteFile(path, []byte("\ufeff"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := trainingText(path); err == nil || !strings.Contains(err.Error(), "nothing to train on") {
		t.Errorf("a mark alone: %v", err)
	}
}

// Every command that takes a text says the same of one that is none.
func TestEveryCommandRefusesWhatIsNoText(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	model := filepath.Join(dir, "model") // a classifier's folder with a description in another encoding
	if err := os.Mkdir(model, 0o755); err != nil {
		t.Fatal(err)
	}
	write("model/classifier.json", "\xff\xfe{\x00}\x00")
	commands := map[string]func(path string) []string{
		"pretrain": func(path string) []string { return []string{"pretrain", "--data", path, "--out", dir} },
		"prepare": func(path string) []string {
			return []string{"prepare", path, "--out",
				filepath.Join(dir, "c")}
		},
		"classify train": func(path string) []string { return []string{"classify", "train", "--data", path} },
		"instruct train": func(path string) []string { return []string{"instruct", "train", "--data", path} },
		"instruct eval":  func(path string) []string { return []string{"instruct", "eval", path} },
	}
	for name, content := range map[string]string{
		"latin1.txt":  "ham\ta\nspam\tcaf\xe9\n",
		"utf16.txt":   "\xff\xfeh\x00a\x00m\x00\t\x00",
		"utf16be.txt": "\xfe\xff\x00h\x00a\x00m\x00\t",
		"bare.txt":    "h\x00a\x00m\x00\t\x00a\x00\n\x00",
		"zero.txt":    "ham\ta\nspam\tb\x00\n",
	} {
		want := map[string]string{
			"latin1.txt": "not UTF-8: line 2, column 9 (byte 14 is 0xE9)", "utf16.txt": "not UTF-8: it is in UTF-16LE",
			"utf16be.txt": "not UTF-8: it is in UTF-16BE", "bare.txt": "as in UTF-16LE without its mark",
			"zero.txt": "not a text: line 2, column 7 (byte 12 is 0)",
		}[name]
		path := write(name, content)
		for command, args := range commands {
			if _, err := execute(t, args(path)...); err == nil || !strings.Contains(err.Error(), path) ||
				!strings.Contains(err.Error(), want) {
				t.Errorf("llm %s %s: %v, want %q", command, name, err, want)
			}
		}
	}
	if _, err := execute(t, "classify", "predict", "--model", model, "hello"); err == nil ||
		!strings.Contains(err.Error(), "classifier.json: not UTF-8: it is in UTF-16LE") {
		t.Errorf("a classifier's description: %v", err)
	}
	for name, want := range map[string]string{"latin1.json": "line 5, column 34 (byte 100 is 0xE9)",
		"utf16.json": "UTF-16LE"} {
		if _, err := execute(t, "instruct", "train", "--data", caseFile(name)); err == nil ||
			!strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

func TestArgumentsAreUTF8(t *testing.T) {
	for _, args := range [][]string{
		{"generate", "caf\xe9"}, {"generate", "one", "caf\xe9"}, {"classify", "predict", "caf\xe9"},
		{"instruct", "answer", "caf\xe9"}, {"instruct", "answer", "--input", "caf\xe9", "Translate."},
	} {
		if _, err := execute(t, args...); err == nil ||
			!strings.Contains(err.Error(), "not UTF-8: character 4 (byte 3 is 0xE9)") {
			t.Errorf("llm %q: %v", args, err)
		}
	}
}

func TestErrorsSayWhatAUserOfTheCommandCanDo(t *testing.T) {
	_, err := execute(t, "classify", "train", "--data", caseFile("marker.tsv"), "--backend", backend.GoSequential)
	if err == nil {
		t.Fatal("a message with <|endoftext|> is taken")
	}
	got := forCommands(err)
	for _, want := range []string{caseFile("marker.tsv"), "row 20 (line 21)", "<|endoftext|>", "take it out"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q has no %q", got, want)
		}
	}
	for _, e := range []error{err, &text.SpecialTokenError{Token: "<|x|>", At: 3},
		&gpt2.LookalikeError{Kind: gpt2.ClassifierHead}, &gpt2.LookalikeError{Kind: gpt2.AdaptersAlone},
		&gpt2.LookalikeError{Kind: gpt2.AdaptersBeside}, &gpt2.LookalikeError{Kind: gpt2.EightBitWeights}} {
		for _, function := range []string{"Encode(", "EncodeOrdinary", "lora.", "classify.Load", "plain.Load"} {
			if got := forCommands(e); strings.Contains(got, function) {
				t.Errorf("%q speaks of %s", got, function)
			}
		}
	}
}

func TestEntriesWithoutRoomAreNamedByTheirPlaceInTheFile(t *testing.T) {
	test, err := instruct.ReadFile(caseFile("long_test.json"))
	if err != nil {
		t.Fatal(err)
	}
	train, err := instruct.ReadFile(caseFile("long_train.json"))
	if err != nil {
		t.Fatal(err)
	}
	test[12] = train[12] // one file with both
	content, err := json.Marshal(test)
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	data := filepath.Join(out, "entries.json")
	if err := os.WriteFile(data, content, 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, err := runInstruct(t, "train", "--data", data, "--mask-prompt", "--batch", "4", "--epochs", "1",
		"--style", "phi3", "--out", out, "--json", "--backend", backend.GoSequential)
	var result struct {
		LeftOut []int `json:"left_out"`
		After   instruct.Report
	}
	if err != nil || json.Unmarshal([]byte(stdout), &result) != nil || !slices.Equal(result.LeftOut, []int{12, 36}) ||
		result.After.Entries != 3 ||
		!strings.Contains(stderr, "left out: 2 of the entries: entries 12 and 36: the question leaves no room") {
		t.Errorf("%v\n%s%s", err, stdout, stderr)
	}
}

func TestScoresThatAreTextsAreRead(t *testing.T) {
	stdout, _, err := runInstruct(t, "eval", caseFile("score_text.json"))
	if err != nil || !strings.Contains(stdout, "judge: 72.50 over 2 of 2 entries") {
		t.Errorf("%v\n%s", err, stdout)
	}
}
