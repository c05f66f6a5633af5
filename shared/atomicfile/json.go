package atomicfile

import (
	"encoding/json"
	"io"
)

// WriteJSON is [Write] for a value as JSON, indented by two spaces and with a line feed at its end.
func WriteJSON(path string, value any) error {
	return Write(path, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(value)
	})
}
