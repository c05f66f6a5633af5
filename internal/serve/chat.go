package serve

import (
	"encoding/json"
	"net/http"

	"llmfromscratch/internal/batch"
	"llmfromscratch/internal/chat"
)

// chatRequest is the body of POST /v1/chat/completions.
type chatRequest struct {
	params
	Messages            []json.RawMessage `json:"messages"`
	MaxTokens           *int              `json:"max_tokens"`
	MaxCompletionTokens *int              `json:"max_completion_tokens"`
	LogProbs            bool              `json:"logprobs"`
	TopLogProbs         int               `json:"top_logprobs"`
}

// batchRequest is what the batch is asked for.
func (c *chatRequest) batchRequest(m *chat.Model) (r batch.Request, err error) {
	messages, err := conversation(c.Messages)
	if err != nil {
		return r, err
	}
	sampling, err := c.sampling()
	if err != nil {
		return r, err
	}
	if err := within("top_logprobs", float64(c.TopLogProbs), 0, maxTop); err != nil {
		return r, err
	}
	if c.TopLogProbs > 0 && !c.LogProbs {
		return r, invalid("top_logprobs", "invalid_value", "top_logprobs: only with logprobs: true")
	}
	if r, err = m.Request(messages, sampling, 0); err != nil {
		return r, asInvalid("messages", err)
	}
	r.Stop = c.Stop
	if c.LogProbs {
		r.LogProbs = 1 + c.TopLogProbs
	}
	for name, most := range map[string]*int{"max_tokens": c.MaxTokens, "max_completion_tokens": c.MaxCompletionTokens} {
		if most != nil && *most < 1 {
			return r, invalid(name, "invalid_value", "%s: want 1 or more, got %d", name, *most)
		}
		if most != nil {
			r.MaxTokens = min(r.MaxTokens, *most)
		}
	}
	return r, nil
}

// chatCompletions answers POST /v1/chat/completions.
func (s *Server) chatCompletions(w http.ResponseWriter, r *http.Request) {
	var c chatRequest
	s.complete(w, r, &c, &c.params, endpoint{
		id: "chatcmpl-",
		requests: func() ([]batch.Request, error) {
			request, err := c.batchRequest(s.model)
			return []batch.Request{request}, err
		},
		stream: func(work *work) { work.streamChat(w, &c) },
		reply:  func(work *work, outcomes []outcome) map[string]any { return work.chatReply(&c, outcomes) },
	})
}

// chatReply is a whole reply.
func (w *work) chatReply(c *chatRequest, outcomes []outcome) map[string]any {
	choices := make([]map[string]any, len(outcomes))
	for i := range outcomes {
		o := &outcomes[i]
		choices[i] = map[string]any{
			"index":         i,
			"message":       map[string]any{"role": chat.Assistant, "content": o.text.String(), "refusal": nil},
			"logprobs":      w.server.chatLogProbs(c.LogProbs, o.tokens),
			"finish_reason": o.finish,
		}
	}
	reply := w.head("chat.completion", choices)
	reply["usage"] = w.used
	return reply
}

// streamChat sends the reply as it comes: for each choice its role first, then pieces of the text, and why it ended.
func (w *work) streamChat(out http.ResponseWriter, c *chatRequest) {
	const object = "chat.completion.chunk"
	stream := w.newStream(out, c.StreamOptions)
	chunk := func(choice int, delta map[string]any, logProbs, finish any) error {
		return stream.send(w.head(object, []map[string]any{
			{"index": choice, "delta": delta, "logprobs": logProbs, "finish_reason": finish},
		}))
	}
	for choice := range w.requests {
		if chunk(choice, map[string]any{"role": chat.Assistant, "content": "", "refusal": nil}, nil, nil) != nil {
			return
		}
	}
	stream.finish(w, object, func(e batch.Event) error {
		if e.Text != "" || e.Token != nil && c.LogProbs {
			var tokens []*batch.Token
			if e.Token != nil {
				tokens = append(tokens, e.Token)
			}
			logProbs := w.server.chatLogProbs(c.LogProbs && e.Token != nil, tokens)
			if err := chunk(e.Choice, map[string]any{"content": e.Text}, logProbs, nil); err != nil {
				return err
			}
		}
		if e.Finish != "" {
			return chunk(e.Choice, map[string]any{}, nil, e.Finish)
		}
		return nil
	})
}
