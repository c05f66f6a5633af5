package lesson

import (
	"os"
	"path/filepath"
	"strings"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
)

// StopAt is a watcher that calls stop after a step (section 5.4).
func StopAt(step int, stop func()) pretrain.Watcher {
	return pretrain.OnStep(func(p pretrain.Progress) error {
		if p.Step == step {
			stop()
		}
		return nil
	})
}

// Refusal is what [gpt2.Load] says of a folder with these two files, without the folder's name; empty when it takes
// them (section 5.5). Whatever was in the folder is removed.
func Refusal(dir, weights, config string) (string, error) {
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	for name, content := range map[string]string{pretrain.ModelFile: weights, pretrain.ConfigFile: config} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			return "", err
		}
	}
	if _, err := gpt2.Load(dir); err != nil {
		return strings.ReplaceAll(err.Error(), dir+string(filepath.Separator), ""), nil
	}
	return "", nil
}
