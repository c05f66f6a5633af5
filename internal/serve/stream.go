package serve

import (
	"encoding/json"
	"net/http"
	"time"

	"llmfromscratch/internal/batch"
)

// stream writes server-sent events. A client that does not read is given up after a while.
type stream struct {
	out     http.ResponseWriter
	control *http.ResponseController
	stall   time.Duration
	usage   bool
}

// newStream begins the reply.
func (w *work) newStream(out http.ResponseWriter, opt *streamOptions) *stream {
	h := out.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Accel-Buffering", "no") // a proxy passes each event on as it comes
	return &stream{out: out, control: http.NewResponseController(out), stall: w.server.opt.Stall,
		usage: opt != nil && opt.IncludeUsage}
}

// send writes one event. Where usage is wanted, it is null in all events but the last, as OpenAI has it.
func (s *stream) send(value map[string]any) error {
	if _, ok := value["usage"]; s.usage && !ok {
		value["usage"] = nil
	}
	content, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return s.write(content)
}

func (s *stream) write(content []byte) error {
	return writeNow(s.control, s.out, s.stall, "data: "+string(content)+"\n\n")
}

// writeNow writes a piece of a reply that comes in pieces, within a time. A writer without deadlines, such as a test's,
// is written to without.
func writeNow(control *http.ResponseController, out http.ResponseWriter, stall time.Duration, piece string) error {
	_ = control.SetWriteDeadline(time.Now().Add(stall))
	if _, err := out.Write([]byte(piece)); err != nil {
		return err
	}
	return control.Flush()
}

// finish sends all events of a work, then usage, if it is wanted, and the mark of the end. An error of the work is an
// event: the status was sent long ago.
func (s *stream) finish(w *work, object string, each func(e batch.Event) error) {
	w.count(batch.Event{})
	for e := range w.events {
		w.count(e)
		if e.Err != nil {
			if content, err := json.Marshal(map[string]*apiError{"error": asAPI(e.Err)}); err == nil {
				_ = s.write(content) // whether it arrives or not, this is the end
			}
			return
		}
		if each(e) != nil {
			return
		}
	}
	if s.usage {
		last := w.head(object, []map[string]any{})
		last["usage"] = w.used
		if s.send(last) != nil {
			return
		}
	}
	_ = s.write([]byte("[DONE]")) // there is nobody to tell
}

// head is what all replies begin with.
func (w *work) head(object string, choices []map[string]any) map[string]any {
	return map[string]any{"id": w.id, "object": object, "created": w.created, "model": w.server.model.Name,
		"choices": choices}
}
