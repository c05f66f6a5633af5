package layout

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// online are the packages that may open a connection, with the reason.
var online = map[string]string{
	"shared/assets":  "downloads what llm fetch is asked for",
	"internal/setup": "runs the installers of XLA and ONNX Runtime when llm setup is asked to",
	"ch07_instruct":  "asks the Ollama server that the user names (section 7.8)",
	"internal/serve": "answers requests, of this machine alone unless llm serve is told otherwise",
}

// starters are the packages that may start other programs, which could open one.
var starters = map[string]string{
	"internal/setup":    "installs with go, apt-get and npm when llm setup is asked to; signs what git has",
	"shared/backend":    "starts itself once more, to load a library there first",
	"internal/notebook": "runs Jupyter, which talks to its kernel on this machine",
	"cmd/llm":           "starts itself once for each rung of llm bench --ladder, so that each gets a fresh device",
	"internal/bench":    "asks nvidia-smi for the memory in use",
}

// opens reports whether a package of Go's library or another module is there to open connections.
func opens(imported string) bool {
	for _, p := range []string{
		"net", "net/http", "net/rpc", "net/smtp", "net/textproto", "crypto/tls", "syscall/js", "golang.org/x/net",
		"golang.org/x/crypto/ssh",
		"github.com/gomlx/go-huggingface", "github.com/gomlx/gomlx/support/downloader",
		"github.com/gomlx/go-xla/pkg/installer",
		"github.com/gomlx/go-xla/installer", "github.com/gomlx/compute-onnx/support/onnxruntime",
		"github.com/gorilla/websocket", "google.golang.org/grpc",
	} {
		if imported == p || strings.Contains(p, ".") && strings.HasPrefix(imported, p+"/") {
			return true
		}
	}
	return strings.HasPrefix(imported, "net/http/")
}

func TestOnlyTheseOpenConnections(t *testing.T) {
	online, starters := maps.Clone(online), maps.Clone(starters)
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, module)
		if i := slices.IndexFunc(p.Imports, opens); i >= 0 && !take(online, path) {
			t.Errorf("%s imports %s: downloads belong into shared/assets", path, p.Imports[i])
		}
		if slices.Contains(p.Imports, "os/exec") && !take(starters, path) {
			t.Errorf("%s starts other programs", path)
		}
	}
	for path, reason := range online {
		t.Errorf("%s (%s) opens no connection any more", path, reason)
	}
	for path, reason := range starters {
		t.Errorf("%s (%s) starts no programs any more", path, reason)
	}
}

// take removes a key and reports whether it was there.
func take(m map[string]string, key string) bool {
	_, ok := m[key]
	delete(m, key)
	return ok
}
