package serve

import (
	"net/http"
)

// modelInfo is the model as clients list it. The last fields are this server's own.
func (s *Server) modelInfo() map[string]any {
	kind, style := "base", ""
	if s.model.Style != nil {
		kind, style = "assistant", s.model.Style.Name
	}
	return map[string]any{"id": s.model.Name, "object": "model", "created": s.started.Unix(),
		"owned_by": "llmfromscratch", "max_model_len": s.model.ContextLength, "kind": kind, "style": style,
		"vocab_size": s.model.VocabSize, "parameters": s.model.Parameters}
}

// models answers GET /v1/models.
func (s *Server) models(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"object": "list", "data": []any{s.modelInfo()}})
}

// oneModel answers GET /v1/models/{id}, whose id may have slashes.
func (s *Server) oneModel(w http.ResponseWriter, r *http.Request) {
	if err := s.named(r.PathValue("id")); err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, s.modelInfo())
}

// health answers GET /health.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}
