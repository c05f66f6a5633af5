package instruct_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/book"
)

// replies is a judge that gives one reply after the other.
type replies []string

func (r *replies) Ask(context.Context, string) (string, error) {
	if len(*r) == 0 {
		return "", errors.New("nothing more to say")
	}
	reply := (*r)[0]
	*r = (*r)[1:]
	return reply, nil
}

// testAnswers are the first test entries of the book with the answers that it prints.
func testAnswers(t *testing.T) []instruct.Answer {
	t.Helper()
	parts := must(instruct.Split(bookEntries(t), instruct.BookTrain, instruct.BookTest))
	var answers []instruct.Answer
	for i, response := range must(must(book.Find("ch07.eval.prompts")).Input("responses").Strings()) {
		answers = append(answers, instruct.Answer{Entry: parts.Test[i], Response: response})
	}
	return answers
}

func TestJudgePromptsAreTheBooks(t *testing.T) {
	var prompts []string
	for _, a := range testAnswers(t) {
		prompts = append(prompts, instruct.JudgePrompt(a.Entry, a.Response))
	}
	check(t, "ch07.eval.prompts", prompts)
}

func TestScoresAreReadAsInTheBook(t *testing.T) {
	id := "ch07.eval.scores"
	judge := replies(must(must(book.Find(id)).Input("replies").Strings()))
	answers := make([]instruct.Answer, len(judge))
	if err := instruct.JudgeAll(t.Context(), &judge, answers, nil); err != nil {
		t.Fatal(err)
	}
	var scores []int
	for _, a := range answers {
		if a.Score != nil {
			scores = append(scores, *a.Score)
		}
	}
	first := testAnswers(t)[0]
	check(t, id, map[string]any{
		"scores": scores, "average": must(instruct.Score(answers)).Judge,
		"prompt0": instruct.ScorePrompt(first.Entry, first.Response),
	})
}

func TestNonsenseLeavesAnEntryUnscored(t *testing.T) {
	judge := replies{"90", "I would say 85.", "-3", "101", "9.5", "", "٣", "0x10", "70\n"}
	answers := make([]instruct.Answer, len(judge))
	if err := instruct.JudgeAll(t.Context(), &judge, answers, nil); err != nil {
		t.Fatal(err)
	}
	s := must(instruct.Score(answers))
	if s.Entries != 9 || s.Judged != 2 || s.Judge != 80 {
		t.Errorf("%+v", s)
	}
	if answers[1].Score != nil || answers[1].Verdict != "I would say 85." {
		t.Errorf("%+v", answers[1])
	}
	_, err := instruct.ParseScore(strings.Repeat("blah ", 1000))
	if !errors.Is(err, instruct.ErrNoScore) || len(err.Error()) > 200 {
		t.Errorf("error %v", err)
	}
}

func TestWhatAJudgeThinksIsNoPartOfItsReply(t *testing.T) {
	for reply, want := range map[string]int{
		"<think>\nSeason for season, 20 of 100?\n</think>\n\n85": 85,
		"<think></think>85":                             85,
		"  <THINK>90, or 10?</THINK> 0 ":                0,
		"<thinking>Well.</thinking>\n100\n":             100,
		"Season for season.\n</think>\n\n40":            40,
		"<think>a <think>b</think> c</think>7":          7,
		"<think>once</think>\n<think>twice</think>\n55": 55,
		"<reasoning>50</reasoning>60":                   60,
		"<think>The <b>bold</b> 3</think>4":             4,
	} {
		if got, err := instruct.ParseScore(reply); got != want || err != nil {
			t.Errorf("%q is %d, %v; want %d", reply, got, err, want)
		}
	}
	for _, reply := range []string{
		"<think>85", "<think>\n85\n", "<think>85</think>", "<think>It is</think> A fair 85.",
		"85 <think>or 90?</think> 90",
		"<think>x</think>85</b>", "< think >x</ think >85", "<think>x</think>101", "</think>", "85<think></think>",
	} {
		if got, err := instruct.ParseScore(reply); !errors.Is(err, instruct.ErrNoScore) {
			t.Errorf("%q is %d, %v", reply, got, err)
		}
	}
	_, err := instruct.ParseScore("<think>" + strings.Repeat("hm ", 1000) + "</think>A fair 85.")
	if err == nil || !strings.Contains(err.Error(), `"A fair 85."`) {
		t.Errorf("the reply shown is that behind the thoughts: %v", err)
	}
}

