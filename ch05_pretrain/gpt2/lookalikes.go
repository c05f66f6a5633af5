package gpt2

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/ch05_pretrain"
)

// LookalikeError is the error for a file that has names of GPT-2's parameters and is not a whole GPT-2, but what was
// made of one.
type LookalikeError struct {
	Kind   Lookalike
	holds  string // what the file is
	remedy string // how a program uses it
}

// Lookalike is what a file that looks like GPT-2's weights is instead.
type Lookalike int

// Lookalikes.
const (
	AdaptersBeside  Lookalike = iota // a model with LoRA adapters beside its layers (appendix E)
	AdaptersAlone                    // adapters without their model
	ClassifierHead                   // a classifier (chapter 6)
	EightBitWeights                  // weights rounded to 8 bits (package plain)
)

func (e *LookalikeError) Error() string { return e.holds + ": " + e.remedy }

// Remedy is what a program can do about it: the end of the error's text.
func (e *LookalikeError) Remedy() string { return e.remedy }

// lookalike is a [LookalikeError], or one for adapters of another library, or nil. The error goes on where the name of
// the file stands, and says how such a file is used.
func (w *weights) lookalike() error {
	if err := w.classifier(); err != nil { // with adapters or without
		return err
	}
	if w.eightBits() {
		return &LookalikeError{EightBitWeights, "holds weights of 8 bits, which cannot be trained nor run on the graph",
			"plain.Load reads its folder; for all else load the float32 weights that they were made of"}
	}
	adapters := 0
	for _, t := range w.list {
		if strings.HasSuffix(t.name, ".lora.A") || strings.HasSuffix(t.name, ".lora.B") {
			adapters++
		}
		if strings.Contains(t.name, ".lora_A.") {
			return errors.New("holds adapters of the PEFT library, which are not read: merge them there into their " +
				"model (merge_and_unload) and save that")
		}
	}
	if adapters > 0 && adapters == len(w.list) {
		return w.adaptersAlone()
	}
	if adapters > 0 {
		return &LookalikeError{AdaptersBeside, "holds a model with LoRA adapters beside its layers",
			"call lora.Merge before it is saved"}
	}
	return nil
}

// eightBits says whether the file is one that plain.Save wrote: its matrices have whole numbers and scales.
func (w *weights) eightBits() bool {
	return w.byName[tokenName].kind == "I8" && w.byName[tokenName+plain.ScalesSuffix].float
}

// adaptersAlone is the error for what lora.SaveAdapters writes, which does not say what model it is for.
func (w *weights) adaptersAlone() error {
	rank, alpha := "rank", "alpha"
	if f, ok := w.file.(safetensorsFile); ok {
		metadata := f.Metadata()
		rank, alpha = metadata["lora_rank"], metadata["lora_alpha"]
	}
	return &LookalikeError{AdaptersAlone,
		"holds LoRA adapters without the model that they belong to, which it does not name",
		fmt.Sprintf("load that model, then call lora.Replace(model, %s, %s) and lora.LoadAdapters(%q, model)", rank,
			alpha, w.path)}
}

// classifierFile lies beside the weights of a classifier, see classify.Save.
const classifierFile = "classifier.json"

// classifier is an error for a file in the book's layout whose head has a bias, or not one row for each token, and for
// one that classify.Save wrote with adapters, under whose names the head is another.
func (w *weights) classifier() error {
	tokens, head := w.byName[tokenName], w.byName[headName]
	_, bias := w.byName["out_head.bias"]
	holds := ""
	switch beside := filepath.Join(filepath.Dir(w.path), classifierFile); {
	case len(tokens.shape) == 2 && len(head.shape) == 2 && (bias || head.shape[0] != tokens.shape[0]):
		holds = fmt.Sprintf("whose head, tensor %s %v, has %d outputs, not one for each of the %d tokens of %s %v",
			headName, head.shape, head.shape[0], tokens.shape[0], tokenName, tokens.shape)
	case filepath.Base(w.path) == pretrain.ModelFile && isFile(beside):
		holds = fmt.Sprintf("as %s beside it says", classifierFile)
	default:
		return nil
	}
	return &LookalikeError{ClassifierHead, "holds a classifier, " + holds, "classify.Load reads its folder"}
}
