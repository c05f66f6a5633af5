package serve_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"llmfromscratch/internal/batch"
	"llmfromscratch/internal/batch/batchtest"
	"llmfromscratch/internal/serve"
)

// next is what the model of [letters] says after a text.
func next(last byte, n int) string {
	var b strings.Builder
	for range n {
		last = 'a' + (last-'a'+1)%26
		b.WriteByte(last)
	}
	return b.String()
}

// 200 clients at once, a batch of 8: each is answered with its own text, or told to come again.
func TestManyClientsAreServedOrToldToComeAgain(t *testing.T) {
	engine := new(batchtest.Counter)
	url := open(t, letters(), engine, func(b *batch.Options, _ *serve.Options) { b.Slots, b.Waiting = 8, 32 })
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 0}}
	defer client.CloseIdleConnections()
	var served, later atomic.Int32
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			letter, n := byte('a'+i%26), 5+i%20
			body := fmt.Sprintf(`{"prompt":"%c","max_tokens":%d,"temperature":0}`, letter, n)
			resp, err := client.Post(url+"/v1/completions", "application/json", strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			switch status, header, answer := read(t, resp); {
			case status == 429 && header.Get("Retry-After") != "" && strings.Contains(answer, "queue_full"):
				later.Add(1)
			case status != 200:
				t.Errorf("%d %s", status, answer)
			default:
				served.Add(1)
				wants(t, object(t, answer), next(letter, n), "choices", 0, "text")
			}
		})
	}
	group.Wait()
	if served.Load() < 8 || served.Load()+later.Load() != 200 {
		t.Errorf("%d served, %d told to come again", served.Load(), later.Load())
	}
	if most := engine.Most(); most > 8 {
		t.Errorf("%d texts in one step", most)
	}
	t.Logf("%d served, %d told to come again, up to %d in a step", served.Load(), later.Load(), engine.Most())
}

