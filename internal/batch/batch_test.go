package batch_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/internal/batch"
	"llmfromscratch/internal/batch/batchtest"
	"llmfromscratch/internal/small"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

var vocab = batchtest.Vocab

// start makes a batch that ends with the test, which must leave no goroutine behind.
func start(t *testing.T, e batch.Engine, opt batch.Options) *batch.Batch {
	t.Helper()
	before := runtime.NumGoroutine()
	b := batch.New(e, batch.Model{Tok: small.Letters{}, ContextLength: 32, VocabSize: vocab}, opt)
	t.Cleanup(func() {
		b.Close()
		for range 100 {
			if runtime.NumGoroutine() <= before {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
	})
	return b
}

// request is one for a text to go on with n letters.
func request(txt string, n int) batch.Request {
	ids, _ := small.Letters{}.Encode(txt)
	return batch.Request{Prompt: ids, MaxTokens: n}
}

// result is what the events of a request say together.
type result struct {
	text, finish string
	tokens       []*batch.Token
	err          error
}

// collect reads all events.
func collect(events <-chan batch.Event) map[int]*result {
	results := map[int]*result{}
	for e := range events {
		r := results[e.Choice]
		if r == nil {
			r = &result{}
			results[e.Choice] = r
		}
		r.text += e.Text
		if e.Token != nil {
			r.tokens = append(r.tokens, e.Token)
			continue
		}
		r.finish, r.err = e.Finish, e.Err
	}
	return results
}

func submit(t *testing.T, b *batch.Batch, requests ...batch.Request) map[int]*result {
	t.Helper()
	events, err := b.Submit(t.Context(), requests...)
	if err != nil {
		t.Fatal(err)
	}
	return collect(events)
}

func TestRequestsOfOneSubmissionComeTogether(t *testing.T) {
	b := start(t, new(batchtest.Counter), batch.Options{Slots: 2, Waiting: 4})
	got := submit(t, b, request("a", 3), request("k", 5), request("x", 2))
	for i, want := range []string{"bcd", "lmnop", "yz"} {
		if r := got[i]; r == nil || r.text != want || r.finish != batch.FinishLength || r.err != nil {
			t.Errorf("request %d: %+v, want %q", i, r, want)
		}
	}
}

func TestStopEndsATextBeforeIt(t *testing.T) {
	b := start(t, new(batchtest.Counter), batch.Options{Slots: 1, Waiting: 4})
	r := request("a", 20)
	r.Stop = []string{"zz", "fgh"}
	ended := request("a", 20)
	ended.Sampling.Stop = []int{strings.IndexByte(small.Alphabet, 'e')}
	held := request("a", 5)
	held.Stop = []string{"fghi"}
	got := submit(t, b, r, ended, held)
	for i, want := range []result{
		{text: "bcde", finish: batch.FinishStop}, {text: "bcd", finish: batch.FinishStop},
		{text: "bcdef", finish: batch.FinishLength}, // "f" was held back to the end
	} {
		if got[i].text != want.text || got[i].finish != want.finish {
			t.Errorf("request %d: %+v, want %+v", i, got[i], want)
		}
	}
}

func TestATextEndsWhereTheContextDoes(t *testing.T) {
	b := start(t, new(batchtest.Counter), batch.Options{Slots: 2, Waiting: 4})
	got := submit(t, b, request(strings.Repeat("a", 30), math.MaxInt), request(strings.Repeat("a", 32), 5))
	if got[0].text != "bcd" || got[1].text != "b" || got[1].finish != batch.FinishLength {
		t.Errorf("%+v, %+v", got[0], got[1])
	}
	_, err := b.Submit(t.Context(), request(strings.Repeat("a", 33), 1))
	if long := new(batch.LengthError); !errors.As(err, &long) || long.Tokens != 33 || long.Context != 32 {
		t.Errorf("a longer prompt: %v", err)
	}
}

func TestAbsurdRequestsAreRefused(t *testing.T) {
	b := start(t, new(batchtest.Counter), batch.Options{Slots: 2, Waiting: 4})
	for name, r := range map[string]batch.Request{
		"empty": {MaxTokens: 1}, "negative": {Prompt: []int{1}, MaxTokens: -1},
		"outside": {Prompt: []int{vocab}}, "below": {Prompt: []int{-1}},
		"temperature": {Prompt: []int{1}, Sampling: pretrain.Sampling{Temperature: math.NaN()}},
	} {
		if _, err := b.Submit(t.Context(), r); !errors.As(err, new(batch.InvalidError)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFullQueueRefusesAllOfASubmission(t *testing.T) {
	c := new(batchtest.Counter)
	c.Gate = make(chan struct{})
	b := start(t, c, batch.Options{Slots: 1, Waiting: 2})
	first, err := b.Submit(t.Context(), request("a", 3))
	if err != nil {
		t.Fatal(err)
	}
	await(t, b, func(s batch.Stats) bool { return s.Running == 1 && s.Waiting == 0 })
	three := []batch.Request{request("a", 3), request("a", 3), request("a", 3)}
	if _, err := b.Submit(t.Context(), three...); !errors.Is(err, batch.ErrFull) {
		t.Errorf("three where two may wait: %v", err)
	}
	ctx, hangUp := context.WithCancel(t.Context())
	for range 2 {
		if _, err := b.Submit(ctx, request("a", 3)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Submit(t.Context(), request("a", 3)); !errors.Is(err, batch.ErrFull) {
		t.Errorf("a third one waits: %v", err)
	}
	hangUp()
	last, err := b.Submit(t.Context(), request("b", 1))
	if err != nil {
		t.Fatalf("those that have hung up keep their place: %v", err)
	}
	close(c.Gate)
	if got := collect(first)[0]; got.text != "bcd" {
		t.Errorf("%+v", got)
	}
	if got := collect(last)[0]; got.text != "c" {
		t.Errorf("%+v", got)
	}
}

func await(t *testing.T, b *batch.Batch, state func(batch.Stats) bool) {
	t.Helper()
	for range 500 {
		if state(b.Stats()) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("still %+v", b.Stats())
}

func TestHangingUpStopsTheWork(t *testing.T) {
	c := new(batchtest.Counter)
	c.Gate = make(chan struct{}, 1)
	b := start(t, c, batch.Options{Slots: 1, Waiting: 2})
	ctx, hangUp := context.WithCancel(t.Context())
	events, err := b.Submit(ctx, request("a", 20))
	if err != nil {
		t.Fatal(err)
	}
	if e := <-events; e.Text != "b" {
		t.Errorf("%+v", e)
	}
	hangUp()
	c.Gate <- struct{}{}
	if got := collect(events)[0]; !errors.Is(got.err, context.Canceled) || len(got.tokens) > 1 {
		t.Errorf("%+v", got)
	}
	close(c.Gate)
	if got := submit(t, b, request("q", 2))[0]; got.text != "rs" {
		t.Errorf("the next one: %+v", got)
	}
}

func TestAFailingStepFailsItsTextsAlone(t *testing.T) {
	c := new(batchtest.Counter)
	c.Failing = true
	b := start(t, c, batch.Options{Slots: 2, Waiting: 2})
	if got := submit(t, b, request("a", 4))[0]; got.err == nil || !strings.Contains(got.err.Error(), "no more") {
		t.Errorf("%+v", got)
	}
	if got := submit(t, b, request("a", 4))[0]; got.err != nil || got.text != "bcde" {
		t.Errorf("the next one: %+v", got)
	}
}

func TestClosingEndsAllTexts(t *testing.T) {
	c := new(batchtest.Counter)
	c.Gate = make(chan struct{})
	b := start(t, c, batch.Options{Slots: 1, Waiting: 2})
	events, err := b.Submit(t.Context(), request("a", 9), request("a", 9))
	if err != nil {
		t.Fatal(err)
	}
	close(c.Gate)
	b.Close()
	for i, r := range collect(events) {
		if r.finish != batch.FinishLength && !errors.Is(r.err, batch.ErrClosed) {
			t.Errorf("request %d: %+v", i, r)
		}
	}
	if _, err := b.Submit(t.Context(), request("a", 1)); !errors.Is(err, batch.ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}

func TestEchoScoresThePrompt(t *testing.T) {
	b := start(t, new(batchtest.Counter), batch.Options{Slots: 1, Waiting: 2})
	r := request("abd", 1)
	r.Echo, r.LogProbs = true, 3
	got := submit(t, b, r)[0]
	if len(got.tokens) != 4 || got.text != "e" {
		t.Fatalf("%+v", got)
	}
	likely := 9 - math.Log(math.Exp(9)+float64(vocab-1))
	for i, want := range []float64{0, likely, likely - 9, likely} { // nothing before a; b after a; d after b; e after d
		tok := got.tokens[i]
		if tok.Known != (i > 0) || tok.Prompt != (i < 3) || math.Abs(tok.LogProb-want) > 1e-6 ||
			i > 0 && (len(tok.Top) != 2 || tok.Top[0].LogProb < tok.LogProb) {
			t.Errorf("token %d: %+v, want %v", i, tok, want)
		}
	}
	r.MaxTokens = 0
	if got := submit(t, b, r)[0]; got.text != "" || len(got.tokens) != 3 || got.finish != batch.FinishLength {
		t.Errorf("the prompt alone: %+v", got)
	}
}

// model is a small one that knows nothing.
func model(t testing.TB) *gpt.Model {
	t.Helper()
	cfg := gpt.Config{VocabSize: vocab, ContextLength: 32, EmbDim: 16, NumHeads: 2, NumLayers: 2}
	m, err := gpt.NewModel(nn.NewBuilder(123), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// requests are several of all kinds, each with its own settings.
func requests() []batch.Request {
	settings := []pretrain.Sampling{
		{}, {Temperature: 1}, {Temperature: 0.7, TopK: 5}, {Temperature: 1.3, TopP: 0.9},
		{Temperature: 1, MinP: 0.2}, {Penalties: pretrain.Penalties{Repetition: 1.5}},
		{Temperature: 1, Penalties: pretrain.Penalties{Frequency: 0.5, Presence: 0.5}},
		{Temperature: 1, Stop: []int{0, 1, 2}},
	}
	var list []batch.Request
	for i := range 24 {
		r := request("the cat sat on"[:1+i%14], 3+i%15)
		r.Sampling, r.Seed = settings[i%len(settings)], int64(i/2)
		list = append(list, r)
	}
	return list
}

// texts are those of [pretrain.Generate], one after the other.
func texts(t *testing.T, next gpt.NextToken) (list []string) {
	t.Helper()
	for _, r := range requests() {
		ids, err := pretrain.Generate(t.Context(), next, [][]int{r.Prompt}, r.MaxTokens, 32, r.Sampling,
			torchrand.New(r.Seed), nil)
		if err != nil {
			t.Fatal(err)
		}
		txt, _ := small.Letters{}.Decode(ids[0][len(r.Prompt):])
		list = append(list, txt)
	}
	return list
}

// sameTexts asks for texts alone, and then for all at once, in an order that nobody knows.
func sameTexts(t *testing.T, engine batch.Engine, want []string) {
	t.Helper()
	b := start(t, engine, batch.Options{Slots: 5, Waiting: 100})
	for i, r := range requests() {
		if got := submit(t, b, r)[0]; got.text != want[i] || got.err != nil {
			t.Errorf("request %d alone: %+v, want %q", i, got, want[i])
		}
	}
	var group sync.WaitGroup
	for i, r := range requests() {
		group.Go(func() {
			events, err := b.Submit(t.Context(), r)
			if err != nil {
				t.Error(err)
				return
			}
			if got := collect(events)[0]; got.text != want[i] || got.err != nil {
				t.Errorf("request %d among others: %+v, want %q", i, got, want[i])
			}
		})
	}
	group.Wait()
	if s := b.Stats(); s.Texts != 48 || s.Running != 0 && s.Waiting != 0 {
		t.Errorf("%+v", s)
	}
}

// The text of a request is that of [pretrain.Generate], whoever is in the batch with it.
func TestATextDoesNotDependOnTheOthers(t *testing.T) {
	m := model(t)
	t.Run("graph", func(t *testing.T) {
		be := backendtest.Open()
		predictors, err := batch.NewPredictors(be, m, 5)
		if err != nil {
			t.Fatal(err)
		}
		defer predictors.Finalize()
		next := gpt.NewCachedPredictor(be, m)
		defer next.Finalize()
		sameTexts(t, predictors, texts(t, next))
	})
	t.Run("plain", func(t *testing.T) {
		loops, err := plain.New(m)
		if err != nil {
			t.Fatal(err)
		}
		sameTexts(t, plain.NewSlots(loops, 5), texts(t, plain.NewPredictor(loops)))
	})
}

func ExampleBatch() {
	b := batch.New(new(batchtest.Counter), batch.Model{Tok: small.Letters{}, ContextLength: 32, VocabSize: vocab},
		batch.Options{Slots: 2, Waiting: 2})
	defer b.Close()
	events, err := b.Submit(context.Background(), request("a", 3))
	if err != nil {
		fmt.Println(err)
		return
	}
	for e := range events {
		fmt.Printf("%q %q\n", e.Text, e.Finish)
	}
	// Output:
	// "b" ""
	// "c" ""
	// "d" ""
	// "" "length"
}