// A server that refuses the field is asked without it, from then on.
func TestServersThatKnowNothingOfThinkingAreAsked(t *testing.T) {
	for name, body := range map[string]string{
		"Ollama":          `{"error":"\"llama3\" does not support thinking"}`,
		"Ollama, another": `{"error":"think value \"false\" is not supported for this model"}`,
		"strict":          `{"error":"json: unknown field \"think\""}`,
		"a gateway":       `{"detail":[{"loc":["body","think"],"msg":"Extra inputs are not permitted"}]}`,
		"words":           `Unrecognized parameter: 'Think'`,
	} {
		for _, status := range []int{400, 422} {
			var asked []bool
			o := server(t, func(w http.ResponseWriter, request map[string]any) {
				_, thinks := request["think"]
				if asked = append(asked, thinks); thinks {
					w.WriteHeader(status)
					io.WriteString(w, body)
					return
				}
				io.WriteString(w, `{"message":{"content":"85"},"done":true}`)
			})
			for range 2 {
				if reply, err := o.Ask(t.Context(), "x"); reply != "85" || err != nil {
					t.Errorf("%s, %d: %q, %v", name, status, reply, err)
				}
			}
			if fmt.Sprint(asked) != "[true false false]" {
				t.Errorf("%s, %d: asked with the field: %v", name, status, asked)
			}
		}
	}
	tries := 0
	o := server(t, func(w http.ResponseWriter, _ map[string]any) {
		tries++
		w.WriteHeader(400)
		io.WriteString(w, `{"error":"no such option"}`)
	})
	if _, err := o.Ask(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), "no such option") || tries != 1 {
		t.Errorf("another reason: %v after %d requests", err, tries)
	}
	o = server(t, func(w http.ResponseWriter, _ map[string]any) {
		w.WriteHeader(400)
		io.WriteString(w, `{"error":"unthinkable"}`)
	})
	if _, err := o.Ask(t.Context(), "x"); err == nil ||
		!strings.Contains(err.Error(), "400 Bad Request: unthinkable") ||
		strings.Contains(err.Error(), "field") {
		t.Errorf("a refusal that stays: %v", err)
	}
}

// What a model thinks comes beside its reply from servers that know of it.
func TestThoughtsBesideTheReplyAreLeftOut(t *testing.T) {
	o := server(t, func(w http.ResponseWriter, _ map[string]any) {
		io.WriteString(w, `{"message":{"content":"","thinking":"20?"}}`+"\n"+`{"message":{"content":"85"},"done":true}`)
	})
	if reply, err := o.Ask(t.Context(), "x"); reply != "85" || err != nil {
		t.Errorf("%q, %v", reply, err)
	}
}

func TestJudgingGoesOnWhereItWasInterrupted(t *testing.T) {
	judge := replies{"10", "20"}
	answers := make([]instruct.Answer, 3)
	if err := instruct.JudgeAll(t.Context(), &judge, answers, nil); err == nil ||
		!strings.Contains(err.Error(), "entry 2") {
		t.Fatalf("error %v", err)
	}
	judge = replies{"60"} // one reply is enough for the one that is left
	if err := instruct.JudgeAll(t.Context(), &judge, answers, nil); err != nil {
		t.Fatal(err)
	}
	if s := must(instruct.Score(answers)); s.Judge != 30 || s.Judged != 3 {
		t.Errorf("%+v", s)
	}
}

// server is a stand-in for Ollama.
func server(t *testing.T, handle func(w http.ResponseWriter, request map[string]any)) *instruct.Ollama {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request map[string]any
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil || r.URL.Path != "/api/chat" ||
			r.Method != http.MethodPost {
			t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
		}
		handle(w, request)
	}))
	t.Cleanup(s.Close)
	o := instruct.NewOllama("llama3")
	o.Address = s.URL
	return o
}

func TestOllamaIsAskedAsInTheBook(t *testing.T) {
	o := server(t, func(w http.ResponseWriter, request map[string]any) {
		want := `{"messages":[{"content":"How good?","role":"user"}],"model":"llama3","options":{"num_ctx":2048,"seed":123,"temperature":0},"think":false}`
		if got := string(must(json.Marshal(request))); got != want {
			t.Errorf("request %s, want %s", got, want)
		}
		for _, piece := range []string{"8", "5"} {
			fmt.Fprintf(w, `{"model":"llama3","message":{"role":"assistant","content":%q},"done":false}`+"\n", piece)
			w.(http.Flusher).Flush()
		}
		fmt.Fprint(w, `{"done":true,"total_duration":12}`)
	})
	if reply, err := o.Ask(t.Context(), "How good?"); reply != "85" || err != nil {
		t.Errorf("%q, %v", reply, err)
	}
}

