package chat

import (
	"slices"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/internal/batch"
)

// Request is a conversation as a request for the next message, which ends with the model's end of text.
func (m *Model) Request(messages []Message, s pretrain.Sampling, seed int64) (batch.Request, error) {
	ids, err := m.Prompt(messages)
	if err != nil {
		return batch.Request{}, err
	}
	s.Stop = append(slices.Clone(s.Stop), m.EndOfText)
	return batch.Request{Prompt: ids, Sampling: s, Seed: seed, MaxTokens: m.ContextLength}, nil
}
