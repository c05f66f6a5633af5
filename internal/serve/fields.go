package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// neutral are values of fields that this server does not have and that ask for nothing: with "tools": [] a client says
// that it has none.
var neutral = map[string][]string{
	"tools": {"[]"}, "functions": {"[]"}, "tool_choice": {`"none"`, `"auto"`}, "function_call": {`"none"`, `"auto"`},
	"parallel_tool_calls": {"true", "false"}, "logit_bias": {"{}"}, "response_format": {`{"type":"text"}`},
	"modalities": {`["text"]`}, "store": {"false"}, "metadata": {"{}"}, "best_of": {"1"}, "suffix": {`""`},
	"service_tier": {`"auto"`, `"default"`}, "think": {"false"}, "format": {`""`}, "template": {`""`},
	"annotations": {"[]"}, "tool_calls": {"[]"}, "refusal": {`""`}, "images": {"[]"},
}

// readBody reads a request's body into a struct. Fields that the struct does not have are refused by name.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request, to any) error {
	// The limit of time is the body's alone: one of the connection would end replies that take longer. A writer without
	// deadlines, such as a test's, has none.
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(s.opt.Stall))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.opt.MaxBody))
	if err == nil { // else nobody waits for the rest
		_ = control.SetReadDeadline(time.Time{})
	}
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return failure(http.StatusRequestEntityTooLarge, invalidRequest, "", "body_too_large",
			"the body is larger than the limit of this server")
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return failure(http.StatusRequestTimeout, invalidRequest, "", "timeout", "the body did not come in time")
	}
	if err != nil {
		return invalid("", "", "the body cannot be read: %v", err)
	}
	return decode(body, to, "")
}

// decode reads a JSON object into a struct; within is where it stands in the body, such as "messages[2].".
func decode(body []byte, to any, within string) error {
	if !utf8.Valid(body) {
		return invalid("", "", "the body is not UTF-8")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return invalid(strings.TrimSuffix(within, "."), "", "want a JSON object: %v", jsonReason(err))
	}
	known := jsonFields(reflect.TypeOf(to).Elem())
	for name, value := range fields {
		if slices.Contains(known, name) || string(value) == "null" {
			continue
		}
		var compact bytes.Buffer
		if json.Compact(&compact, value) == nil && slices.Contains(neutral[name], compact.String()) {
			continue
		}
		return invalid(within+name, "unsupported_parameter",
			"unsupported parameter: %q is not supported by this server", within+name)
	}
	err := json.Unmarshal(body, to)
	api, wrong := new(apiError), new(json.UnmarshalTypeError)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &api):
		return api
	case errors.As(err, &wrong):
		return invalid(within+wrong.Field, "invalid_type", "%s: want %s, got %s", within+wrong.Field,
			kindOf(wrong.Type), wrong.Value)
	}
	return invalid(strings.TrimSuffix(within, "."), "", "%v", err)
}

// jsonReason is what is wrong with a text that is no JSON object.
func jsonReason(err error) string {
	if wrong := new(json.UnmarshalTypeError); err == nil || errors.As(err, &wrong) {
		return "it is another value"
	}
	return err.Error()
}

// jsonFields are the names of a struct's fields in JSON, embedded ones included.
func jsonFields(t reflect.Type) (names []string) {
	for _, field := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}

// kindOf is what a value of a type is called in JSON.
func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	case reflect.Slice:
		return "a list"
	}
	return "an object"
}
