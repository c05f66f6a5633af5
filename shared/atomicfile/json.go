package atomicfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"llmfromscratch/shared/textfile"
)

// WriteJSON is [Write] for a value as JSON, indented by two spaces and with a line feed at its end.
func WriteJSON(path string, value any) error {
	return Write(path, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(value)
	})
}

// ReadJSON reads what [WriteJSON] wrote into value. The error names the file.
func ReadJSON(path string, value any) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is missing: is the folder a saved model?", path)
	}
	if err != nil {
		return err
	}
	if err := textfile.Unmarshal(data, value); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
