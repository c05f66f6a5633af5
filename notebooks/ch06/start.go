package lesson

import (
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch06_classify"
)

// Start is a model that a task starts from in the place of GPT-2's or of random weights, such as that of another task's
// classifier. The head is replaced as any other; the task's Model says of which kind it is.
type Start struct {
	Name string                     // says which model: tasks that start from another one have another name
	Load func() (*gpt.Model, error) // a new one with each call, since a classifier changes its model
}

// From is the task with another start.
func (t *Task) From(s Start) *Task {
	v := *t
	v.Weights, v.Start = "", &s
	return &v
}

// Training is the task with another part trained. Adapters have the rank and alpha of [classify.LoRAConfig].
func (t *Task) Training(part classify.LayerSet) *Task {
	v := *t
	v.Classifier.Train, v.Classifier.Rank, v.Classifier.Alpha = part, 0, 0
	if part == classify.Adapters {
		v.Classifier.Rank, v.Classifier.Alpha = classify.LoRAConfig().Rank, classify.LoRAConfig().Alpha
	}
	return &v
}
