package figures

import (
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/notebooks/appendix_d"
)

// kept is what several figures share.
type kept struct {
	gpt2            once[*text.GPT2]
	section28       once[embedded]        // of the story
	untrainedLogits once[*tensors.Tensor] // of section 5.1.2
	train20         once[train20]
	messages        once[[]classify.Message]
	split           once[classify.Split]
	classTraining   once[classTraining]
	instructions    once[[]instruct.Entry]
	clipped         once[lesson.ClippedGradient] // of section D.3
	adapted         once[adaptedClassifier]
	adapterTraining once[classTraining]
}

// once is a value that is worked out when it is first asked for.
type once[T any] struct {
	value T
	done  bool
}

// get returns what work returned the first time. When work panics, the next caller tries again.
func (o *once[T]) get(work func() T) T {
	if !o.done {
		o.value, o.done = work(), true
	}
	return o.value
}
