package lesson

import (
	"llmfromscratch/ch05_pretrain"
	chapter5 "llmfromscratch/notebooks/ch05"
)

// ScheduledTask is the task of section D.4: chapter 5's model and text with a schedule and a limit for the gradient.
type ScheduledTask struct {
	chapter5.Task
	WarmUp   pretrain.WarmUpCosine // is Options.Schedule
	Constant *chapter5.Task        // the same without either: chapter 5's way, to compare with
}

// NewScheduledTask is the task of section D.4 on a text: fifteen epochs of the book's recipe with big set, else three
// of the tiny one, in batches of two windows.
func NewScheduledTask(txt string, big bool, seed int64) (*ScheduledTask, error) {
	constant, err := chapter5.NewTask(txt, big, seed)
	if err != nil {
		return nil, err
	}
	constant.Options.Epochs, constant.Data.BatchSize = 3, 2
	if big {
		constant.Options.Epochs = 15
	}
	_, loaders, err := constant.New()
	if err != nil {
		return nil, err
	}
	s := &ScheduledTask{Task: *constant, Constant: constant}
	s.Recipe, s.WarmUp = constant.WithSchedule(constant.Options.Epochs * loaders.Train.Len())
	return s, nil
}

// Clipped is the number of steps whose gradient was longer than the limit and has been shortened.
func Clipped(h *pretrain.History, clip pretrain.Clip) (n int) {
	for step, norm := range h.GradientNorms {
		if norm > clip.MaxNorm(step) {
			n++
		}
	}
	return n
}
