package instruct

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/textfile"
)

// Answer is an entry with a model's answer, as in the book's instruction-data-with-response.json (section 7.7).
type Answer struct {
	Entry
	Response string `json:"model_response"`
	// Truncated is the number of tokens at the beginning of the prompt that the model did not see, because the prompt
	// alone is longer than its context.
	Truncated int `json:"truncated,omitempty"`
	// Score is a judge's, from 0 to 100; nil when there is none (section 7.8). Verdict is the judge's reply where it is
	// no score.
	Score   *int   `json:"score,omitempty"`
	Verdict string `json:"verdict,omitempty"`
}

// Answerer asks a model to answer entries (sections 7.5 and 7.7).
type Answerer struct {
	Next          gpt.NextToken
	Tok           text.Tokenizer
	Style         Style
	EndOfText     int // the id that ends an answer
	MaxNewTokens  int // longest answer; the mark counts
	ContextLength int // the model's
}

// Answer asks for one entry's answer. The model gets the prompt without the mark, which a trained model writes itself,
// and always the most likely token is taken.
func (a *Answerer) Answer(ctx context.Context, e Entry) (Answer, error) {
	prompt := a.Style.Prompt(e)
	ids, err := pretrain.TextToIDs(prompt, a.Tok)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Entry: e, Truncated: max(0, len(ids[0])-a.ContextLength)}
	sampling := pretrain.Sampling{Stop: []int{a.EndOfText}}
	ids, err = pretrain.Generate(ctx, a.Next, ids, a.MaxNewTokens, a.ContextLength, sampling, nil, nil)
	if err != nil {
		return Answer{}, err
	}
	generated, err := pretrain.IDsToText(ids, a.Tok)
	if err != nil {
		return Answer{}, err
	}
	answer.Response = a.Style.Extract(generated, prompt)
	return answer, nil
}

// Ask is Answer for a task that is not in a list: the response alone.
func (a *Answerer) Ask(ctx context.Context, instruction, input string) (string, error) {
	answer, err := a.Answer(ctx, Entry{Instruction: instruction, Input: input})
	return answer.Response, err
}

// AnswerAll answers entries one after the other. each, which may be nil, sees every answer as it comes; an error of it
// ends the work. With an error AnswerAll returns the answers it has.
func (a *Answerer) AnswerAll(ctx context.Context, entries []Entry,
	each func(i int, answer Answer) error) ([]Answer, error) {
	answers := make([]Answer, 0, len(entries))
	for i, e := range entries {
		answer, err := a.Answer(ctx, e)
		if err != nil {
			return answers, fmt.Errorf("answer to entry %d: %w", i, err)
		}
		answers = append(answers, answer)
		if each == nil {
			continue
		}
		if err := each(i, answer); err != nil {
			return answers, err
		}
	}
	return answers, nil
}

// WriteAnswers writes answers as a JSON list, four blanks deep as in the book. The file appears whole or not at all.
func WriteAnswers(path string, answers []Answer) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "    ")
		enc.SetEscapeHTML(false)
		return enc.Encode(answers)
	})
}

// ReadAnswers reads what [WriteAnswers] or the book's code wrote.
func ReadAnswers(path string) ([]Answer, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	if _, err := readRecords(data, []string{"instruction", "input", "output", "model_response"}); err != nil {
		return nil, fmt.Errorf("answers: %s: %w", path, err)
	}
	var raw []json.RawMessage
	if err := textfile.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("answers: %s: %w", path, err)
	}
	answers := make([]Answer, len(raw))
	for i, object := range raw {
		if answers[i], err = readAnswer(object); err != nil {
			return nil, fmt.Errorf("answers: %s: entry %d %w", path, i, err)
		}
	}
	return answers, nil
}

// readAnswer reads an answer. Its score may be a text, "85", as some judges' programs write it; the error goes on
// behind the entry's number.
func readAnswer(object json.RawMessage) (Answer, error) {
	var a struct {
		Answer
		Score json.RawMessage `json:"score"`
	}
	if _, err := textfile.JSONError(object, json.Unmarshal(object, &a)); err != nil {
		return Answer{}, fmt.Errorf("cannot be read: %w", err)
	}
	if len(a.Score) == 0 || string(a.Score) == "null" {
		return a.Answer, nil
	}
	var txt string
	if json.Unmarshal(a.Score, &txt) != nil {
		txt = string(a.Score)
	}
	score, err := strconv.Atoi(strings.TrimSpace(txt))
	if err != nil || score < minScore || score > maxScore {
		return Answer{}, fmt.Errorf("has a score of %.80s: %w", a.Score, ErrNoScore)
	}
	a.Answer.Score = &score
	return a.Answer, nil
}

// ErrNoScore is the error for a reply that is no score.
var ErrNoScore = errors.New("a score is a whole number from 0 to 100")

const minScore, maxScore = 0, 100
