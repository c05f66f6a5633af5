package classify

import "slices"

// Variant is a task in which one choice differs from those of another task.
type Variant struct {
	Title string // the choice in words: "no causal mask"
	*Task
}

// Variants are the experiments of the book's additional material: what else could be trained, what else could decide,
// and, where the task starts from pretrained weights, what they are worth. The first one is the task itself. Each
// variant is a task of its own; the messages and their split are shared.
func (t *Task) Variants() []Variant {
	start := "random weights, "
	if t.Weights != "" {
		start = "pretrained weights, "
	}
	list := []Variant{{start + t.Settings.Train.title(), t}}
	add := func(title string, change func(*Task)) {
		v := *t
		change(&v)
		list = append(list, Variant{title, &v})
	}
	for _, part := range []Part{LastBlock, LastTwoBlocks, AllLayers, Adapters} {
		if part == t.Settings.Train || part == LastTwoBlocks && t.Model.NumLayers < 2 {
			continue
		}
		add(part.title(), func(t *Task) { *t = *t.Training(part) })
	}
	add("no causal mask", func(t *Task) { t.Settings.Bidirectional = true })
	for _, token := range []Token{LastTextToken, MeanOfTokens} {
		if token != t.Settings.Token {
			add(token.title(), func(t *Task) { t.Settings.Token = token })
		}
	}
	if t.Weights != "" {
		add("random weights, "+AllLayers.title(), func(t *Task) { t.Weights, t.Settings.Train = "", AllLayers })
	}
	return slices.Clip(list)
}

// title says in words what is trained.
func (p Part) title() string {
	return [...]string{"head only", "last block", "last two blocks", "all layers", "LoRA adapters"}[p]
}

// title says in words whose output decides.
func (t Token) title() string {
	return [...]string{"last token", "first token", "last token before the padding", "mean of all tokens"}[t]
}
