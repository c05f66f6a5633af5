package main

import (
	"encoding/json"
	"io"
)

// printJSON writes what --json asks for, on several lines; <|endoftext|> stays as it is.
func printJSON(w io.Writer, value any) error {
	enc := jsonEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(value)
}

// printJSONLine writes a value on one line, where a command prints one after the other.
func printJSONLine(w io.Writer, value any) error { return jsonEncoder(w).Encode(value) }

func jsonEncoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}
