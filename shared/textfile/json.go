package textfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Unmarshal is json.Unmarshal for a file that somebody may have edited: a byte order mark is left out, bytes that are
// no UTF-8 are an [Error] instead of U+FFFD, and what is wrong is said in terms of the file, with its line:
//
//	line 3: "n_head" is a text, want a whole number
func Unmarshal(data []byte, to any) error {
	text, err := Bytes(data)
	if err != nil {
		return err
	}
	line, err := JSONError(text, json.Unmarshal(text, to))
	if err != nil {
		return fmt.Errorf("line %d: %w", line, err)
	}
	return nil
}

// JSONError is an error of encoding/json in terms of the text that it read, and the line that it is about: the last one
// where that is not known.
func JSONError(text []byte, err error) (line int, _ error) {
	if err == nil {
		return 0, nil
	}
	at := int64(len(text))
	syntax, kind := new(json.SyntaxError), new(json.UnmarshalTypeError)
	switch {
	case errors.As(err, &syntax):
		at, err = syntax.Offset-1, fmt.Errorf("no JSON: %w", err)
	case errors.As(err, &kind):
		at, err = kind.Offset-1, &kindError{kind}
	}
	line, _ = Line(text, int(min(max(at, 0), int64(len(text)))))
	return line, err
}

// kindError is the error of a value of another kind than a file's reader wants.
type kindError struct{ json *json.UnmarshalTypeError }

// Unwrap is what encoding/json says.
func (e *kindError) Unwrap() error { return e.json }

func (e *kindError) Error() string {
	what := "the value"
	if key := keys(e.json.Field); key != "" {
		what = fmt.Sprintf("%q", key)
	}
	return fmt.Sprintf("%s is %s, want %s", what, given(e.json.Value), wanted(e.json.Type))
}

// keys is the way to a value without the names of Go's embedded structs, which encoding/json puts in between and which
// begin with a capital letter: "Answer.score" is "score".
func keys(path string) string {
	parts := strings.Split(path, ".")
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool {
		r, _ := utf8.DecodeRuneInString(part)
		return unicode.IsUpper(r)
	}), ".")
}

// given names the kind of a value: encoding/json has "number 1.5" and "string", which people call a text.
func given(value string) string {
	kind, number, _ := strings.Cut(value, " ")
	switch {
	case number != "":
		return number
	case kind == "string":
		return "a text"
	case kind == "array":
		return "a list"
	case kind == "object":
		return "an object"
	case kind == "bool":
		return "true or false"
	}
	return "a " + kind
}

// wanted names the kind of value that a field takes.
func wanted(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "an object"
	}
	return "a whole number"
}
