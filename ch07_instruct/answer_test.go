package instruct_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch07_instruct"
)

// script is a model that writes given ids, whatever it is asked, and then ends the text.
type script struct {
	vocab, end int
	ids        []int
	said       int
	seen       [][]int // what it was asked last
}

func (s *script) NextLogits(ids [][]int) ([][]float32, error) {
	s.seen = ids
	next := s.end
	if s.said < len(s.ids) {
		next = s.ids[s.said]
	}
	s.said++
	logits := make([]float32, s.vocab)
	logits[next] = 1
	return [][]float32{logits}, nil
}

// scripted is an answerer whose model writes a text.
func scripted(t *testing.T, writes string) (*instruct.Answerer, *script) {
	t.Helper()
	tok := gpt2()
	model := &script{vocab: text.GPT2VocabSize, end: text.EndOfTextID, ids: must(tok.Encode(writes))}
	return &instruct.Answerer{Next: model, Tok: tok, Style: instruct.Alpaca(), EndOfText: text.EndOfTextID,
		MaxNewTokens: 256, ContextLength: 1024}, model
}

func TestAnswerIsWhatTheModelWritesAfterTheMark(t *testing.T) {
	a, model := scripted(t, "\n\n### Response:\nThe meal is cooked by the chef.<|endoftext|>never said")
	e := instruct.Entry{Instruction: "Convert to passive.", Input: "The chef cooks the meal."}
	answer, err := a.Answer(t.Context(), e)
	if err != nil || answer.Response != "The meal is cooked by the chef." || answer.Entry != e ||
		answer.Truncated != 0 {
		t.Errorf("%+v, %v", answer, err)
	}
	if want := len(model.ids) - 2 - len(must(gpt2().Encode(" said"))) + 1; model.said > want+2 {
		t.Errorf("the model was asked %d times after the end of the text", model.said)
	}
}

func TestAnswerEndsAtTheLongestLength(t *testing.T) {
	a, model := scripted(t, strings.Repeat(" word", 100))
	a.MaxNewTokens = 7
	answer, err := a.Answer(t.Context(), instruct.Entry{Instruction: "Go on."})
	if err != nil || answer.Response != strings.TrimSpace(strings.Repeat(" word", 7)) || model.said != 7 {
		t.Errorf("%+v, %v, asked %d times", answer, err, model.said)
	}
}

func TestLongPromptIsCutAndSaysSo(t *testing.T) {
	a, model := scripted(t, "\n\n### Response:\nYes.")
	a.ContextLength = 16
	e := instruct.Entry{Instruction: "Is this long?", Input: strings.Repeat("long ", 50)}
	whole := len(must(gpt2().Encode(instruct.Alpaca().Prompt(e))))
	answer, err := a.Answer(t.Context(), e)
	if err != nil || answer.Response != "Yes." || answer.Truncated != whole-16 {
		t.Errorf("%+v, %v", answer, err)
	}
	if len(model.seen[0]) != 16 {
		t.Errorf("the model saw %d tokens", len(model.seen[0]))
	}
	if out := string(must(json.Marshal(answer))); !strings.Contains(out, fmt.Sprintf(`"truncated":%d`, whole-16)) {
		t.Errorf("as JSON %s", out)
	}
}

