package serve_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"llmfromscratch/internal/batch"
	"llmfromscratch/internal/batch/batchtest"
	"llmfromscratch/internal/chat"
	"llmfromscratch/internal/serve"
	"llmfromscratch/internal/small"
)

// letters is a model whose next letter is the one after the last.
func letters() *chat.Model {
	return &chat.Model{Name: "letters", Tok: small.Letters{}, EndOfText: strings.IndexByte(small.Alphabet, '.'),
		ContextLength: 64, VocabSize: batchtest.Vocab, Parameters: 1000}
}

// open starts a server that ends with the test, which must leave no goroutine behind.
func open(t *testing.T, m *chat.Model, e batch.Engine, change func(b *batch.Options, s *serve.Options)) string {
	t.Helper()
	before := runtime.NumGoroutine()
	b, s := batch.Options{Slots: 4, Waiting: 16}, serve.DefaultOptions()
	if change != nil {
		change(&b, &s)
	}
	running := batch.New(e, m.Batch(), b)
	server := httptest.NewServer(serve.New(m, running, s))
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		server.Close()
		running.Close()
		for range 200 {
			if runtime.NumGoroutine() <= before {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
	})
	return server.URL
}

// post sends a body and returns status, header and answer.
func post(t *testing.T, url, body string) (int, http.Header, string) {
	t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return read(t, resp)
}

func get(t *testing.T, url string) (int, http.Header, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, resp)
}

func read(t *testing.T, resp *http.Response) (int, http.Header, string) {
	t.Helper()
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(content)
}

// object reads a JSON object.
func object(t *testing.T, content string) map[string]any {
	t.Helper()
	var value map[string]any
	if err := json.Unmarshal([]byte(content), &value); err != nil {
		t.Fatalf("%v: %s", err, content)
	}
	return value
}

// at finds a value in nested lists and objects: at(reply, "choices", 0, "text").
func at(value any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := value.(map[string]any)
			value = m[step]
		case int:
			l, _ := value.([]any)
			if step >= len(l) {
				return nil
			}
			value = l[step]
		}
	}
	return value
}

// wants compares values of a reply with what they should be, as fmt prints them.
func wants(t *testing.T, reply any, want any, path ...any) {
	t.Helper()
	if got := at(reply, path...); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v is %v, want %v", path, got, want)
	}
}

// events are the objects of a stream of server-sent events; the last one must be [DONE].
func events(t *testing.T, stream string) (list []map[string]any) {
	t.Helper()
	parts := strings.Split(strings.TrimSuffix(stream, "\n\n"), "\n\n")
	for i, part := range parts {
		data, ok := strings.CutPrefix(part, "data: ")
		if last := i == len(parts)-1; !ok || last != (data == "[DONE]") {
			t.Fatalf("event %d of %d is %q", i, len(parts), part)
		}
		if data != "[DONE]" {
			list = append(list, object(t, data))
		}
	}
	return list
}

func TestChatCompletionIsAsOpenAIHasIt(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	status, _, body := post(t, url+"/v1/chat/completions",
		`{"model":"letters","messages":[{"role":"user","content":"ab"}],"max_tokens":3,"temperature":0}`)
	reply := object(t, body)
	if id, _ := at(reply, "id").(string); status != 200 || !strings.HasPrefix(id, "chatcmpl-") {
		t.Errorf("%d: %s", status, body)
	}
	wants(t, reply, "chat.completion", "object")
	wants(t, reply, "letters", "model")
	wants(t, reply, "map[content:cde refusal:<nil> role:assistant]", "choices", 0, "message")
	wants(t, reply, "length", "choices", 0, "finish_reason")
	wants(t, reply, "<nil>", "choices", 0, "logprobs")
	wants(t, reply, "map[completion_tokens:3 prompt_tokens:2 total_tokens:5]", "usage")
}

