package serve

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// buckets are the upper bounds of the histogram of request times, in seconds.
var buckets = []float64{0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60}

// answered is a kind of request: its route and the status of its answer.
type answered struct {
	route  string
	status int
}

// metrics count requests.
type metrics struct {
	mu     sync.Mutex
	counts map[answered]int
	within []int // of each bucket, those before it included
	sum    float64
	n      int
}

func newMetrics() *metrics {
	return &metrics{counts: map[answered]int{}, within: make([]int, len(buckets))}
}

// measured counts requests and how long they take.
func (s *Server) measured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, out := time.Now(), &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() { s.metrics.add(answered{r.Pattern, out.status}, time.Since(start).Seconds()) }()
		next.ServeHTTP(out, r)
	})
}

func (m *metrics) add(a answered, seconds float64) {
	if a.route == "" || a.route == "/" {
		a.route = "none"
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.counts[a]++
	m.n++
	m.sum += seconds
	for i, bound := range buckets {
		if seconds <= bound {
			m.within[i]++
		}
	}
}

// statusWriter remembers the status.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers and passes on.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// writeMetrics answers GET /metrics.
func (s *Server) writeMetrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	var b strings.Builder
	stats := s.batch.Stats()
	for _, m := range []struct {
		name, kind, help string
		value            int64
	}{
		{"llm_texts_running", "gauge", "Texts in the batch.", int64(stats.Running)},
		{"llm_texts_waiting", "gauge", "Texts that wait for a place in the batch.", int64(stats.Waiting)},
		{"llm_texts_total", "counter", "Texts that are whole.", stats.Texts},
		{"llm_prompt_tokens_total", "counter", "Tokens of prompts that were read.", stats.PromptTokens},
		{"llm_tokens_total", "counter", "Tokens that were chosen.", stats.Tokens},
		{"llm_steps_total", "counter", "Steps of the batch, prompts apart.", stats.Steps},
	} {
		fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %[1]s %[3]s\n%[1]s %[4]d\n", m.name, m.help, m.kind, m.value)
	}
	s.metrics.write(&b)
	w.Write([]byte(b.String())) // whether anybody reads it shows nowhere
}

func (m *metrics) write(b *strings.Builder) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b.WriteString("# HELP llm_requests_total Requests that were answered.\n# TYPE llm_requests_total counter\n")
	for _, a := range slices.SortedFunc(maps.Keys(m.counts), func(a, b answered) int {
		return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.status, b.status))
	}) {
		fmt.Fprintf(b, "llm_requests_total{route=%q,status=\"%d\"} %d\n", a.route, a.status, m.counts[a])
	}
	b.WriteString("# HELP llm_request_seconds Time to answer a request.\n# TYPE llm_request_seconds histogram\n")
	for i, bound := range buckets {
		fmt.Fprintf(b, "llm_request_seconds_bucket{le=\"%g\"} %d\n", bound, m.within[i])
	}
	fmt.Fprintf(b, "llm_request_seconds_bucket{le=\"+Inf\"} %d\nllm_request_seconds_sum %g\n"+
		"llm_request_seconds_count %d\n", m.n, m.sum, m.n)
}
