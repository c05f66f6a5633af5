package clienttest

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"llmfromscratch/internal/batch"
	"llmfromscratch/internal/batch/batchtest"
	"llmfromscratch/internal/chat"
	"llmfromscratch/internal/serve"
	"llmfromscratch/internal/small"
)

// connect makes a client for a new server.
func connect(t *testing.T, slots, waiting int, engine *batchtest.Counter) openai.Client {
	t.Helper()
	url := serveLetters(t, slots, waiting, engine)
	return openai.NewClient(option.WithBaseURL(url+"/v1/"), option.WithAPIKey("none"), option.WithMaxRetries(0))
}

// serveLetters is the address of a new server whose model says the letter after the last.
func serveLetters(t *testing.T, slots, waiting int, engine *batchtest.Counter) string {
	t.Helper()
	m := &chat.Model{Name: "letters", Tok: small.Letters{}, EndOfText: strings.IndexByte(small.Alphabet, '.'),
		ContextLength: 64, VocabSize: batchtest.Vocab}
	texts := batch.New(engine, m.Batch(), batch.Options{Slots: slots, Waiting: waiting})
	t.Cleanup(texts.Close)
	server := httptest.NewServer(serve.New(m, texts, serve.DefaultOptions()))
	t.Cleanup(server.Close)
	return server.URL
}

func ask(txt string) openai.ChatCompletionNewParams {
	return openai.ChatCompletionNewParams{
		Model:               "letters",
		Messages:            []openai.ChatCompletionMessageParamUnion{openai.UserMessage(txt)},
		MaxCompletionTokens: openai.Int(3),
		Temperature:         openai.Float(0),
	}
}

func TestChat(t *testing.T) {
	client := connect(t, 4, 4, new(batchtest.Counter))
	params := ask("c")
	params.Messages = []openai.ChatCompletionMessageParamUnion{
		openai.SystemMessage(""), openai.UserMessage("a"), openai.AssistantMessage("b"),
		openai.UserMessage([]openai.ChatCompletionContentPartUnionParam{openai.TextContentPart("c")}),
	}
	params.N, params.Seed, params.User = openai.Int(2), openai.Int(5), openai.String("me")
	params.Logprobs, params.TopLogprobs = openai.Bool(true), openai.Int(2)
	params.FrequencyPenalty, params.PresencePenalty = openai.Float(0.1), openai.Float(0.1)
	params.Stop = openai.ChatCompletionNewParamsStopUnion{OfStringArray: []string{"x", "yz"}}
	reply, err := client.Chat.Completions.New(t.Context(), params)
	// The messages are one text, "ab", a line break and "c", which letters do not have.
	if refused := new(openai.Error); !errors.As(err, &refused) || !strings.Contains(refused.Message, "no letter") {
		t.Fatalf("%+v, %v", reply, err)
	}
	params.Messages = params.Messages[3:]
	if reply, err = client.Chat.Completions.New(t.Context(), params); err != nil {
		t.Fatal(err)
	}
	if len(reply.Choices) != 2 {
		t.Fatalf("%s", reply.RawJSON())
	}
	first, second := reply.Choices[0], reply.Choices[1]
	if first.FinishReason != "length" || second.Message.Content != "def" || reply.Usage.CompletionTokens != 6 ||
		len(first.Logprobs.Content) != 3 || first.Logprobs.Content[0].Token != "d" ||
		len(first.Logprobs.Content[0].TopLogprobs) != 2 {
		t.Errorf("%s", reply.RawJSON())
	}
}

func TestStream(t *testing.T) {
	client := connect(t, 4, 4, new(batchtest.Counter))
	params := ask("a")
	params.StreamOptions = openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)}
	stream := client.Chat.Completions.NewStreaming(t.Context(), params)
	var all openai.ChatCompletionAccumulator
	for stream.Next() {
		if !all.AddChunk(stream.Current()) {
			t.Errorf("does not belong to the others: %s", stream.Current().RawJSON())
		}
	}
	if err := stream.Err(); err != nil {
		t.Fatal(err)
	}
	if c := all.Choices[0]; c.Message.Content != "bcd" || c.FinishReason != "length" || c.Message.Role != "assistant" ||
		all.Usage.TotalTokens != 4 {
		t.Errorf("%+v", all.ChatCompletion)
	}
}

func TestCompletions(t *testing.T) {
	client := connect(t, 4, 4, new(batchtest.Counter))
	params := openai.CompletionNewParams{Model: "letters", MaxTokens: openai.Int(2), Temperature: openai.Float(0),
		Prompt: openai.CompletionNewParamsPromptUnion{OfArrayOfStrings: []string{"a", "k"}}, Echo: openai.Bool(true),
		Logprobs: openai.Int(1)}
	reply, err := client.Completions.New(t.Context(), params)
	if err != nil {
		t.Fatal(err)
	}
	if c := reply.Choices; len(c) != 2 || c[0].Text != "abc" || c[1].Text != "klm" ||
		len(c[0].Logprobs.TokenLogprobs) != 3 {
		t.Errorf("%s", reply.RawJSON())
	}
	stream := client.Completions.NewStreaming(t.Context(), params)
	texts := map[int64]string{}
	for stream.Next() {
		for _, c := range stream.Current().Choices {
			texts[c.Index] += c.Text
		}
	}
	if err := stream.Err(); err != nil || texts[0] != "abc" || texts[1] != "klm" {
		t.Errorf("%v, %v", texts, err)
	}
}

func TestModels(t *testing.T) {
	client := connect(t, 4, 4, new(batchtest.Counter))
	page, err := client.Models.List(t.Context())
	if err != nil || len(page.Data) != 1 || page.Data[0].ID != "letters" {
		t.Errorf("%+v, %v", page, err)
	}
	if m, err := client.Models.Get(t.Context(), "letters"); err != nil || m.OwnedBy == "" {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestErrorsAreTheClientsOwn(t *testing.T) {
	engine := &batchtest.Counter{Gate: make(chan struct{})}
	client := connect(t, 1, 0, engine)
	check := func(err error, status int, code string) {
		t.Helper()
		api := new(openai.Error)
		if !errors.As(err, &api) || api.StatusCode != status || api.Code != code || api.Message == "" ||
			api.Type == "" {
			t.Errorf("%v, want %d %s", err, status, code)
		}
	}
	params := ask("a")
	params.Model = "gpt-5"
	_, err := client.Chat.Completions.New(t.Context(), params)
	check(err, http.StatusNotFound, "model_not_found")
	params = ask("a")
	params.LogitBias = map[string]int64{"5": 1}
	_, err = client.Chat.Completions.New(t.Context(), params)
	check(err, http.StatusBadRequest, "unsupported_parameter")
	_, err = client.Chat.Completions.New(t.Context(), ask(strings.Repeat("a", 100)))
	check(err, http.StatusBadRequest, "context_length_exceeded")

	ctx, hangUp := context.WithCancel(t.Context())
	stream := client.Chat.Completions.NewStreaming(ctx, ask("a"))
	if !stream.Next() {
		t.Fatal(stream.Err())
	}
	_, err = client.Chat.Completions.New(t.Context(), ask("a"))
	check(err, http.StatusTooManyRequests, "queue_full")
	hangUp()
	stream.Close()
	close(engine.Gate)
}