func TestStreamBeginsWithTheRoleAndEndsWithUsage(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	status, header, body := post(t, url+"/v1/chat/completions", `{"messages":[{"role":"user","content":"ab"}],"n":2,
		"max_completion_tokens":3,"temperature":0,"stream":true,"stream_options":{"include_usage":true}}`)
	if status != 200 || !strings.HasPrefix(header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("%d: %s", status, body)
	}
	list := events(t, body)
	var said [2]string
	for i, e := range list[:len(list)-1] {
		wants(t, e, "chat.completion.chunk", "object")
		if usage, ok := e["usage"]; !ok || usage != nil {
			t.Errorf("usage of event %d is %v", i, usage)
		}
		choice := int(at(e, "choices", 0, "index").(float64))
		if i < 2 {
			wants(t, e, "assistant", "choices", 0, "delta", "role")
		}
		txt, _ := at(e, "choices", 0, "delta", "content").(string)
		if said[choice] += txt; at(e, "choices", 0, "finish_reason") != nil {
			said[choice] += "!"
		}
	}
	if said != [2]string{"cde!", "cde!"} {
		t.Errorf("%q", said)
	}
	last := list[len(list)-1]
	wants(t, last, "[]", "choices")
	wants(t, last, "map[completion_tokens:6 prompt_tokens:2 total_tokens:8]", "usage")
}

func TestCompletionEchoesAndScoresPrompts(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	_, _, body := post(t, url+"/v1/completions",
		`{"prompt":[[0,1,3],[0,1]],"max_tokens":1,"temperature":0,"echo":true,"logprobs":2}`)
	reply := object(t, body)
	wants(t, reply, "abde", "choices", 0, "text")
	wants(t, reply, "abc", "choices", 1, "text")
	wants(t, reply, "[a b d e]", "choices", 0, "logprobs", "tokens")
	wants(t, reply, "[0 1 2 3]", "choices", 0, "logprobs", "text_offset")
	wants(t, reply, "<nil>", "choices", 0, "logprobs", "token_logprobs", 0)
	b, d := at(reply, "choices", 0, "logprobs", "token_logprobs", 1).(float64),
		at(reply, "choices", 0, "logprobs", "token_logprobs", 2).(float64)
	if b < -0.01 || d > -8.99 { // b is what comes after a, d is not what comes after b
		t.Errorf("b %v, d %v", b, d)
	}
	top, _ := at(reply, "choices", 0, "logprobs", "top_logprobs", 1).(map[string]any)
	if len(top) != 2 || top["b"] != b {
		t.Errorf("%v", top)
	}

	_, _, body = post(t, url+"/v1/completions", `{"prompt":"abd","max_tokens":0,"echo":true,"logprobs":0}`)
	wants(t, object(t, body), "abd", "choices", 0, "text")
	wants(t, object(t, body), 3, "usage", "prompt_tokens")

	_, _, body = post(t, url+"/v1/completions",
		`{"prompt":"ab","max_tokens":2,"temperature":0,"echo":true,"logprobs":0,"stream":true}`)
	var txt string
	var offsets []any
	for _, e := range events(t, body) {
		txt += at(e, "choices", 0, "text").(string)
		list, _ := at(e, "choices", 0, "logprobs", "text_offset").([]any)
		offsets = append(offsets, list...)
	}
	if txt != "abcd" || fmt.Sprint(offsets) != "[0 1 2 3]" {
		t.Errorf("%q at %v", txt, offsets)
	}
}

func TestChatLogProbsHaveBytes(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	_, _, body := post(t, url+"/v1/chat/completions", `{"messages":[{"role":"user","content":"ab"}],"max_tokens":2,
		"temperature":0,"logprobs":true,"top_logprobs":3,"stream":true}`)
	var tokens string
	for _, e := range events(t, body) {
		for _, entry := range func() []any { l, _ := at(e, "choices", 0, "logprobs", "content").([]any); return l }() {
			tokens += at(entry, "token").(string)
			wants(t, entry, []int{int(at(entry, "token").(string)[0])}, "bytes")
			wants(t, entry, at(entry, "token"), "top_logprobs", 0, "token")
			wants(t, entry, at(entry, "logprob"), "top_logprobs", 0, "logprob")
			if n := len(at(entry, "top_logprobs").([]any)); n != 3 {
				t.Errorf("%d top tokens", n)
			}
		}
	}
	if tokens != "cd" {
		t.Errorf("tokens %q", tokens)
	}
}

