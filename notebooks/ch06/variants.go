package lesson

import "llmfromscratch/ch06_classify"

// Variant is a task in which one choice differs from those of another task.
type Variant struct {
	Title string // the choice in words: "no causal mask"
	*Task
}

// Variants of a task are the experiments of the book's additional material: what else could be trained, what else could
// decide, and, where the task starts from pretrained weights, what they are worth. The first one is the task itself.
// Each variant is a task of its own; the messages and their split are shared.
func Variants(t *Task) ([]Variant, error) {
	list := []Variant{{t.Start() + ", " + PartTitle(t.Classifier.Train), t}}
	add := func(title string, change func(*Task)) {
		v := *t
		change(&v)
		list = append(list, Variant{title, &v})
	}
	for _, part := range []classify.LayerSet{classify.LastBlock, classify.LastTwoBlocks, classify.AllLayers,
		classify.Adapters} {
		if part == t.Classifier.Train || part == classify.LastTwoBlocks && t.Model.NumLayers < 2 {
			continue
		}
		add(PartTitle(part), func(t *Task) { *t = *t.Training(part) })
	}
	add("no causal mask", func(t *Task) { t.Classifier.Bidirectional = true })
	for _, token := range []classify.Token{classify.LastTextToken, classify.MeanOfTokens} {
		if token != t.Classifier.Token {
			add(tokenTitle(token), func(t *Task) { t.Classifier.Token = token })
		}
	}
	if t.Weights == "" {
		return list, nil
	}
	random, err := t.WithRandomWeights()
	if err != nil {
		return nil, err
	}
	random = random.Training(classify.AllLayers)
	return append(list, Variant{random.Start() + ", " + PartTitle(random.Classifier.Train), random}), nil
}

// PartTitle says in words what is trained: "all layers" (section 6.5).
func PartTitle(p classify.LayerSet) string {
	return [...]string{"head only", "last block", "last two blocks", "all layers", "LoRA adapters"}[p]
}

// tokenTitle says in words whose output decides.
func tokenTitle(t classify.Token) string {
	return [...]string{"last token", "first token", "last token before the padding", "mean of all tokens"}[t]
}
