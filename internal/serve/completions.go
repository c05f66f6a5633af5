package serve

import (
	"net/http"

	"llmfromscratch/internal/batch"
)

// completionRequest is the body of POST /v1/completions.
type completionRequest struct {
	params
	Prompt              prompts `json:"prompt"`
	MaxTokens           *int    `json:"max_tokens"`
	MaxCompletionTokens *int    `json:"max_completion_tokens"`
	LogProbs            *int    `json:"logprobs"` // how many of the likeliest, too
	Echo                bool    `json:"echo"`
}

// batchRequests are what the batch is asked for, one for each prompt.
func (c *completionRequest) batchRequests(s *Server) ([]batch.Request, error) {
	prompts, err := c.Prompt.encode(s.model.Tok, s.model.EndOfText)
	if err != nil {
		return nil, err
	}
	r := batch.Request{MaxTokens: legacyTokens, Stop: c.Stop, Echo: c.Echo}
	if r.Sampling, err = c.sampling(); err != nil {
		return nil, err
	}
	r.Sampling.Stop = []int{s.model.EndOfText}
	for name, most := range map[string]*int{"max_tokens": c.MaxTokens, "max_completion_tokens": c.MaxCompletionTokens} {
		if most != nil && *most < 0 {
			return nil, invalid(name, "invalid_value", "%s: want 0 or more, got %d", name, *most)
		}
		if most != nil {
			r.MaxTokens = *most
		}
	}
	if c.LogProbs != nil {
		if err := within("logprobs", float64(*c.LogProbs), 0, maxTop); err != nil {
			return nil, err
		}
		r.LogProbs = 1 + *c.LogProbs
	}
	requests := make([]batch.Request, len(prompts))
	for i, ids := range prompts {
		requests[i] = r
		requests[i].Prompt = ids
	}
	return requests, nil
}

// completions answers POST /v1/completions.
func (s *Server) completions(w http.ResponseWriter, r *http.Request) {
	var c completionRequest
	s.complete(w, r, &c, &c.params, endpoint{
		id:       "cmpl-",
		requests: func() ([]batch.Request, error) { return c.batchRequests(s) },
		stream:   func(work *work) { work.streamCompletion(w, &c) },
		reply:    func(work *work, outcomes []outcome) map[string]any { return work.completionReply(&c, outcomes) },
	})
}

// completionReply is a whole reply.
func (w *work) completionReply(c *completionRequest, outcomes []outcome) map[string]any {
	choices := make([]map[string]any, len(outcomes))
	for i := range outcomes {
		txt, logProbs := outcomes[i].text.String(), w.server.legacy(c, outcomes[i].tokens)
		if c.Echo {
			txt = w.promptText(i) + txt
		}
		choices[i] = map[string]any{"index": i, "text": txt, "logprobs": logProbs, "finish_reason": outcomes[i].finish}
	}
	reply := w.head("text_completion", choices)
	reply["usage"] = w.used
	return reply
}

// legacy are the log-probabilities of some tokens, nil where nobody asked.
func (s *Server) legacy(c *completionRequest, tokens []*batch.Token) *legacyLogProbs {
	if c.LogProbs == nil {
		return nil
	}
	list := &legacyLogProbs{Tokens: []string{}, Chosen: []*float64{}, Top: []map[string]float64{}, Offsets: []int{}}
	for _, t := range tokens {
		list.add(s, t)
	}
	return list
}

// promptText is a choice's prompt as a text. One that was given as ids may begin or end inside a character.
func (w *work) promptText(choice int) string {
	txt, err := w.server.model.Tok.Decode(w.requests[choice].Prompt)
	if err != nil {
		return ""
	}
	return txt
}

// streamCompletion sends the reply as it comes, an echo of the prompt at once.
func (w *work) streamCompletion(out http.ResponseWriter, c *completionRequest) {
	const object = "text_completion"
	stream := w.newStream(out, c.StreamOptions)
	offsets := make([]int, len(w.requests)) // where each text has come to
	echoed := make([]bool, len(w.requests))
	stream.finish(w, object, func(e batch.Event) error {
		txt := e.Text
		if c.Echo && !echoed[e.Choice] {
			txt, echoed[e.Choice] = w.promptText(e.Choice)+txt, true
		}
		var logProbs *legacyLogProbs
		if c.LogProbs != nil && e.Token != nil {
			logProbs = w.server.legacy(c, nil)
			logProbs.end = offsets[e.Choice]
			logProbs.add(w.server, e.Token)
			offsets[e.Choice] = logProbs.end
		}
		var finish any
		if e.Finish != "" {
			finish = e.Finish
		}
		if txt == "" && logProbs == nil && finish == nil {
			return nil
		}
		return stream.send(w.head(object, []map[string]any{
			{"index": e.Choice, "text": txt, "logprobs": logProbs, "finish_reason": finish},
		}))
	})
}