// What a request asks for and the server does not do is refused by name; what asks for nothing is not.
func TestWhatIsNotSupportedIsRefusedByName(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	const chat, plain = "/v1/chat/completions", "/v1/completions"
	say := func(rest string) string {
		return `{"max_tokens":1,"messages":[{"role":"user","content":"ab"}]` + rest + `}`
	}
	for _, tc := range []struct{ path, body, want string }{
		{chat, say(`,"tools":[{"type":"function"}]`), "tools"},
		{chat, say(`,"response_format":{"type":"json_object"}`), "response_format"},
		{chat, say(`,"logit_bias":{"5":1}`), "logit_bias"},
		{chat, say(`,"Temperature":1`), "Temperature"},
		{chat, say(`,"nonsense":1`), "nonsense"},
		{chat, say(`,"stream":true,"stream_options":{"include_obfuscation":true}`),
			"stream_options.include_obfuscation"},
		{chat, `{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}`, "image_url"},
		{chat, `{"messages":[{"role":"user","content":"a","tool_calls":[1]}]}`, "messages[0].tool_calls"},
		{chat, `{"messages":[{"role":"tool","content":"a"}]}`, "role"},
		{chat, `{"messages":[{"role":"assistant","content":"a"}]}`, "last message"},
		{chat, `{"messages":[]}`, "messages"},
		{chat, `{}`, "messages"},
		{chat, `[1]`, "JSON object"},
		{chat, `null`, "JSON object"},
		{chat, `{"messages":`, "JSON object"},
		{chat, say(`,"temperature":"hot"`), "temperature"},
		{chat, say(`,"temperature":-1`), "temperature"},
		{chat, say(`,"temperature":1e999`), "temperature"},
		{chat, say(`,"top_p":1.5`), "top_p"},
		{chat, say(`,"top_k":-5`), "top_k"},
		{chat, say(`,"top_k":1.5`), "top_k"},
		{chat, say(`,"min_p":-1`), "min_p"},
		{chat, say(`,"frequency_penalty":3`), "frequency_penalty"},
		{chat, say(`,"presence_penalty":-3`), "presence_penalty"},
		{chat, say(`,"repetition_penalty":-1`), "repetition_penalty"},
		{chat, say(`,"n":0`), "n:"},
		{chat, say(`,"n":1000000`), "n:"},
		{chat, say(`,"max_completion_tokens":0`), "max_completion_tokens"},
		{chat, say(`,"max_tokens":-1`), "max_tokens"},
		{chat, say(`,"stop":5`), "stop"},
		{chat, say(`,"stop":[""]`), "stop"},
		{chat, say(`,"stop":["` + strings.Repeat("a", 2000) + `"]`), "stop"},
		{chat, say(`,"seed":1.5`), "seed"},
		{chat, say(`,"top_logprobs":2`), "top_logprobs"},
		{chat, say(`,"logprobs":true,"top_logprobs":21`), "top_logprobs"},
		{chat, say(`,"stream_options":{"include_usage":true}`), "stream_options"},
		{chat, `{"messages":[{"role":"user","content":"NO"}]}`, "no letter"},
		{plain, `{"prompt":"ab","best_of":3}`, "best_of"},
		{plain, `{"prompt":"ab","suffix":"x"}`, "suffix"},
		{plain, `{"prompt":{"a":1}}`, "prompt"},
		{plain, `{"prompt":[99]}`, "token 99"},
		{plain, `{"prompt":[[1],[-5]]}`, "token -5"},
		{plain, `{"prompt":"ab","logprobs":100}`, "logprobs"},
		{plain, `{"prompt":["a","b","c","d","e"],"n":4}`, "at most 16"},
		{"/tokenize", `{}`, "content"},
		{"/detokenize", `{"tokens":[1,99]}`, "tokens[1]"},
	} {
		status, _, body := post(t, url+tc.path, tc.body)
		e := at(object(t, body), "error")
		if msg, _ := at(e, "message").(string); status != 400 || !strings.Contains(msg, tc.want) ||
			at(e, "type") != "invalid_request_error" {
			t.Errorf("%s: %d %s, want %q", tc.body, status, body, tc.want)
		}
	}
	for _, rest := range []string{`,"tools":[],"tool_choice":"none","logit_bias":{},"response_format":{"type": "text"}`,
		`,"store":false,"metadata":null,"functions":null,"user":"me","n":1,"stop":null,"seed":-5`, `,"top_k":-1`,
		`,"top_p":0,"temperature":2`} {
		if status, _, body := post(t, url+chat, say(rest)); status != 200 {
			t.Errorf("%s: %d %s", rest, status, body)
		}
	}
}

