package serve

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"llmfromscratch/internal/batch"
	"llmfromscratch/internal/chat"
)

// Server answers requests with one model.
type Server struct {
	model   *chat.Model
	batch   *batch.Batch
	opt     Options
	started time.Time
	metrics *metrics
	handler http.Handler
}

// New makes a server of a model and the batch that runs it, which stays the caller's to close.
func New(m *chat.Model, b *batch.Batch, opt Options) *Server {
	s := &Server{model: m, batch: b, opt: opt, started: time.Now(), metrics: newMetrics()}
	mux := http.NewServeMux()
	for pattern, handle := range map[string]http.HandlerFunc{
		"GET /v1/models": s.models, "GET /v1/models/{id...}": s.oneModel,
		"POST /v1/chat/completions": s.chatCompletions, "POST /v1/completions": s.completions,
		"POST /tokenize": s.tokenize, "POST /detokenize": s.detokenize,
		"GET /health": s.health, "GET /metrics": s.writeMetrics,
		"POST /api/chat": s.ollamaChat, "GET /api/tags": s.ollamaTags, "GET /api/version": s.version,
		"GET /{$}": s.page,
	} {
		mux.HandleFunc(pattern, handle)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.lost(mux, w, r) })
	s.handler = s.measured(s.guard(mux))
	return s
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// lost answers where there is no route: the path is none, or the method is another.
func (s *Server) lost(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := mux.Handler(other); pattern != "/" {
			w.Header().Set("Allow", method)
			writeError(w, failure(http.StatusMethodNotAllowed, invalidRequest, "", "method_not_allowed",
				r.URL.Path+" wants the method "+method))
			return
		}
	}
	writeError(w, failure(http.StatusNotFound, invalidRequest, "", "not_found", "there is no "+quoted(r.URL.Path)+
		" here"))
}

// newID is a part of a reply's id that no other has.
func newID() string {
	id := make([]byte, 12)
	rand.Read(id) // never fails
	return hex.EncodeToString(id)
}

// quoted is a text of a request in an error.
func quoted(txt string) string {
	const most = 100
	if runes := []rune(txt); len(runes) > most {
		txt = string(runes[:most]) + "…"
	}
	return strconv.Quote(txt)
}
