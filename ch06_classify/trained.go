package classify

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"llmfromscratch/shared/atomicfile"
)

// Trained is what a finished run leaves: the classifier, and what the evaluations found (section 6.7).
type Trained struct {
	Classifier *Classifier
	History    *History
}

// historyFile is in the folder of a finished run, beside the classifier's files.
const historyFile = "history.json"

// Save writes classifier and history to a folder, which appears when all of it is written.
func (t *Trained) Save(dir string) error {
	return atomicfile.Folder(dir, func(part string) error {
		if err := t.Classifier.Save(part); err != nil {
			return err
		}
		history, err := json.Marshal(t.History)
		if err != nil {
			return err
		}
		return atomicfile.WriteBytes(filepath.Join(part, historyFile), append(history, '\n'))
	})
}

// LoadTrained reads what Save wrote.
func LoadTrained(dir string) (*Trained, error) {
	path := filepath.Join(dir, historyFile)
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var h History
	if err := json.Unmarshal(data, &h); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	c, err := Load(dir)
	if err != nil {
		return nil, err
	}
	return &Trained{c, &h}, nil
}
