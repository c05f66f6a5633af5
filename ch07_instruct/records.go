package instruct

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf16"

	"llmfromscratch/shared/textfile"
)

// readRecords reads a JSON list of objects. Every object must have the keys, each with a text, and may have the
// optional ones; others are passed over. What is wrong is said with the number of the entry, counted from 0 as in the
// book, and the line it is in.
func readRecords(data []byte, keys []string, optional ...string) ([]map[string]string, error) {
	data, err := textfile.Bytes(data)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	lineAt := func(offset int64) int {
		line, _ := textfile.Line(data, int(min(offset, int64(len(data)))))
		return line
	}

	switch start, err := dec.Token(); {
	case errors.Is(err, io.EOF):
		return nil, errors.New("the file is empty: want a JSON list of objects")
	case err != nil:
		return nil, fmt.Errorf("line %d: no JSON: %w", lineAt(errorOffset(dec, err)), err)
	case start != json.Delim('['):
		return nil, fmt.Errorf("line 1: the file holds %v, want a JSON list of objects: [{%q: …}, …]", start, keys[0])
	}
	var records []map[string]string
	for dec.More() {
		var raw map[string]json.RawMessage
		at := startOfValue(data, dec.InputOffset())
		if err := dec.Decode(&raw); err != nil {
			if wrong := new(json.UnmarshalTypeError); errors.As(err, &wrong) {
				return nil, fmt.Errorf("entry %d (line %d) is a %s, want an object with %q", len(records), lineAt(at),
					wrong.Value, keys)
			}
			return nil, fmt.Errorf("entry %d (line %d): no JSON: %w", len(records),
				lineAt(max(at, errorOffset(dec, err))), err)
		}
		record, err := readRecord(raw, keys, optional)
		if err != nil {
			return nil, fmt.Errorf("entry %d (line %d)%w", len(records), lineAt(at), err)
		}
		records = append(records, record)
	}
	if _, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("after entry %d (line %d): no JSON: the list does not end", len(records)-1,
			lineAt(int64(len(data))))
	}
	if rest := bytes.TrimSpace(data[dec.InputOffset():]); len(rest) > 0 {
		return nil, fmt.Errorf("line %d: something follows after the end of the list",
			lineAt(startOfValue(data, dec.InputOffset())))
	}
	if len(records) == 0 {
		return nil, errors.New("the list has no entries")
	}
	return records, nil
}

// readRecord reads the texts of an object; the error goes on behind the place of the object.
func readRecord(raw map[string]json.RawMessage, keys, optional []string) (map[string]string, error) {
	record := make(map[string]string, len(keys))
	for i, key := range slices.Concat(keys, optional) {
		value, ok := raw[key]
		if !ok && i >= len(keys) {
			continue
		}
		if !ok {
			return nil, fmt.Errorf(" has no %q", key)
		}
		var txt *string
		if err := json.Unmarshal(value, &txt); err != nil || txt == nil {
			return nil, fmt.Errorf(": %q is %s, want a text", key, value)
		}
		if wrong := noCharacter(value); wrong != "" {
			return nil, fmt.Errorf(": %q has %s, which is no character of a text", key, wrong)
		}
		record[key] = *txt
	}
	return record, nil
}

// noCharacter finds an escape of a JSON text that stands for no character: \u0000, or half of a pair such as \ud83d, in
// whose place encoding/json puts U+FFFD. "" means that there is none.
func noCharacter(value []byte) string {
	for at := 0; at < len(value); at++ {
		if value[at] != '\\' {
			continue
		}
		at++
		if value[at] != 'u' {
			continue
		}
		const length = len(`\u0000`)
		begin, end := at-1, at-1+length
		first := escaped(value[begin:])
		if first == 0 {
			return string(value[begin:end])
		}
		if utf16.IsSurrogate(first) {
			if utf16.DecodeRune(first, escaped(value[end:])) == unicode.ReplacementChar {
				return string(value[begin:end])
			}
			end += length
		}
		at = end - 1
	}
	return ""
}

// escaped is what an escape such as \u00e9 at the beginning of a text stands for, U+FFFD when it is none.
func escaped(text []byte) rune {
	const length = len(`\u0000`)
	if len(text) < length || text[0] != '\\' || text[1] != 'u' {
		return unicode.ReplacementChar
	}
	r, err := strconv.ParseUint(string(text[2:length]), 16, 16)
	if err != nil {
		return unicode.ReplacementChar
	}
	return rune(r)
}

// errorOffset is the place of a decoding error, as far as it is known.
func errorOffset(dec *json.Decoder, err error) int64 {
	if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
		return max(syntax.Offset-1, dec.InputOffset())
	}
	return dec.InputOffset()
}

// startOfValue passes over white space and a comma.
func startOfValue(data []byte, offset int64) int64 {
	rest := bytes.TrimLeft(data[offset:], " \t\r\n,")
	return int64(len(data) - len(rest))
}
