package lesson

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/gomlx/compute"

	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/torchrand"
)

// Evaluated is what an assistant says to the test entries, and what that is worth.
type Evaluated struct {
	Report  instruct.Report   `json:"report"`
	Answers []instruct.Answer `json:"answers"`
}

// Evaluation prepares [instruct.Assistant.Evaluate] of the task's test entries, whose result is also written to a file
// that the returned function is told; [LoadEvaluated] reads it. Without an assistant it is the one before any training.
func (t *Task) Evaluation(be compute.Backend,
	a *instruct.Assistant) func(ctx context.Context, path string) (*Evaluated, error) {
	return func(ctx context.Context, path string) (*Evaluated, error) {
		if a == nil {
			var err error
			if a, _, err = t.New(); err != nil {
				return nil, err
			}
		}
		loaders, err := a.Loaders(t.Parts, t.Recipe, torchrand.New(t.Seed))
		if err != nil {
			return nil, err
		}
		answerer, err := t.answerer(be, a)
		if err != nil {
			return nil, err
		}
		report, answers, err := a.EvaluateWith(ctx, be, answerer, t.Parts, loaders, nil)
		if err != nil {
			return nil, err
		}
		e := &Evaluated{report, answers}
		content, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		return e, atomicfile.WriteBytes(path, append(content, '\n'))
	}
}

// answerer asks an assistant in the way that is fastest: a model as small as the course's answers by the loops of
// [plain], with which no graph has to be compiled for each length of a prompt.
func (t *Task) answerer(be compute.Backend, a *instruct.Assistant) (*instruct.Answerer, error) {
	if t.GPT2() {
		return a.Answerer(be), nil
	}
	loops, err := plain.New(a.Model)
	if err != nil {
		return nil, err
	}
	return a.AnswererWith(plain.NewPredictor(loops)), nil
}

// Before is the evaluation before any training; it is done once and kept.
func (t *Task) Before(ctx context.Context, be compute.Backend) (*Evaluated, error) {
	name, err := t.Name()
	if err != nil {
		return nil, err
	}
	return course.Saved(ctx, name+"-before.json", LoadEvaluated, t.Evaluation(be, nil))
}

// After is the evaluation of what [Task.Trained] returns; it is done once and kept.
func (t *Task) After(ctx context.Context, be compute.Backend) (*Evaluated, error) {
	name, err := t.Name()
	if err != nil {
		return nil, err
	}
	work := func(ctx context.Context, path string) (*Evaluated, error) {
		trained, err := t.Trained(ctx, be)
		if err != nil {
			return nil, err
		}
		return t.Evaluation(be, trained.Assistant)(ctx, path)
	}
	return course.Saved(ctx, name+"-after.json", LoadEvaluated, work)
}

// Taught is the evaluation of the course's assistant on the task's test entries; it is done once and kept. With GPT-2's
// weights it is [Task.After].
func (t *Task) Taught(ctx context.Context, be compute.Backend) (*Evaluated, error) {
	if t.GPT2() {
		return t.After(ctx, be)
	}
	name, err := t.TaughtName()
	if err != nil {
		return nil, err
	}
	work := func(ctx context.Context, path string) (*Evaluated, error) {
		a, err := CourseAssistant()
		if err != nil {
			return nil, err
		}
		return t.Evaluation(be, a)(ctx, path)
	}
	return course.Saved(ctx, name+".json", LoadEvaluated, work)
}

// LoadEvaluated reads what [Task.Evaluation] has written.
func LoadEvaluated(path string) (*Evaluated, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var e Evaluated
	if err := json.Unmarshal(content, &e); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if e.Report.Scores, err = instruct.Score(e.Answers); err != nil { // a mean that is NaN does not survive JSON
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &e, nil
}
