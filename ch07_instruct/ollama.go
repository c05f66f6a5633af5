package instruct

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"llmfromscratch/shared/assets"
)

// Ollama is a [Judge]: a language model on a server of Ollama, asked through its REST API (section 7.8).
type Ollama struct {
	Address string // where the server is, such as "http://localhost:11434"
	Model   string // a model that it has, such as "llama3"
	Context int    // tokens that the model may look at
	Seed    int    // with temperature 0 and one seed, one model gives the same reply again
	// longest wait for one reply, the first of which loads the model; 0: as long as the context lasts
	Timeout time.Duration
	Client  *http.Client // nil: http.DefaultClient

	mayThink atomic.Bool // the server has refused to be asked not to
}

// NewOllama asks a model on this machine as the book does: temperature 0, seed 123, a context of 2,048 tokens.
func NewOllama(model string) *Ollama {
	return &Ollama{Address: OllamaAddress, Model: model, Context: 2048, Seed: 123, Timeout: 10 * time.Minute}
}

// OllamaAddress is where Ollama listens unless it was told otherwise.
const OllamaAddress = "http://localhost:11434"

// ErrNoServer is the error when nobody answers at the address.
var ErrNoServer = errors.New("no Ollama server answers")

// errThink is the error of a server that knows nothing of thinking, or of a model that always does.
var errThink = errors.New("the request's field \"think\" is refused")

// chatRequest and chatLine are what goes out and what comes back, a line for every few characters of the reply.
type chatRequest struct {
	Model    string         `json:"model"`
	Messages []chatMessage  `json:"messages"`
	Options  map[string]int `json:"options"`
	// false: the model answers without thinking first. Ollama ignores it where a model does not think anyway, and from
	// a time when there was no such field.
	Think *bool `json:"think,omitempty"`
}

type chatMessage struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type chatLine struct {
	Message chatMessage `json:"message"`
	Done    bool        `json:"done"`
	Error   string      `json:"error"`
}

// Ask sends one question and waits for the whole reply.
func (o *Ollama) Ask(ctx context.Context, prompt string) (string, error) {
	base, err := url.Parse(o.Address)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return "", fmt.Errorf("the address %q is none of a server: want one like %s", o.Address, OllamaAddress)
	}
	if assets.Offline() && !onThisMachine(base.Hostname()) {
		return "", fmt.Errorf("%s at %s: %w", o.Model, o.Address, assets.ErrOffline)
	}
	if o.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, o.Timeout, fmt.Errorf("no reply within %v", o.Timeout))
		defer cancel()
	}
	if !o.mayThink.Load() {
		reply, err := o.send(ctx, base, prompt, new(bool))
		if !errors.Is(err, errThink) {
			return reply, err
		}
		o.mayThink.Store(true)
	}
	return o.send(ctx, base, prompt, nil)
}

// send asks once; think is what the request says of thinking, nil for nothing.
func (o *Ollama) send(ctx context.Context, base *url.URL, prompt string, think *bool) (string, error) {
	body, err := json.Marshal(chatRequest{
		Model:    o.Model,
		Messages: []chatMessage{{Role: "user", Content: prompt}},
		Options:  map[string]int{"seed": o.Seed, "temperature": 0, "num_ctx": o.Context},
		Think:    think,
	})
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base.JoinPath("api", "chat").String(),
		bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	client := o.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", o.unreachable(ctx, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", o.refused(resp, think != nil)
	}
	reply, err := readChat(resp.Body)
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = cause
	}
	if err != nil {
		return "", fmt.Errorf("reply of %s at %s: %w", o.Model, o.Address, err)
	}
	return reply, nil
}

// onThisMachine reports whether a host is this machine: asking it takes no network.
func onThisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// unreachable says what to do when no connection came about.
func (o *Ollama) unreachable(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return fmt.Errorf("%s at %s: %w", o.Model, o.Address, cause)
	}
	reason := err
	if errors.Is(err, syscall.ECONNREFUSED) {
		reason = errors.New("the connection was refused")
	}
	return fmt.Errorf("%w at %s (%w): start it with `ollama serve` and fetch the model with `ollama pull %s`, "+
		"or go without: exact match, F1 and log-likelihood need no server", ErrNoServer, o.Address, reason, o.Model)
}

// refused is the error for an answer that is not 200 OK; the server says why in JSON. It is an errThink when the
// request spoke of thinking and that is why.
func (o *Ollama) refused(resp *http.Response, think bool) error {
	// whatever of it arrives is a better message than none
	content, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorText))
	var line chatLine
	message := strings.TrimSpace(string(content))
	if json.Unmarshal(content, &line) == nil && line.Error != "" {
		message = line.Error
	}
	err := fmt.Errorf("the server at %s answers %s: %s", o.Address, resp.Status, message)
	// Ollama says 400 `"llama3" does not support thinking`, others that they do not know the field.
	status := resp.StatusCode
	if think && (status == http.StatusBadRequest || status == http.StatusUnprocessableEntity) &&
		strings.Contains(strings.ToLower(message), "think") {
		return errors.Join(err, errThink)
	}
	if status == http.StatusNotFound && strings.Contains(message, "model") {
		err = fmt.Errorf("%w: `ollama pull %s` fetches a model, `ollama list` shows which are there", err, o.Model)
	}
	return err
}

const (
	maxErrorText = 4 << 10
	maxReply     = 1 << 20 // bytes of a reply, and of one line of it; a judge that goes on and on has lost its way
)

// readChat joins the pieces of a streamed reply: JSON objects, one a line, the last of which says that it is done.
func readChat(r io.Reader) (string, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxReply)
	var reply strings.Builder
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var line chatLine
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return "", fmt.Errorf("line %d is not what Ollama sends: %w", n, err)
		}
		if line.Error != "" {
			return "", errors.New(line.Error)
		}
		if reply.Len()+len(line.Message.Content) > maxReply {
			return "", fmt.Errorf("it is longer than %d bytes", maxReply)
		}
		reply.WriteString(line.Message.Content)
		if line.Done {
			return reply.String(), nil
		}
	}
	if err := lines.Err(); err != nil {
		return "", err
	}
	return "", errors.New("it ended before it was done")
}