func TestOtherModelsAndPathsAreNotFound(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	status, _, body := post(t, url+"/v1/chat/completions",
		`{"model":"gpt-5","messages":[{"role":"user","content":"a"}]}`)
	if status != 404 || !strings.Contains(body, "model_not_found") || !strings.Contains(body, "letters") {
		t.Errorf("%d %s", status, body)
	}
	for path, want := range map[string]int{"/v1/models/gpt-5": 404, "/v1/models/letters": 200, "/v1/models": 200,
		"/v1/embeddings": 404, "/v1/chat/completions": 405, "/health": 200, "/metrics": 200, "/": 200, "/x": 404,
		"/api/tags": 200, "/api/version": 200} {
		if status, _, body := get(t, url+path); status != want {
			t.Errorf("GET %s: %d %s, want %d", path, status, body, want)
		}
	}
	_, _, body = get(t, url+"/v1/models")
	wants(t, object(t, body), "letters", "data", 0, "id")
}

func TestTokensThereAndBack(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	_, _, body := post(t, url+"/tokenize", `{"content":"abc"}`)
	wants(t, object(t, body), "[0 1 2]", "tokens")
	_, _, body = post(t, url+"/tokenize", `{"prompt":"abc","with_pieces":true}`)
	wants(t, object(t, body), "map[id:1 piece:b]", "tokens", 1)
	wants(t, object(t, body), 3, "count")
	_, _, body = post(t, url+"/detokenize", `{"tokens":[2,1,0]}`)
	wants(t, object(t, body), "cba", "content")
}

func TestPagesOfOtherSitesAreRefused(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	for _, change := range []func(r *http.Request){
		func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		func(r *http.Request) { r.Header.Set("Origin", "https://example.org") },
		func(r *http.Request) { r.Host = "example.org" },
		func(r *http.Request) { r.Host = "127.0.0.1.example.org:80" },
	} {
		body := bytes.NewBufferString(`{"content":"a"}`)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/tokenize", body)
		if err != nil {
			t.Fatal(err)
		}
		change(r)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if status, _, body := read(t, resp); status != http.StatusForbidden {
			t.Errorf("%v %s: %d %s", r.Header, r.Host, status, body)
		}
	}
}

func TestMetricsCount(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	post(t, url+"/v1/completions", `{"prompt":"ab","max_tokens":4}`)
	post(t, url+"/v1/completions", `{"nonsense":1}`)
	_, header, body := get(t, url+"/metrics")
	for _, line := range []string{"llm_tokens_total 4", "llm_prompt_tokens_total 2", "llm_texts_total 1",
		`llm_requests_total{route="POST /v1/completions",status="200"} 1`,
		`llm_requests_total{route="POST /v1/completions",status="400"} 1`, "llm_request_seconds_count 2"} {
		if !strings.Contains(body, line+"\n") {
			t.Errorf("no line %q in\n%s", line, body)
		}
	}
	if !strings.HasPrefix(header.Get("Content-Type"), "text/plain; version=0.0.4") {
		t.Errorf("%v", header)
	}
}
