package serve

import (
	"net"
	"net/http"
	"net/netip"
)

// guard stands before all routes. A page of another site must not use the server through its reader's browser: requests
// that the browser says come from elsewhere are refused, and so are, unless the server is for the whole network, those
// under another name than this machine's, with which a site could pretend that its own name led here.
func (s *Server) guard(next http.Handler) http.Handler {
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeError(w, failure(http.StatusForbidden, invalidRequest, "", "cross_origin",
			"a page of another site may not use this server"))
	}))
	return own.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.opt.AnyHost && !isLoopback(r.Host) {
			writeError(w, failure(http.StatusForbidden, invalidRequest, "", "wrong_host",
				"this server answers under the names of this machine only, such as localhost"))
			return
		}
		next.ServeHTTP(w, r)
	}))
}

// isLoopback tells whether a host, with a port or without, is this machine.
func isLoopback(hostPort string) bool {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		host = hostPort
	}
	if len(host) > 2 && host[0] == '[' && host[len(host)-1] == ']' {
		host = host[1 : len(host)-1]
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
