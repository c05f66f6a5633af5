package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/ch06_classify"
)

func classifyTrain(cmd *cobra.Command, f classifyFlags) error {
	recipe, err := f.recipe()
	if err != nil {
		return err
	}
	if recipe.Classifier.Train != classify.Adapters {
		if err := refuse(cmd, "only --train lora has adapters", "rank", "alpha"); err != nil {
			return err
		}
	}
	messages, from, err := smsMessages(f.data)
	if err != nil {
		return err
	}
	split, err := classify.BookSplit(messages)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	t, err := startTraining(cmd, f.backend, f.json)
	if err != nil {
		return err
	}
	defer t.close()
	t.say("messages: %s\nmodel: %s, trained: %v\n",
		from, f.pretrained, recipe.Classifier.Train)
	c, err := f.prepare(t, recipe, split, from)
	if err != nil {
		return err
	}
	k, err := f.kept(t, recipe, c, messages, from)
	if err != nil {
		return err
	}
	done, err := k.finished()
	if err != nil {
		return err
	}
	if done == nil {
		done, err = c.train(k, f, recipe.Options)
	} else if done.Results == nil {
		c.Classifier, c.tok, err = loadClassifier(k.model())
	}
	if err != nil {
		return err
	}
	return c.conclude(k, done, recipe.Data.BatchSize)
}

// kept is the run with all that it depends on.
func (f classifyFlags) kept(t *training, recipe classify.Recipe, c *classifying, messages []classify.Message,
	from string) (*keptRun, error) {
	settings, err := recipeSettings(f.size, recipe, f.seed, f.memory, t.be)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, m := range messages {
		texts = append(texts, m.Text)
	}
	tuning, err := tuningSettings(from, messages, c.base, c.tok, texts)
	return &keptRun{t, f.run, append(tuning, settings...)}, err
}

// data is the folder of the three parts.
func (f runFlags) data() string { return filepath.Join(f.out, "data") }

// train trains the classifier in the fast way, or goes on, and saves it with the three parts of its messages.
func (c *classifying) train(k *keptRun, f classifyFlags, opt classify.Options) (*record, error) {
	stepper, err := longrun.NewStepper(c.be, c.Model.Builder, c.Loss, opt.Optimizer,
		longrun.StepOptions{Accumulate: f.memory.accumulate})
	if err != nil {
		return nil, err
	}
	defer stepper.Finalize()
	c.rng.Seed(f.seed)
	training, err := classify.NewTraining(c.be, stepper, c.Classifier, c.loaders, opt)
	if err != nil {
		return nil, err
	}
	defer training.Finalize()
	run := longrun.NewRun(&training.Fit)
	run.Builder, run.RNG, run.Optimizer, run.StepsDone = c.Model.Builder, c.rng, opt.Optimizer, &stepper.StepsDone
	run.Config, run.History = c.Model.Config, &training.History
	run.Evaluated = func() []int { return training.History.Steps }
	err = k.checkpoint().Train(k.ctx, run, training.Run, k.watchers()...)
	if err := k.ended(err, k.checkpoints()); err != nil {
		return nil, err
	}
	if err := c.split.Write(k.data()); err != nil {
		return nil, err
	}
	done, err := k.finish(training.StepsDone, training.History, func(dir string) error {
		return errors.Join(c.Save(dir), c.tok.save(dir))
	})
	if err != nil {
		return nil, err
	}
	k.say("classifier: %s\n", k.model())
	return done, nil
}

// classified is what the command prints of a run with --json.
type classified struct {
	History json.RawMessage `json:"history"`
	Results []partResult    `json:"results"`
}

// conclude prints how good the classifier is on the three parts, which it takes unless that has been done before.
func (c *classifying) conclude(k *keptRun, done *record, batch int) error {
	found := classified{History: done.History}
	if done.Results != nil {
		if err := json.Unmarshal(done.Results, &found); err != nil {
			return fmt.Errorf("%s: %w", filepath.Join(k.model(), recordFile), err)
		}
	} else {
		var err error
		found.Results, err = evaluateMessages(k.cmd, c.Classifier, c.be, splitParts(c.split, k.data()), c.tok, batch)
		if err != nil {
			return stopped(k.ctx, err, fmt.Sprintf("the classifier is in %s, the same command takes its accuracy: %s",
				k.model(), typed(k.cmd, "restart")))
		}
		if err := k.conclude(done, found); err != nil {
			return err
		}
	}
	if k.json {
		return printJSON(k.stdout, found)
	}
	printResults(k.stdout, found.Results)
	return nil
}
