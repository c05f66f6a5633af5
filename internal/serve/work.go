package serve

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"llmfromscratch/internal/batch"
)

// errTimeout is why a request is given up that takes too long.
var errTimeout = errors.New("the request took longer than this server allows: ask for fewer tokens")

// usage is how many tokens a request took.
type usage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
}

// work is a request on its way.
type work struct {
	server   *Server
	events   <-chan batch.Event
	requests []batch.Request
	each     int // choices of each prompt
	id       string
	created  int64
	used     usage
	end      context.CancelFunc
}

// submit hands requests to the batch, each as many times as there are choices of it. The work ends with the client's
// connection, or after the longest time that is allowed; finish must be called.
func (s *Server) submit(r *http.Request, kind string, p *params, requests []batch.Request) (*work, error) {
	n, seed := p.choices(), p.firstSeed()
	if len(requests)*n > s.opt.MaxChoices {
		return nil, invalid("n", "invalid_value", "%d prompts of %d choices each: want at most %d texts in all",
			len(requests), n, s.opt.MaxChoices)
	}
	var all []batch.Request
	used := usage{}
	for _, request := range requests {
		used.Prompt += len(request.Prompt)
		for choice := range n {
			request.Seed = seed + int64(choice)
			all = append(all, request)
		}
	}
	ctx, end := context.WithCancel(r.Context())
	if s.opt.Timeout > 0 {
		ctx, end = context.WithTimeoutCause(r.Context(), s.opt.Timeout, errTimeout)
	}
	events, err := s.batch.Submit(ctx, all...)
	if err != nil {
		end()
		return nil, err
	}
	return &work{server: s, events: events, requests: all, each: n, id: kind + newID(), created: time.Now().Unix(),
		used: used, end: end}, nil
}

// endpoint is what tells one way of asking for texts from another.
type endpoint struct {
	id       string // the beginning of a reply's id
	requests func() ([]batch.Request, error)
	stream   func(*work)
	reply    func(*work, []outcome) map[string]any
}

// complete reads a request into body, of which p are the parameters, and writes what comes of it.
func (s *Server) complete(w http.ResponseWriter, r *http.Request, body any, p *params, e endpoint) {
	work, err := func() (*work, error) {
		if err := s.readBody(w, r, body); err != nil {
			return nil, err
		}
		if err := s.named(p.Model); err != nil {
			return nil, err
		}
		if err := p.check(s.opt.MaxChoices); err != nil {
			return nil, err
		}
		requests, err := e.requests()
		if err != nil {
			return nil, err
		}
		return s.submit(r, e.id, p, requests)
	}()
	if err != nil {
		writeError(w, err)
		return
	}
	defer work.finish()
	if p.Stream {
		e.stream(work)
		return
	}
	outcomes, err := work.collect()
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, e.reply(work, outcomes))
}

// finish ends the work, if it has not ended.
func (w *work) finish() { w.end() }

// count adds an event to what was used.
func (w *work) count(e batch.Event) {
	if e.Token != nil && !e.Token.Prompt {
		w.used.Completion++
	}
	w.used.Total = w.used.Prompt + w.used.Completion
}

// outcome is what has become of one choice.
type outcome struct {
	text   strings.Builder
	tokens []*batch.Token
	finish string
}

// collect waits for all choices. The first error ends the work.
func (w *work) collect() ([]outcome, error) {
	outcomes := make([]outcome, len(w.requests))
	w.count(batch.Event{})
	for e := range w.events {
		w.count(e)
		if e.Err != nil {
			return nil, e.Err
		}
		o := &outcomes[e.Choice]
		o.text.WriteString(e.Text)
		if e.Token != nil {
			o.tokens = append(o.tokens, e.Token)
		}
		o.finish = e.Finish
	}
	return outcomes, nil
}