func TestInterruptedAnswersAreKept(t *testing.T) {
	a, _ := scripted(t, "Yes.")
	ctx, cancel := context.WithCancel(t.Context())
	entries := make([]instruct.Entry, 5)
	answers, err := a.AnswerAll(ctx, entries, func(i int, _ instruct.Answer) error {
		if i == 2 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || len(answers) != 3 || !strings.Contains(err.Error(), "entry 3") {
		t.Errorf("%d answers, %v", len(answers), err)
	}
	stop := errors.New("enough")
	answers, err = a.AnswerAll(t.Context(), entries, func(int, instruct.Answer) error { return stop })
	if !errors.Is(err, stop) || len(answers) != 1 {
		t.Errorf("%d answers, %v", len(answers), err)
	}
}

func TestAnswersComeBackFromTheirFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.json")
	score := 85
	want := []instruct.Answer{
		{Entry: instruct.Entry{Instruction: "a < b?", Input: "Größe", Output: "yes"}, Response: "no & no",
			Score: &score},
		{Entry: instruct.Entry{Instruction: "c"}, Response: "", Truncated: 3, Verdict: "Well."},
	}
	if err := instruct.WriteAnswers(path, want); err != nil {
		t.Fatal(err)
	}
	got, err := instruct.ReadAnswers(path)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	content := string(must(os.ReadFile(path)))
	for _, part := range []string{"    {\n        \"instruction\": \"a < b?\"", `"model_response": "no & no"`} {
		if !strings.Contains(content, part) {
			t.Errorf("%q is not in\n%s", part, content)
		}
	}
}

func TestBadAnswersNameEntryAndFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.json")
	const entry = `[{"instruction": "a", "input": "", "output": "b"`
	for content, want := range map[string]string{
		entry + `}]`: `entry 0 (line 1) has no "model_response"`,
		entry + `, "model_response": "c", "score": 101}]`:    "entry 0 has a score of 101",
		entry + `, "model_response": "c", "score": "good"}]`: "score",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := instruct.ReadAnswers(path); err == nil || !strings.Contains(err.Error(), want) ||
			!strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v, want %q", content, err, want)
		}
	}
	const begin = `{"instruction": "a", "input": "", "output": "b", "model_response": "c", `
	for rest, want := range map[string]string{
		`"score": "good"}`:         `entry 1 has a score of "good": a score is a whole number from 0 to 100`,
		`"score": "101"}`:          `entry 1 has a score of "101"`,
		`"score": 85.5}`:           "entry 1 has a score of 85.5",
		`"score": [85]}`:           "entry 1 has a score of [85]",
		`"score": true}`:           "entry 1 has a score of true",
		`"score": 1e2}`:            "entry 1 has a score of 1e2",
		`"score": -1}`:             "entry 1 has a score of -1",
		`"score": ""}`:             `entry 1 has a score of ""`,
		`"truncated": "3"}`:        `entry 1 cannot be read: "truncated" is a text, want a whole number`,
		`"verdict": 4}`:            `entry 1 cannot be read: "verdict" is a number, want a text`,
		`"verdict": "caf` + "\xe9": "not UTF-8: line 2",
	} {
		if err := os.WriteFile(path, []byte("["+begin+`"score": 60},`+"\n"+begin+rest+"]"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := instruct.ReadAnswers(path); err == nil || !strings.Contains(err.Error(), want) ||
			!strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "Go ") {
			t.Errorf("%s: error %v, want %q", rest, err, want)
		}
	}
	for score, want := range map[string]int{`"85"`: 85, `85`: 85, `" 7\n"`: 7, `"100"`: 100, `0`: 0} {
		if err := os.WriteFile(path, []byte("\ufeff["+begin+`"score": `+score+"}]"), 0o600); err != nil {
			t.Fatal(err)
		}
		if a, err := instruct.ReadAnswers(path); err != nil || a[0].Score == nil || *a[0].Score != want {
			t.Errorf("score %s: %+v, %v", score, a, err)
		}
	}
	if err := os.WriteFile(path, []byte("["+begin+`"score": null}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	if a, err := instruct.ReadAnswers(path); err != nil || a[0].Score != nil {
		t.Errorf("score null: %+v, %v", a, err)
	}
	if _, err := instruct.ReadAnswers(path + ".no"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// FuzzReadAnswers: what is accepted is written and read again as the same.
func FuzzReadAnswers(f *testing.F) {
	const begin = `[{"instruction": "a", "input": "", "output": "b", "model_response": "c"`
	for _, rest := range []string{"}]", `, "score": "85"}]`, `, "score": 101}]`, `, "score": null, "truncated": 2}]`,
		`, "verdict": "\ud83d"}]`, ", \"score\": {}"} {
		f.Add([]byte(begin + rest))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(dir, "answers.json")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		answers, err := instruct.ReadAnswers(path)
		if err != nil {
			if !strings.Contains(err.Error(), path) {
				t.Fatalf("%q: %v does not name the file", data, err)
			}
			return
		}
		if err := instruct.WriteAnswers(path, answers); err != nil {
			t.Fatal(err)
		}
		if again, err := instruct.ReadAnswers(path); err != nil || !reflect.DeepEqual(again, answers) {
			t.Fatalf("%q: %+v, written and read again %+v, %v", data, answers, again, err)
		}
	})
}