func TestMemoryStaysFlatOverManyRequests(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	ask := func(n int) uint64 {
		for i := range n {
			letter := byte('a' + i%26)
			status, _, body := post(t, url+"/v1/completions",
				fmt.Sprintf(`{"prompt":"%c","max_tokens":3,"temperature":0}`, letter))
			if status != 200 || !strings.Contains(body, `"text":"`+next(letter, 3)+`"`) {
				t.Fatalf("%d %s", status, body)
			}
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := ask(500)
	after := ask(2000)
	if after > before+2<<20 {
		t.Errorf("%d bytes after 500 requests, %d after 2,500", before, after)
	}
}

// whole asks for a text, which must be served as if nothing had happened before.
func whole(t *testing.T, url string) {
	t.Helper()
	_, _, body := post(t, url+"/v1/completions", `{"prompt":"a","max_tokens":3,"temperature":0}`)
	wants(t, object(t, body), "bcd", "choices", 0, "text")
}

func TestClientsThatHangUpLeaveThePlaceToOthers(t *testing.T) {
	engine := &batchtest.Counter{Gate: make(chan struct{})}
	url := open(t, letters(), engine, func(b *batch.Options, _ *serve.Options) { b.Slots = 1 })
	for _, stream := range []bool{true, false} {
		ctx, hangUp := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/v1/completions", strings.NewReader(
			fmt.Sprintf(`{"prompt":"a","max_tokens":50,"temperature":0,"stream":%t}`, stream)))
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(50*time.Millisecond, hangUp)
		if resp, err := http.DefaultClient.Do(r); err == nil {
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		engine.Gate <- struct{}{} // the step that was under way
	}
	close(engine.Gate)
	whole(t, url)
}

func TestAbsurdBodiesAreRefusedAndTheNextOneIsServed(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	for name, body := range map[string]io.Reader{
		"100 MB":        io.LimitReader(endless{}, 100<<20),
		"no UTF-8":      strings.NewReader("{\"prompt\":\"a\xff\"}"),
		"deep":          strings.NewReader(strings.Repeat("[", 100_000)),
		"many fields":   strings.NewReader("{" + strings.Repeat(`"a":1,`, 100_000) + `"b":1}`),
		"a huge number": strings.NewReader(`{"prompt":"a","max_tokens":99999999999999999999}`),
		"huge ids":      strings.NewReader(`{"prompt":[9223372036854775807]}`),
		"a long prompt": strings.NewReader(`{"prompt":"` + strings.Repeat("a", 100_000) + `"}`),
		"empty":         strings.NewReader(""),
	} {
		resp, err := http.Post(url+"/v1/completions", "application/json", body)
		if err != nil { // the server has closed the connection before all was sent
			if name != "100 MB" {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		status, _, answer := read(t, resp)
		if status < 400 || status > 413 || len(answer) > 1000 || object(t, answer)["error"] == nil {
			t.Errorf("%s: %d %.1000s", name, status, answer)
		}
	}
	whole(t, url)
}

// endless is a body of blanks.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// raw opens a connection and sends a request by hand.
func raw(t *testing.T, url, request string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestSlowClientsHoldNobodyUp(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), func(b *batch.Options, s *serve.Options) {
		b.Slots, s.Stall = 1, 300*time.Millisecond
	})
	// one sends half a body and waits, another reads nothing
	half := raw(t, url, "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"pro")
	body := `{"prompt":"a","max_tokens":60,"temperature":0,"stream":true}`
	raw(t, url, fmt.Sprintf("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s",
		len(body), body))
	whole(t, url)
	line, err := bufio.NewReader(half).ReadString('\n')
	if err != nil || !strings.Contains(line, "408") {
		t.Errorf("half a body is answered with %q, %v", line, err)
	}
}

func TestAPanicOfTheModelIsAnError(t *testing.T) {
	url := open(t, letters(), &batchtest.Counter{Failing: true}, nil)
	status, _, body := post(t, url+"/v1/completions", `{"prompt":"a","max_tokens":3}`)
	if status != 500 || at(object(t, body), "error", "type") != "server_error" {
		t.Errorf("%d %s", status, body)
	}
	whole(t, url)
}

func TestARequestThatTakesTooLongIsGivenUp(t *testing.T) {
	engine := &batchtest.Counter{Gate: make(chan struct{})}
	url := open(t, letters(), engine, func(_ *batch.Options, s *serve.Options) { s.Timeout = 50 * time.Millisecond })
	time.AfterFunc(200*time.Millisecond, func() { close(engine.Gate) })
	status, _, body := post(t, url+"/v1/completions", `{"prompt":"a","max_tokens":3}`)
	if status != 504 || !strings.Contains(body, "timeout") {
		t.Errorf("%d %s", status, body)
	}
}

// listening is a server on a port of its own, and what ends it.
func listening(t *testing.T, e batch.Engine, opt serve.Options) (url string, stop func() error) {
	t.Helper()
	m := letters()
	b := batch.New(e, m.Batch(), batch.Options{Slots: 2, Waiting: 8})
	ctx, cancel := context.WithCancel(t.Context())
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- serve.New(m, b, opt).Listen(ctx, "127.0.0.1:0", func(a string) { address <- a })
	}()
	return "http://" + <-address, func() error {
		cancel()
		defer b.Close()
		return <-ended
	}
}

func TestAServerThatEndsFinishesWhatItHasBegun(t *testing.T) {
	engine := &batchtest.Counter{Gate: make(chan struct{})}
	url, stop := listening(t, engine, serve.DefaultOptions())
	resp, err := http.Post(url+"/v1/completions", "application/json",
		strings.NewReader(`{"prompt":"a","max_tokens":5,"temperature":0,"stream":true}`))
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(100*time.Millisecond, func() { close(engine.Gate) })
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	_, _, body := read(t, resp)
	events(t, body) // the last of which is [DONE]
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := http.Get(url + "/health"); err == nil {
		t.Error("it still answers")
	}
}

func TestAServerThatEndsDoesNotWaitForever(t *testing.T) {
	engine := &batchtest.Counter{Gate: make(chan struct{})}
	opt := serve.DefaultOptions()
	opt.Grace = 100 * time.Millisecond
	url, stop := listening(t, engine, opt)
	resp, err := http.Post(url+"/v1/completions", "application/json",
		strings.NewReader(`{"prompt":"a","max_tokens":50,"temperature":0,"stream":true}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	time.AfterFunc(500*time.Millisecond, func() { close(engine.Gate) })
	start := time.Now()
	if err := stop(); err != nil || time.Since(start) > 5*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
}

// The text of a request is the same alone and under load, through the whole server.
func TestLoadDoesNotChangeATextOfOneSeed(t *testing.T) {
	m := letters()
	url := open(t, m, new(batchtest.Counter), func(b *batch.Options, _ *serve.Options) { b.Slots, b.Waiting = 8, 100 })
	ask := func(seed int) string {
		_, _, body := post(t, url+"/v1/completions",
			fmt.Sprintf(`{"prompt":"a","max_tokens":30,"temperature":2,"seed":%d}`, seed))
		txt, _ := at(object(t, body), "choices", 0, "text").(string)
		return txt
	}
	var alone [20]string
	distinct := map[string]bool{}
	for seed := range alone {
		alone[seed] = ask(seed)
		distinct[alone[seed]] = true
	}
	if len(distinct) < 15 {
		t.Errorf("20 seeds give %d texts", len(distinct))
	}
	var group sync.WaitGroup
	for _, seed := range rand.Perm(60) {
		group.Go(func() {
			if got := ask(seed % 20); got != alone[seed%20] {
				t.Errorf("seed %d: %q among others, %q alone", seed%20, got, alone[seed%20])
			}
		})
	}
	group.Wait()
}
