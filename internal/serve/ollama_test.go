package serve_test

import (
	"strings"
	"testing"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/internal/batch/batchtest"
)

// Chapter 7's own client of Ollama, unchanged.
func TestChapter7sJudgeIsAnswered(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	judge := instruct.NewOllama("letters")
	judge.Address = url
	reply, err := judge.Ask(t.Context(), "ab")
	if err != nil || !strings.HasPrefix(reply, "cdefg") {
		t.Errorf("%q, %v", reply, err)
	}
	judge.Model = "llama3"
	if _, err := judge.Ask(t.Context(), "ab"); err == nil || !strings.Contains(err.Error(), "letters") ||
		!strings.Contains(err.Error(), "404") {
		t.Errorf("another model: %v", err)
	}
}

func TestOllamaRepliesAtOnceOrInLines(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	_, _, body := post(t, url+"/api/chat", `{"model":"letters:latest","stream":false,"messages":[{"role":"user",
		"content":"ab"}],"options":{"temperature":0,"num_predict":3,"num_ctx":4096,"stop":["e"]},"keep_alive":"5m"}`)
	reply := object(t, body)
	wants(t, reply, "map[content:cd role:assistant]", "message")
	wants(t, reply, true, "done")
	wants(t, reply, "stop", "done_reason")
	wants(t, reply, 3, "eval_count")
	wants(t, reply, 2, "prompt_eval_count")

	_, header, body := post(t, url+"/api/chat",
		`{"messages":[{"role":"user","content":"ab"}],"options":{"temperature":0,"num_predict":3}}`)
	lines := strings.Split(strings.TrimSpace(body), "\n")
	var said string
	for i, line := range lines {
		reply := object(t, line)
		said += at(reply, "message", "content").(string)
		wants(t, reply, i == len(lines)-1, "done")
	}
	if said != "cde" || header.Get("Content-Type") != "application/x-ndjson" {
		t.Errorf("%q, %v", said, header)
	}
	for body, want := range map[string]string{
		`{"messages":[{"role":"user","content":"ab"}],"think":true}`:             "think",
		`{"messages":[{"role":"user","content":"ab"}],"options":{"mirostat":1}}`: "options.mirostat",
		`{"messages":[{"role":"user","content":"ab"}],"format":"json"}`:          "format",
	} {
		status, _, answer := post(t, url+"/api/chat", body)
		if msg, _ := object(t, answer)["error"].(string); status != 400 || !strings.Contains(msg, want) {
			t.Errorf("%s: %d %s", body, status, answer)
		}
	}
}
