package serve

import (
	_ "embed" // the page becomes part of the program
	"net/http"
)

// pageHTML is the whole page: no other file, no framework, nothing from anywhere else.
//
//go:embed page.html
var pageHTML string

// policy lets the page talk to this server and to nobody else, whatever is in it.
const policy = "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; " +
	"img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// page answers GET /.
func (s *Server) page(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	w.Write([]byte(pageHTML)) // whether anybody reads it shows nowhere
}
