package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"llmfromscratch/shared/backend"
)

// piped runs a command with lines that come in.
func piped(t *testing.T, in string, args ...string) (out, log string, err error) {
	t.Helper()
	var o, e bytes.Buffer
	root := newRootCmd()
	root.SetArgs(args)
	root.SetIn(strings.NewReader(in))
	root.SetOut(&o)
	root.SetErr(&e)
	err = root.ExecuteContext(t.Context())
	return o.String(), e.String(), err
}

// watched is an output that a test may read while it is written.
type watched struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(p)
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}

var answersAt = regexp.MustCompile(`answers at (http://\S+)`)

// served runs "llm serve" until the test ends, and returns where it answers and what it has said.
func served(t *testing.T, args ...string) (url, said string) {
	t.Helper()
	var log watched
	root := newRootCmd()
	root.SetArgs(append([]string{"serve", "--addr=127.0.0.1:0"}, args...))
	root.SetErr(&log)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- root.ExecuteContext(ctx) }()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	for range 1000 {
		if m := answersAt.FindStringSubmatch(log.String()); m != nil {
			return m[1], log.String()
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal(log.String())
	return "", ""
}

// complete asks a server for the text after a prompt.
func complete(t *testing.T, url string, seed int) string {
	t.Helper()
	body := fmt.Sprintf(`{"prompt":"Every effort","max_tokens":12,"temperature":1.5,"top_k":50,"top_p":0.95,`+
		`"repetition_penalty":1.2,"seed":%d}`, seed)
	resp, err := http.Post(url+"/v1/completions", "application/json", strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return ""
	}
	defer resp.Body.Close()
	var reply struct{ Choices []struct{ Text string } }
	if err := json.NewDecoder(resp.Body).Decode(&reply); err != nil || len(reply.Choices) != 1 {
		t.Errorf("%+v, %v", reply, err)
		return ""
	}
	return reply.Choices[0].Text
}

// The same seed, prompt and settings give the same text from all three commands, alone and among others.
func TestGenerateChatAndServeSayTheSame(t *testing.T) {
	model := savedModel(t, exactModel(t))
	for _, engine := range []string{"--engine=plain", "--backend=" + backend.GoSequential} {
		t.Run(engine, func(t *testing.T) { sayTheSame(t, "--model", model, engine) })
	}
}

func sayTheSame(t *testing.T, model ...string) {
	url, _ := served(t, append(slices.Clone(model), "--batch=3")...)
	settings := append(slices.Clone(model), "--tokens=12", "--temperature=1.5", "--top-k=50", "--top-p=0.95",
		"--repetition-penalty=1.2")
	var want [4]string
	for seed := range want {
		args := append(slices.Clone(settings), fmt.Sprint("--seed=", seed))
		out, err := execute(t, slices.Concat([]string{"generate", "--json"}, args, []string{"Every effort"})...)
		if err != nil {
			t.Fatal(err)
		}
		var result struct{ Text string }
		if err := json.Unmarshal([]byte(out), &result); err != nil {
			t.Fatal(err)
		}
		want[seed] = strings.TrimPrefix(result.Text, "Every effort")
		if got := complete(t, url, seed); got != want[seed] {
			t.Errorf("seed %d: serve says %q, generate %q", seed, got, want[seed])
		}
		out, _, err = piped(t, "Every effort\n", append([]string{"chat"}, args...)...)
		line := strings.TrimSpace(strings.ReplaceAll(want[seed], "\n", " "))
		if err != nil || strings.TrimSpace(out) != line {
			t.Errorf("seed %d: chat says %q, %v; generate %q", seed, out, err, line)
		}
	}
	var group sync.WaitGroup
	for i := range 12 {
		group.Go(func() {
			if got := complete(t, url, i%4); got != want[i%4] {
				t.Errorf("seed %d among others: %q, generate says %q", i%4, got, want[i%4])
			}
		})
	}
	group.Wait()
}

func TestChatAnswersLineByLine(t *testing.T) {
	model := savedAssistant(t)
	out, log, err := piped(t, "Twice.\\\n\\\n3\n/temperature\n\nTwice.\n", "chat", "--model", model, "--backend",
		backend.GoSequential)
	if err != nil || strings.Count(out, "\n") != 2 || !strings.Contains(log, "one message at a time") {
		t.Errorf("%q, %v; %s", out, err, log)
	}
	if _, _, err := piped(t, "/nonsense\n", "chat", "--model", model, "--backend", backend.GoSequential); err == nil ||
		!strings.Contains(err.Error(), "/nonsense") {
		t.Errorf("%v", err)
	}
}

func TestModelsAreCalledAfterTheirFolder(t *testing.T) {
	for folder, want := range map[string]string{
		filepath.Join("build", "instruct", "model"): "instruct", filepath.Join("some", "gpt2", "."): "gpt2",
		"124M": "124M", "model": "model",
	} {
		if got := shortName(folder); got != want {
			t.Errorf("%s: %s, want %s", folder, got, want)
		}
	}
}
