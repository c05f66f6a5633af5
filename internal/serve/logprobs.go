package serve

import (
	"math"
	"unicode/utf8"

	"llmfromscratch/internal/batch"
)

// unlikely is the log-probability of what cannot be, since JSON has no infinities.
const unlikely = -9999.0

// finite is a log-probability as JSON can have it.
func finite(p float64) float64 {
	if math.IsNaN(p) || p < unlikely {
		return unlikely
	}
	return p
}

// chatToken is a token with its log-probability, in the form of chat completions.
type chatToken struct {
	Token   string  `json:"token"`
	LogProb float64 `json:"logprob"`
	Bytes   []int   `json:"bytes"` // a token may be a part of a character only
}

// chatLogProbs are those of some tokens, nil where nobody asked.
func (s *Server) chatLogProbs(wanted bool, tokens []*batch.Token) any {
	if !wanted {
		return nil
	}
	type entry struct {
		chatToken
		Top []chatToken `json:"top_logprobs"`
	}
	list := make([]entry, len(tokens))
	for i, t := range tokens {
		list[i] = entry{s.chatToken(t.ID, t.LogProb), make([]chatToken, len(t.Top))}
		for j, top := range t.Top {
			list[i].Top[j] = s.chatToken(top.ID, top.LogProb)
		}
	}
	return map[string]any{"content": list, "refusal": nil}
}

func (s *Server) chatToken(id int, logProb float64) chatToken {
	raw := s.tokenBytes(id)
	numbers := make([]int, len(raw))
	for i, b := range raw {
		numbers[i] = int(b)
	}
	return chatToken{Token: s.tokenText(id), LogProb: finite(logProb), Bytes: numbers}
}

// tokenBytes are the bytes of a token, as exact as its tokenizer knows them.
func (s *Server) tokenBytes(id int) []byte {
	if exact, ok := s.model.Tok.(interface{ DecodeBytes([]int) ([]byte, error) }); ok {
		if raw, err := exact.DecodeBytes([]int{id}); err == nil {
			return raw
		}
	}
	return []byte(s.tokenText(id))
}

// tokenText is a token as a text, with U+FFFD for a part of a character.
func (s *Server) tokenText(id int) string {
	txt, err := s.model.Tok.Decode([]int{id})
	if err != nil {
		return string(utf8.RuneError)
	}
	return txt
}

// legacyLogProbs are log-probabilities in the form of completions: lists, one entry for each token.
type legacyLogProbs struct {
	Tokens  []string             `json:"tokens"`
	Chosen  []*float64           `json:"token_logprobs"` // null of the first token of all, before which is nothing
	Top     []map[string]float64 `json:"top_logprobs"`
	Offsets []int                `json:"text_offset"` // where each begins in the text, in characters
	end     int
}

// add appends a token.
func (l *legacyLogProbs) add(s *Server, t *batch.Token) {
	txt := s.tokenText(t.ID)
	l.Tokens, l.Offsets = append(l.Tokens, txt), append(l.Offsets, l.end)
	l.end += utf8.RuneCountInString(txt)
	if !t.Known {
		l.Chosen, l.Top = append(l.Chosen, nil), append(l.Top, nil)
		return
	}
	chosen, top := finite(t.LogProb), map[string]float64{}
	for _, other := range t.Top {
		if name := s.tokenText(other.ID); top[name] == 0 { // of tokens that look alike the likeliest
			top[name] = finite(other.LogProb)
		}
	}
	l.Chosen, l.Top = append(l.Chosen, &chosen), append(l.Top, top)
}
