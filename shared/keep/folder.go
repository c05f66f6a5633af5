package keep

import (
	"encoding/json"
	"path/filepath"

	"llmfromscratch/shared/atomicfile"
)

// historyFile is in the folder of a finished run, beside what it made.
const historyFile = "history.json"

// Save makes a folder with what write puts into it and with the history of the run that made it. The folder appears
// when all of it is written.
func Save(dir string, history any, write func(part string) error) error {
	return atomicfile.Folder(dir, func(part string) error {
		if err := write(part); err != nil {
			return err
		}
		return SaveHistory(part, history)
	})
}

// SaveHistory writes a history into a folder.
func SaveHistory(dir string, history any) error {
	content, err := json.Marshal(history)
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(filepath.Join(dir, historyFile), append(content, '\n'))
}

// History reads the history in a folder.
func History[H any](dir string) (*H, error) {
	h := new(H)
	if err := atomicfile.ReadJSON(filepath.Join(dir, historyFile), h); err != nil {
		return nil, err
	}
	return h, nil
}
