package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"llmfromscratch/internal/batch"
)

// apiError is an error as clients read it.
type apiError struct {
	Message string  `json:"message"`
	Type    string  `json:"type"`
	Param   *string `json:"param"`
	Code    *string `json:"code"`
	status  int
}

// Error is the message.
func (e *apiError) Error() string { return e.Message }

// Types of errors.
const (
	invalidRequest = "invalid_request_error"
	serverError    = "server_error"
)

// invalid is an error of the request: "" stands for no parameter or code.
func invalid(param, code, format string, args ...any) *apiError {
	return failure(http.StatusBadRequest, invalidRequest, param, code, fmt.Sprintf(format, args...))
}

func failure(status int, kind, param, code, message string) *apiError {
	e := &apiError{Message: message, Type: kind, status: status}
	if param != "" {
		e.Param = &param
	}
	if code != "" {
		e.Code = &code
	}
	return e
}

// asAPI is an error of whatever kind as clients read it.
func asAPI(err error) *apiError {
	api, long := new(apiError), new(batch.LengthError)
	switch {
	case errors.As(err, &api):
		return api
	case errors.As(err, &long):
		return invalid("", "context_length_exceeded", "%v", long)
	case errors.As(err, new(batch.InvalidError)):
		return invalid("", "", "%v", err)
	case errors.Is(err, batch.ErrFull):
		return failure(http.StatusTooManyRequests, "rate_limit_error", "", "queue_full", err.Error())
	case errors.Is(err, batch.ErrClosed):
		return failure(http.StatusServiceUnavailable, serverError, "", "shutting_down", err.Error())
	case errors.Is(err, errTimeout):
		return failure(http.StatusGatewayTimeout, serverError, "", "timeout", err.Error())
	case errors.Is(err, context.Canceled):
		return failure(http.StatusServiceUnavailable, serverError, "", "cancelled", "the request was given up")
	}
	return failure(http.StatusInternalServerError, serverError, "", "", err.Error())
}

// retryAfter is how many seconds a client should wait where the queue is full.
const retryAfter = "1"

// writeError answers with an error, in OpenAI's form.
func writeError(w http.ResponseWriter, err error) {
	e := asAPI(err)
	if e.status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", retryAfter)
	}
	writeJSON(w, e.status, map[string]*apiError{"error": e})
}

// writeJSON answers with a value.
func writeJSON(w http.ResponseWriter, status int, value any) {
	content, err := json.Marshal(value)
	if err != nil {
		status = http.StatusInternalServerError
		content = []byte(`{"error":{"message":"the reply cannot be written as JSON","type":"server_error"}}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(append(content, '\n')) // whether the client is still there shows in its context
}
