package serve

import (
	"net/http"
	"unicode/utf8"
)

// tokenizeRequest is the body of POST /tokenize. llama.cpp's clients call the text content, vLLM's prompt.
type tokenizeRequest struct {
	Model      string  `json:"model"`
	Content    *string `json:"content"`
	Prompt     *string `json:"prompt"`
	WithPieces bool    `json:"with_pieces"` // also the text of each token, or its bytes where it is none
}

// tokenize answers POST /tokenize.
func (s *Server) tokenize(w http.ResponseWriter, r *http.Request) {
	var t tokenizeRequest
	if err := s.readBody(w, r, &t); err != nil {
		writeError(w, err)
		return
	}
	if err := s.named(t.Model); err != nil {
		writeError(w, err)
		return
	}
	txt := t.Content
	if txt == nil {
		txt = t.Prompt
	}
	if txt == nil {
		writeError(w, invalid("content", "invalid_value", "content: want the text to cut into tokens"))
		return
	}
	ids, err := s.model.Tok.Encode(*txt)
	if err != nil {
		writeError(w, asInvalid("content", err))
		return
	}
	tokens := make([]any, len(ids))
	for i, id := range ids {
		tokens[i] = id
		if t.WithPieces {
			tokens[i] = map[string]any{"id": id, "piece": s.piece(id)}
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{"tokens": tokens, "count": len(ids),
		"max_model_len": s.model.ContextLength})
}

// piece is a token as a text, or as a list of bytes where it is a part of a character only.
func (s *Server) piece(id int) any {
	raw := s.tokenBytes(id)
	if utf8.Valid(raw) {
		return string(raw)
	}
	return s.chatToken(id, 0).Bytes
}

// detokenizeRequest is the body of POST /detokenize.
type detokenizeRequest struct {
	Model  string `json:"model"`
	Tokens []int  `json:"tokens"`
}

// detokenize answers POST /detokenize.
func (s *Server) detokenize(w http.ResponseWriter, r *http.Request) {
	var d detokenizeRequest
	if err := s.readBody(w, r, &d); err != nil {
		writeError(w, err)
		return
	}
	if err := s.named(d.Model); err != nil {
		writeError(w, err)
		return
	}
	for i, id := range d.Tokens {
		if id < 0 || id >= s.model.VocabSize {
			writeError(w, invalid("tokens", "invalid_value", "tokens[%d]: want an id from 0 to %d, got %d", i,
				s.model.VocabSize-1, id))
			return
		}
	}
	txt, err := s.model.Tok.Decode(d.Tokens)
	if err != nil {
		writeError(w, asInvalid("tokens", err))
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"content": txt, "prompt": txt})
}
