package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/keep"
	"llmfromscratch/shared/nn"
)

// flagNames are the flags that fields of the recipes come from.
var flagNames = map[string]string{
	"Data.BatchSize":                 "--batch",
	"Data.ContextLength":             "--context",
	"Data.Padding.Length":            "--length",
	"Data.Collate.MaskPrompt":        "--mask-prompt",
	"Data.Style.Name":                "--style",
	"Data.Style.Prompt":              "", // follows from the name
	"Data.Style.Head":                "",
	"Data.Packed":                    "--packed",
	"Options.Epochs":                 "--epochs",
	"Options.Optimizer.LearningRate": "--lr",
	"Options.Optimizer.WeightDecay":  "--weight-decay",
	"Classifier.Train":               "--train",
	"Classifier.Token":               "--token",
	"Classifier.Bidirectional":       "--no-mask",
	"Classifier.Rank":                "--rank",
	"Classifier.Alpha":               "--alpha",
}

// recipeSettings are the settings that a recipe and flags of all commands that train stand for.
func recipeSettings(size string, recipe any, seed int64, memory memoryFlags,
	be compute.Backend) (keep.Settings, error) {
	list, err := keep.Fields(recipe, flagNames)
	if err != nil {
		return nil, err
	}
	head := keep.Settings{keep.Flag("size", size), keep.Flag("seed", seed), keep.Flag("accumulate", memory.accumulate),
		keep.Flag("precision", memory.precision)}
	recompute, where := keep.Flag("recompute", memory.recompute), keep.Flag("backend", be.Name())
	recompute.Free, where.Free = true, true
	return append(append(head, list...), recompute, where), nil
}

// dataSetting is the setting of a flag that names data.
func dataSetting(flag, from string, data any) (keep.Setting, error) {
	digest, err := keep.Key(data)
	return keep.Setting{Name: "--" + flag, Value: digest, Label: from}, err
}

// tuningSettings are those of a model that is trained on labelled texts: the data, the model it begins as, and what its
// tokenizer makes of the texts.
func tuningSettings(from string, data any, base keep.Setting, tok text.Tokenizer,
	texts []string) (keep.Settings, error) {
	trainedOn, err := dataSetting("data", from, data)
	if err != nil {
		return nil, err
	}
	tokenizer, err := tokenizerSetting(tok, texts...)
	return keep.Settings{trainedOn, base, tokenizer}, err
}

// weightsSetting is the setting of a flag that names a model to start from; it must not have been trained yet.
func weightsSetting(flag, name string, m *gpt.Model) (keep.Setting, error) {
	digest, err := weightsDigest(m)
	return keep.Setting{Name: "--" + flag, Value: digest, Label: name}, err
}

// weightsDigest is the digest of a model's sizes and parameters.
func weightsDigest(m *gpt.Model) (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "%+v", m.Config)
	const chunk = 1 << 14 // numbers
	buf := make([]byte, 0, 4*chunk)
	for p := range nn.Parameters(m.Store()) {
		fmt.Fprint(h, p.Path(), p.Shape())
		t, err := p.Value()
		if err != nil {
			return "", err
		}
		err = tensors.ConstFlatData(t, func(values []float32) {
			for len(values) > 0 {
				n := min(chunk, len(values))
				buf, _ = binary.Append(buf[:0], binary.LittleEndian, values[:n])
				h.Write(buf)
				values = values[n:]
			}
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

// tokenizerSetting is the digest of what a tokenizer makes of texts: of the first megabyte, which tells tokenizers
// apart.
func tokenizerSetting(tok text.Tokenizer, texts ...string) (keep.Setting, error) {
	const most = 1_000_000
	var ids [][]int
	seen := 0
	for _, txt := range texts {
		if seen += len(txt); seen > most && len(ids) > 0 {
			break
		}
		row, err := tok.Encode(strings.ToValidUTF8(txt[:min(most, len(txt))], ""))
		if err != nil {
			return keep.Setting{}, err
		}
		ids = append(ids, row)
	}
	digest, err := keep.Key(ids)
	return keep.Setting{Name: "tokenizer", Value: digest, Label: "digest of its ids"}, err
}