func TestOllamasTroublesAreClear(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		body   string
		want   []string
	}{
		"unknown model": {404, `{"error":"model \"llama3\" not found, try pulling it first"}`,
			[]string{"not found", "ollama pull llama3"}},
		"server error":   {500, `{"error":"out of memory"}`, []string{"500", "out of memory"}},
		"not Ollama":     {404, "<html>nothing here</html>", []string{"404", "nothing here"}},
		"a web page":     {200, "<html>welcome</html>", []string{"line 1 is not what Ollama sends"}},
		"error in line":  {200, `{"error":"the model crashed"}`, []string{"the model crashed"}},
		"cut off":        {200, `{"message":{"content":"8"}}` + "\n", []string{"ended before it was done"}},
		"cut off inside": {200, `{"message":{"cont`, []string{"line 1"}},
		"nothing":        {200, "", []string{"ended before it was done"}},
		"endless": {200, strings.Repeat(`{"message":{"content":"`+strings.Repeat("blah ", 10_000)+`"}}`+"\n",
			40), []string{"longer than"}},
		"endless line": {200, strings.Repeat("x", 2<<20), []string{"token too long"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := server(t, func(w http.ResponseWriter, _ map[string]any) {
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body) // the client may have heard enough
			})
			reply, err := o.Ask(t.Context(), "x")
			if err == nil {
				t.Fatalf("reply %q", reply)
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %v, want %q", err, want)
				}
			}
		})
	}
}

func TestWithoutAServerThereIsAWayOn(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // a port that nobody listens on once it is closed
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	o := instruct.NewOllama("phi3")
	o.Address = "http://" + l.Addr().String()
	_, err = o.Ask(t.Context(), "x")
	if !errors.Is(err, instruct.ErrNoServer) {
		t.Fatalf("error %v", err)
	}
	for _, want := range []string{o.Address, "ollama serve", "ollama pull phi3", "F1 and log-likelihood"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	for _, address := range []string{"", "localhost:11434", "ftp://localhost", "http://", "\x00"} {
		o.Address = address
		if _, err := o.Ask(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), instruct.OllamaAddress) {
			t.Errorf("address %q: %v", address, err)
		}
	}
}

func TestSilentServerIsLeft(t *testing.T) {
	release := make(chan struct{})
	o := server(t, func(http.ResponseWriter, map[string]any) { <-release })
	defer close(release)
	o.Timeout = 20 * time.Millisecond
	if _, err := o.Ask(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), "no reply within 20ms") {
		t.Errorf("error %v", err)
	}
	o.Timeout = 0
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := o.Ask(ctx, "x"); !errors.Is(err, context.Canceled) || errors.Is(err, instruct.ErrNoServer) {
		t.Errorf("error %v", err)
	}
}

func TestOfflineOnlyThisMachineIsAsked(t *testing.T) {
	t.Setenv("LLM_OFFLINE", "1")
	o := server(t, func(w http.ResponseWriter, _ map[string]any) {
		io.WriteString(w, `{"message":{"content":"8"},"done":true}`)
	})
	if reply, err := o.Ask(t.Context(), "x"); err != nil || reply != "8" {
		t.Errorf("a server of this machine: %q, %v", reply, err)
	}
	o.Client = &http.Client{Transport: canned(`{"message":{"content":"8"},"done":true}`)}
	for _, address := range []string{"http://judge.example:11434", "http://10.1.2.3"} {
		o.Address = address
		if _, err := o.Ask(t.Context(), "x"); !errors.Is(err, assets.ErrOffline) ||
			!strings.Contains(err.Error(), address) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func FuzzParseScore(f *testing.F) {
	for _, s := range []string{"<think>1</think>2", "x</think>3", "<think>4", "85", " 90\n", "Score: 70", "7.5", "100",
		"", "+5", "1e2", "999999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, reply string) {
		score, err := instruct.ParseScore(reply)
		if err == nil && (score < 0 || score > 100) || err != nil && score != 0 {
			t.Errorf("%q is %d, %v", reply, score, err)
		}
	})
}

func FuzzOllamaReply(f *testing.F) {
	f.Add(`{"message":{"content":"8"},"done":false}` + "\n" + `{"done":true}`)
	f.Add("{}\n\n[]")
	f.Fuzz(func(t *testing.T, body string) {
		o := instruct.NewOllama("m")
		o.Client = &http.Client{Transport: canned(body)}
		reply, err := o.Ask(t.Context(), "x")
		if err != nil && reply != "" {
			t.Errorf("reply %q with error %v", reply, err)
		}
	})
}

// canned answers every request with one body.
type canned string

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Status: "200 OK", Body: io.NopCloser(strings.NewReader(string(c))),
		Request: r}, nil
}

func ExampleScorePrompt() {
	fmt.Println(instruct.ScorePrompt(instruct.Entry{Instruction: "Name the author of 'Emma'.", Output: "Jane Austen."},
		"Emma wrote it."))
	// Output:
	// Given the input `Below is an instruction that describes a task. Write a response that appropriately completes the request.
	//
	// ### Instruction:
	// Name the author of 'Emma'.` and correct output `Jane Austen.`, score the model response `Emma wrote it.` on a scale from 0 to 100, where 100 is the best score. Respond with the integer number only.
}
