package instruct

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gomlx/compute"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/atomicfile"
)

// Trained is what a finished run leaves: the assistant, and what the evaluations found (section 7.6).
type Trained struct {
	Assistant *Assistant
	History   *pretrain.History
}

// historyFile is in the folder of a finished run, beside the assistant's files.
const historyFile = "history.json"

// Save writes assistant and history to a folder, which appears when all of it is written.
func (t *Trained) Save(dir string) error { return saveWithHistory(dir, t.Assistant, t.History) }

// LoadTrained reads what Save wrote.
func LoadTrained(dir string) (*Trained, error) {
	a, h, err := loadWithHistory[pretrain.History](dir)
	return &Trained{a, h}, err
}

// Preferred is what preference tuning leaves: the assistant, and how the rewards went.
type Preferred struct {
	Assistant *Assistant
	History   *DPOHistory
}

// PreferenceWork prepares [Assistant.Prefer], to be done in a folder that the returned function is told;
// [LoadPreferred] reads what it leaves. The assistant itself is changed.
func (a *Assistant) PreferenceWork(be compute.Backend, prefs []Preference,
	opt DPOOptions) func(ctx context.Context, dir string) (*Preferred, error) {
	return func(ctx context.Context, dir string) (*Preferred, error) {
		h, err := a.Prefer(ctx, be, prefs, opt)
		if err != nil {
			return nil, err
		}
		return &Preferred{a, h}, saveWithHistory(dir, a, h)
	}
}

// LoadPreferred reads what [Assistant.PreferenceWork] has left.
func LoadPreferred(dir string) (*Preferred, error) {
	a, h, err := loadWithHistory[DPOHistory](dir)
	return &Preferred{a, h}, err
}

// saveWithHistory writes an assistant and the history of its training to a folder, which appears whole.
func saveWithHistory(dir string, a *Assistant, history any) error {
	return atomicfile.Folder(dir, func(part string) error {
		if err := a.Save(part); err != nil {
			return err
		}
		content, err := json.Marshal(history)
		if err != nil {
			return err
		}
		return atomicfile.WriteBytes(filepath.Join(part, historyFile), append(content, '\n'))
	})
}

// loadWithHistory reads what saveWithHistory wrote.
func loadWithHistory[H any](dir string) (*Assistant, *H, error) {
	path := filepath.Join(dir, historyFile)
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	h := new(H)
	if err := json.Unmarshal(content, h); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	a, err := LoadAssistant(dir)
	return a, h, err
}
