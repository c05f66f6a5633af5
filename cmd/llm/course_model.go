package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/sample/coursemodel"
)

// courseBase and courseAssistant are the names of the models that the program brings along: one that continues texts,
// and the same after it was fine-tuned on instructions. A folder or file of the same name comes first.
const (
	courseBase      = "course"
	courseAssistant = "course-assistant"
)

// startingModel is the model that fine-tuning starts from, which a flag may name: without it the course's own, or at
// the book's size none.
func startingModel(flag, name string, size course.Size) (string, error) {
	switch {
	case name == "none":
		return "", fmt.Errorf("--%s none: a model from random weights is not fine-tuned: name one that %q has "+
			"trained, or leave the flag out for the course's own", flag, "llm pretrain")
	case name == "" && size == course.Book:
		return "", fmt.Errorf("the book's size fine-tunes a pretrained model: give its folder with --%s, or use "+
			"--size tiny", flag)
	case name == "":
		return courseBase, nil
	}
	return name, nil
}

// broughtAlong is the folder of a model that the program brings along; other names stay as they are.
func broughtAlong(name string) (string, error) {
	if name != courseBase && name != courseAssistant {
		return name, nil
	}
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		return name, err
	}
	if name == courseAssistant {
		return coursemodel.Assistant()
	}
	return coursemodel.Base()
}

// Where "llm pretrain" leaves its model, and the size of GPT-2 that comes before the course's model.
var pretrainedModel = filepath.Join("build", "pretrain", "model")

const smallestGPT2 = "124M"

// defaultBase is the model that continues texts where nobody names one: that of "llm pretrain", else GPT-2 where it is
// here, else the course's. The line says which it is, and what the others need.
func defaultBase() (name, line string, err error) {
	if _, err := os.Stat(pretrainedModel); err == nil {
		return pretrainedModel, "model: " + pretrainedModel, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", "", err
	}
	if here, _ := gpt2.Available(smallestGPT2); here {
		return smallestGPT2, "model: GPT-2 (" + smallestGPT2 + ")", nil
	}
	other := `"llm pretrain" trains one of your own`
	checkpoints := filepath.Join(filepath.Dir(pretrainedModel), "checkpoints")
	if latest, err := pretrain.LatestCheckpoint(checkpoints); err == nil && latest != "" {
		other = fmt.Sprintf("the run of \"llm pretrain\" that was stopped is in %s: the same command goes on with it, "+
			"--model %[1]s takes its newest checkpoint", checkpoints)
	}
	return courseBase, fmt.Sprintf("model: %s, the course's own, which tells stories for small children (\"llm fetch "+
		"gpt2-%s\" gets GPT-2, 548 MB; %s)", courseBase, smallestGPT2, other), nil
}

// assistantFile is the file that only the folder of a fine-tuned model has.
const assistantFile = "assistant.json"

// defaultAssistant is the model that answers where nobody names one: that of "llm instruct train", else the course's.
// The line says which it is, and where others come from.
func defaultAssistant() (name, line string, err error) {
	if _, err := os.Stat(filepath.Join(instructModel, assistantFile)); err == nil {
		return instructModel, "model: " + instructModel, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", "", err
	}
	return courseAssistant, fmt.Sprintf("model: %s, the course's own, which knows little stories and their words "+
		"(\"llm instruct train\" makes another one; with GPT-2's weights one that knows more)", courseAssistant), nil
}

// defaultTalker is the model to talk to where nobody names one: that of "llm instruct train", else GPT-2 where it is
// here, which continues what one says, else the course's assistant.
func defaultTalker() (name, line string, err error) {
	name, line, err = defaultAssistant()
	if here, _ := gpt2.Available(smallestGPT2); err == nil && here && name == courseAssistant {
		return smallestGPT2, fmt.Sprintf("model: GPT-2 (%s), which continues texts; --model %s answers", smallestGPT2,
			courseAssistant), nil
	}
	return name, line, err
}
