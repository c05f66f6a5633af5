package lesson

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/gomlx/compute"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/atomicfile"
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
		report, answers, err := a.Evaluate(ctx, be, t.Parts, loaders, nil)
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
