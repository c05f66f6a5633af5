package pretrain

import (
	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/torchrand"
)

// The settings of section D.4, beside those of chapter 5.
const (
	warmUpPart   = 0.2  // of all steps
	peakFactor   = 2.5  // how much higher than chapter 5's constant rate the rate may rise: 4e-4 becomes 1e-3
	lowestFactor = 0.01 // of the peak: where the rate begins and ends
	largestNorm  = 1    // of the gradient, after the warm-up
)

// Scheduled is a run with what appendix D adds, and the schedule that it follows (section D.4): the learning rate rises
// over the first fifth of the steps from a hundredth of its peak to the peak, 2.5 times the run's own rate, and falls
// back as half a cosine; once it falls, gradients are clipped to norm 1. The text and the run's epochs decide how many
// steps there are: nine batches and fifteen epochs make 135, 27 of them warm-up.
func (r Run) Scheduled(txt string, tok text.Tokenizer) (Run, WarmUpCosine, error) {
	loaders, err := NewLoaders(txt, tok, r.Data, torchrand.New(0)) // only counted: nothing is drawn
	if err != nil {
		return Run{}, WarmUpCosine{}, err
	}
	steps := r.Options.Epochs * loaders.Train.Len()
	peak := peakFactor * r.Options.Optimizer.LearningRate
	w := WarmUpCosine{
		Initial: lowestFactor * peak, Peak: peak, Min: lowestFactor * peak,
		WarmUpSteps: WarmUpSteps(steps, warmUpPart), TotalSteps: steps,
	}
	if r.Options.Schedule, err = w.Cosine(); err != nil {
		return Run{}, WarmUpCosine{}, err
	}
	r.Options.Optimizer.LearningRate = peak
	r.Options.Clip = ClipFrom(w.WarmUpSteps, largestNorm)
	return r, w, nil
}

// ScheduledTask is the task of section D.4: chapter 5's model and text with a schedule and a limit for the gradient.
type ScheduledTask struct {
	Task
	WarmUp   WarmUpCosine // what Options.Schedule follows
	Constant *Task        // the same without either: chapter 5's way, to compare with
}

// NewScheduledTask is the task of section D.4 on a text: fifteen epochs of [BookRun] with big set, else three of
// [TinyRun], in batches of two windows.
func NewScheduledTask(txt string, big bool, seed int64) (*ScheduledTask, error) {
	constant, err := NewTask(txt, big, seed)
	if err != nil {
		return nil, err
	}
	constant.Options.Epochs, constant.Data.BatchSize = 3, 2
	if big {
		constant.Options.Epochs = 15
	}
	s := &ScheduledTask{Task: *constant, Constant: constant}
	if s.Run, s.WarmUp, err = constant.Scheduled(txt, constant.Tok); err != nil {
		return nil, err
	}
	return s, nil
}

// Clipped is the number of steps whose gradient was longer than the limit and has been shortened.
func (h *History) Clipped(clip Clip) (n int) {
	for step, norm := range h.GradientNorms {
		if norm > clip(step) {
			n++
		}
	}
	return n
}
