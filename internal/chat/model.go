package chat

import (
	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/internal/batch"
)

// Model is a model with what belongs to it.
type Model struct {
	Name          string // what its users call it
	Tok           text.Tokenizer
	EndOfText     int             // the id that ends a text
	Style         *instruct.Style // that it was taught to answer in; nil: it continues texts
	ContextLength int             // tokens
	VocabSize     int
	Parameters    int
	MaxTokens     int // of an answer, unless somebody asks for another number; 0: as many as the context allows
}

// Batch is what a batch has to know of the model.
func (m *Model) Batch() batch.Model {
	return batch.Model{Tok: m.Tok, ContextLength: m.ContextLength, VocabSize: m.VocabSize}
}

// OfAssistant is the model of an assistant of chapter 7, which a asks and whose model has this configuration.
func OfAssistant(name string, cfg gpt.Config, a *instruct.Answerer) *Model {
	return &Model{Name: name, Tok: a.Tok, EndOfText: a.EndOfText, Style: &a.Style, ContextLength: cfg.ContextLength,
		VocabSize: cfg.VocabSize, Parameters: cfg.Count().Total, MaxTokens: a.MaxNewTokens}
}

// Running is a model and what runs it.
type Running struct {
	*Model
	Texts *batch.Batch
	End   func() // frees both
}
