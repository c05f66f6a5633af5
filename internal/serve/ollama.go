package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"llmfromscratch/internal/batch"
	"llmfromscratch/internal/chat"
)

// ollamaVersion is what clients are told of the interface, not of this program.
const ollamaVersion = "0.0.0"

// ollamaRequest is the body of POST /api/chat.
type ollamaRequest struct {
	Model     string            `json:"model"`
	Messages  []json.RawMessage `json:"messages"`
	Stream    *bool             `json:"stream"` // true unless it says false
	Options   ollamaOptions     `json:"options"`
	KeepAlive any               `json:"keep_alive"` // the model stays where it is
}

// ollamaOptions are the settings of a request; what one says nothing of is as Ollama has it.
type ollamaOptions struct {
	Temperature float64 `json:"temperature"`
	TopP        float64 `json:"top_p"`
	TopK        int     `json:"top_k"`
	MinP        float64 `json:"min_p"`
	Repeat      float64 `json:"repeat_penalty"`
	Frequency   float64 `json:"frequency_penalty"`
	Presence    float64 `json:"presence_penalty"`
	Seed        *int64  `json:"seed"`
	Stop        stops   `json:"stop"`
	NumPredict  int     `json:"num_predict"` // -1: no limit
	NumCtx      int     `json:"num_ctx"`     // the model's own context is never exceeded
}

// UnmarshalJSON reads them; unknown ones are refused.
func (o *ollamaOptions) UnmarshalJSON(content []byte) error {
	type plain ollamaOptions
	return decode(content, (*plain)(o), "options.")
}

// params are the options as OpenAI's API has them.
func (o *ollamaOptions) params() *params {
	return &params{Temperature: &o.Temperature, TopP: &o.TopP, TopK: o.TopK, MinP: o.MinP, Repetition: o.Repeat,
		Frequency: o.Frequency, Presence: o.Presence, Seed: o.Seed, Stop: o.Stop}
}

// ollamaChat answers POST /api/chat: JSON objects, one a line.
func (s *Server) ollamaChat(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	o := ollamaRequest{Options: ollamaOptions{Temperature: 0.8, TopP: 0.9, TopK: 40, Repeat: 1.1, NumPredict: -1}}
	work, err := func() (*work, error) {
		if err := s.readBody(w, r, &o); err != nil {
			return nil, err
		}
		if err := s.named(o.Model); err != nil {
			return nil, failure(http.StatusNotFound, "", "", "", fmt.Sprintf("model %q not found: this server has %q",
				o.Model, s.model.Name))
		}
		p := o.Options.params()
		request, err := o.batchRequest(s.model, p)
		if err != nil {
			return nil, err
		}
		return s.submit(r, "", p, []batch.Request{request})
	}()
	if err != nil {
		writeOllamaError(w, err)
		return
	}
	defer work.finish()
	if o.Stream == nil || *o.Stream {
		s.streamOllama(w, work, start)
		return
	}
	outcomes, err := work.collect()
	if err != nil {
		writeOllamaError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, s.ollamaLast(work, outcomes[0].text.String(), outcomes[0].finish, start))
}

func (o *ollamaRequest) batchRequest(m *chat.Model, p *params) (r batch.Request, err error) {
	if err := p.check(1); err != nil {
		return r, err
	}
	messages, err := conversation(o.Messages)
	if err != nil {
		return r, err
	}
	sampling, err := p.sampling()
	if err != nil {
		return r, err
	}
	if r, err = m.Request(messages, sampling, 0); err != nil {
		return r, asInvalid("messages", err)
	}
	r.Stop = o.Options.Stop
	if o.Options.NumPredict >= 0 {
		r.MaxTokens = min(r.MaxTokens, o.Options.NumPredict)
	}
	return r, nil
}

// streamOllama sends the reply as it comes.
func (s *Server) streamOllama(w http.ResponseWriter, work *work, start time.Time) {
	w.Header().Set("Content-Type", "application/x-ndjson")
	control := http.NewResponseController(w)
	line := func(value any) error {
		content, err := json.Marshal(value)
		if err != nil {
			return err
		}
		return writeNow(control, w, s.opt.Stall, string(content)+"\n")
	}
	for e := range work.events {
		work.count(e)
		var err error
		switch {
		case e.Err != nil:
			_ = line(map[string]string{"error": e.Err.Error()}) // this is the end in any case
			return
		case e.Finish != "":
			err = line(s.ollamaLast(work, e.Text, e.Finish, start))
		case e.Text != "":
			err = line(s.ollamaLine(e.Text))
		}
		if err != nil {
			return
		}
	}
}

// ollamaLine is a piece of a reply.
func (s *Server) ollamaLine(txt string) map[string]any {
	return map[string]any{"model": s.model.Name, "created_at": time.Now().UTC().Format(time.RFC3339Nano),
		"message": chat.Message{Role: chat.Assistant, Content: txt}, "done": false}
}

// ollamaLast is the last piece, or the whole reply.
func (s *Server) ollamaLast(work *work, txt, finish string, start time.Time) map[string]any {
	last := s.ollamaLine(txt)
	last["done"], last["done_reason"] = true, finish
	last["prompt_eval_count"], last["eval_count"] = work.used.Prompt, work.used.Completion
	last["total_duration"] = time.Since(start).Nanoseconds()
	return last
}

// writeOllamaError answers with an error, in Ollama's form.
func writeOllamaError(w http.ResponseWriter, err error) {
	e := asAPI(err)
	if e.status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", retryAfter)
	}
	writeJSON(w, e.status, map[string]string{"error": e.Message})
}

// ollamaTags answers GET /api/tags.
func (s *Server) ollamaTags(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"models": []any{map[string]any{
		"name": s.model.Name, "model": s.model.Name, "modified_at": s.started.UTC().Format(time.RFC3339),
		"size": 4 * s.model.Parameters, "digest": "",
		"details": map[string]any{"format": "safetensors", "family": "gpt2", "families": []string{"gpt2"},
			"parameter_size": fmt.Sprintf("%.1fM", float64(s.model.Parameters)/1e6), "quantization_level": "F32"},
	}}})
}

// version answers GET /api/version.
func (s *Server) version(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"version": ollamaVersion})
}
