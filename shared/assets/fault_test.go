package assets

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// scriptServer answers each request with the next fault of its script, and properly once the script is over.
type scriptServer struct {
	*httptest.Server
	content []byte // what is served
	etag    string
	linked  string // X-Linked-Etag

	mu     sync.Mutex
	script []fault
	before func() // runs before each answer, when the last one has taken effect
	served int    // faults answered
	gets   []string
}

// fault answers one request badly.
type fault struct {
	name string
	// sound faults serve no wrong byte, so that they can be used where no checksum is known beforehand.
	sound bool
	serve func(s *scriptServer, w http.ResponseWriter, r *http.Request)
}

func newScriptServer(t *testing.T, content []byte, script ...fault) *scriptServer {
	s := &scriptServer{content: content, etag: `"v1"`, script: script, before: func() {}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

func (s *scriptServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.before()
	s.gets = append(s.gets, r.URL.Path+" "+r.Header.Get("Range"))
	if strings.HasPrefix(r.URL.Path, "/aside/") || len(s.script) == 0 {
		s.mu.Unlock()
		s.aside(w, r)
		return
	}
	next := s.script[0]
	s.script = s.script[1:]
	s.served++
	s.mu.Unlock()
	next.serve(s, w, r)
}

// aside answers the targets of redirects, and serves the file when there is nothing else to do.
func (s *scriptServer) aside(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, "/aside/circle"):
		http.Redirect(w, r, "/aside/circle", http.StatusFound)
	case strings.HasPrefix(r.URL.Path, "/aside/deep"):
		http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
	case strings.HasPrefix(r.URL.Path, "/aside/gone"):
		http.NotFound(w, r)
	default:
		s.good(w, r)
	}
}

func (s *scriptServer) good(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("ETag", s.etag)
	w.Header().Set("Content-Type", "application/octet-stream")
	if s.linked != "" {
		w.Header().Set("X-Linked-Etag", s.linked)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(s.content))
}

// abort ends the connection at once.
func abort() { panic(http.ErrAbortHandler) }

// part sends the head of the file, as if all of it followed.
func (s *scriptServer) part(w http.ResponseWriter, r *http.Request, share float64) {
	from := 0
	if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from); err == nil &&
		r.Header.Get("If-Range") == s.etag && from < len(s.content) {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(s.content)-1, len(s.content)))
	} else {
		from = 0
	}
	rest := s.content[from:]
	w.Header().Set("ETag", s.etag)
	w.Header().Set("Content-Length", fmt.Sprint(len(rest)))
	if from > 0 {
		w.WriteHeader(http.StatusPartialContent)
	}
	w.Write(rest[:int(float64(len(rest))*share)])
	w.(http.Flusher).Flush()
}

func status(code int) fault {
	return fault{fmt.Sprintf("status %d", code), true, func(_ *scriptServer, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "0")
		http.Error(w, "no", code)
	}}
}

func cut(share float64) fault {
	return fault{fmt.Sprintf("cut at %.2f", share), true,
		func(s *scriptServer, w http.ResponseWriter, r *http.Request) {
			s.part(w, r, share)
			abort()
		}}
}

func stalled(share float64) fault {
	return fault{fmt.Sprintf("stalled at %.2f", share), true,
		func(s *scriptServer, w http.ResponseWriter, r *http.Request) {
			s.part(w, r, share)
			<-r.Context().Done()
		}}
}

func redirected(to string) fault {
	return fault{"redirected to " + to, true, func(_ *scriptServer, w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, to, http.StatusTemporaryRedirect)
	}}
}

// whole sends content with its own length, chunked when the length is not told.
func whole(name string, sound, chunked bool, head func(s *scriptServer, h http.Header),
	content func(s *scriptServer) []byte) fault {
	return fault{name, sound, func(s *scriptServer, w http.ResponseWriter, _ *http.Request) {
		body := content(s)
		w.Header().Set("ETag", s.etag)
		if !chunked {
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		}
		if head != nil {
			head(s, w.Header())
		}
		w.Write(body[:len(body)/2])
		w.(http.Flusher).Flush()
		w.Write(body[len(body)/2:])
	}}
}

const page = "\n <!DOCTYPE html><html><head><title>Sign in</title></head><body>to this network</body></html>"

var faults = []fault{
	status(404), status(403), status(401), status(410), status(500), status(502), status(503), status(504), status(429),
	status(408), status(204),
	cut(0), cut(0.01), cut(0.3), cut(0.5), cut(0.9), cut(1),
	stalled(0), stalled(0.4), stalled(0.99),
	{"no answer", true, func(_ *scriptServer, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
	{"connection closed", true, func(*scriptServer, http.ResponseWriter, *http.Request) { abort() }},
	{"no HTTP", true, func(_ *scriptServer, w http.ResponseWriter, _ *http.Request) {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			conn.Write([]byte("220 mail ready\r\n"))
			conn.Close()
		}
	}},
	redirected("/aside/file"), redirected("/aside/circle"), redirected("/aside/deep"), redirected("/aside/gone"),
	redirected("gopher://nowhere/"),
	whole("a web page", true, false, func(_ *scriptServer,
		h http.Header) {
		h.Set("Content-Type", "text/html; charset=utf-8")
	},
		func(*scriptServer) []byte { return []byte(page) }),
	whole("a web page said to be data", true, false,
		func(_ *scriptServer, h http.Header) { h.Set("Content-Type", "application/octet-stream") },
		func(*scriptServer) []byte { return []byte(page) }),
	whole("a web page of the right length", true, false, nil, func(s *scriptServer) []byte {
		return []byte(page + strings.Repeat(" ", len(s.content)-len(page)))
	}),
	whole("too short", false, false, nil, func(s *scriptServer) []byte { return s.content[:len(s.content)-1] }),
	whole("too long", false, false, nil, func(s *scriptServer) []byte { return append(bytes.Clone(s.content), 0) }),
	whole("empty", false, false, nil, func(*scriptServer) []byte { return nil }),
	whole("too short, length not told", false, true, nil,
		func(s *scriptServer) []byte { return s.content[:len(s.content)/2] }),
	whole("too long, length not told", false, true, nil,
		func(s *scriptServer) []byte { return append(bytes.Clone(s.content), make([]byte, 5<<20)...) }),
	whole("compressed", false, false, func(_ *scriptServer, h http.Header) { h.Set("Content-Encoding", "gzip") },
		func(s *scriptServer) []byte { return s.content }),
	whole("one bit wrong", false, false, nil, func(s *scriptServer) []byte {
		wrong := bytes.Clone(s.content)
		wrong[len(wrong)/3] ^= 4
		return wrong
	}),
	whole("other bytes", false, false, nil, func(s *scriptServer) []byte {
		return bytes.Repeat([]byte("x"),
			len(s.content))
	}),
	whole("range ignored", true, false, nil,
		func(s *scriptServer) []byte { return s.content[:len(s.content):len(s.content)] }),
	{"range ignored and cut", true, func(s *scriptServer, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", s.etag)
		w.Header().Set("Content-Length", fmt.Sprint(len(s.content)))
		w.Write(s.content[:len(s.content)/2])
		abort()
	}},
	{"another file's beginning, then a new ETag", false, func(s *scriptServer, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", s.etag)
		w.Header().Set("Content-Length", fmt.Sprint(len(s.content)))
		w.Write(bytes.Repeat([]byte("old"), len(s.content)/9))
		s.mu.Lock()
		s.etag += "+"
		s.etag = strings.ReplaceAll(s.etag, `"+`, `+"`)
		s.mu.Unlock()
		abort()
	}},
	{"206 of a new file in spite of If-Range", true, func(s *scriptServer, w http.ResponseWriter, r *http.Request) {
		from := 0
		fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from)
		w.Header().Set("ETag", `"other"`)
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(s.content)-1, len(s.content)))
		w.WriteHeader(http.StatusPartialContent)
		w.Write(bytes.Repeat([]byte("y"), len(s.content)-from))
	}},
	{"206 of another place, as long as the rest", true, func(s *scriptServer, w http.ResponseWriter, r *http.Request) {
		from := 0
		fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from)
		w.Header().Set("ETag", s.etag)
		w.Header().Set("Content-Range", fmt.Sprintf("bytes 7-%d/%d", len(s.content)-1, len(s.content)))
		w.WriteHeader(http.StatusPartialContent)
		w.Write(s.content[7 : 7+min(len(s.content)-from, len(s.content)-7)])
	}},
	{"206 without Content-Range", true, func(s *scriptServer, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", s.etag)
		w.WriteHeader(http.StatusPartialContent)
		w.Write(s.content[len(s.content)/2:])
	}},
	status(416),
}

// harness is one asset, its mirrors and its folder.
type harness struct {
	t       *testing.T
	content []byte
	asset   Asset
	dir     string
	mirrors []*scriptServer
	fetcher *fetcher
}

func newHarness(t *testing.T, asset Asset, content, served []byte, scripts ...[]fault) *harness {
	h := &harness{t: t, content: content, asset: asset, dir: t.TempDir()}
	for _, script := range scripts {
		s := newScriptServer(t, served, script...)
		s.before = h.onlyWholeFiles
		h.mirrors = append(h.mirrors, s)
		h.asset.Mirrors = append(h.asset.Mirrors, s.URL+"/file")
	}
	h.fetcher = testFetcher()
	return h
}

func testFetcher() *fetcher {
	f := newFetcher(nil)
	f.answer, f.stall, f.pause, f.retries, f.enough = 60*time.Millisecond, 60*time.Millisecond, time.Microsecond, 3,
		64<<10
	return f
}

// onlyWholeFiles checks that every file under a real name is the asset, whole.
func (h *harness) onlyWholeFiles() {
	err := filepath.WalkDir(h.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			if os.IsNotExist(err) {
				return nil // removed while we looked
			}
			return err
		}
		if entry.IsDir() {
			if entry.Name() == ".incoming" {
				return fs.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(path, recordSuffix) || strings.HasSuffix(path, ".tmp-write") {
			return nil
		}
		content, err := os.ReadFile(path)
		if rel, _ := filepath.Rel(h.dir, path); err != nil || rel != filepath.FromSlash(h.asset.Name) ||
			!bytes.Equal(content, h.content) {
			h.t.Errorf("%s has %d bytes that are not the asset (%v)", path, len(content), err)
		}
		return nil
	})
	if err != nil {
		h.t.Error(err)
	}
}

// run fetches until it succeeds, at most as often as a patient user would, and checks the folder after each run.
func (h *harness) run(what string) {
	for try := range 12 {
		path, err := h.fetcher.fetch(context.Background(), h.asset, h.dir)
		h.onlyWholeFiles()
		if err != nil {
			if !strings.Contains(err.Error(), h.asset.Name) || !strings.Contains(err.Error(), h.dir) ||
				!strings.Contains(err.Error(), h.mirrors[0].URL) {
				h.t.Errorf("%s: the error %q does not say what, where from and where to", what, err)
			}
			continue
		}
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, h.content) {
			h.t.Errorf("%s: run %d fetched %d bytes that are not the asset (%v)", what, try, len(got), err)
		}
		if left, _ := filepath.Glob(filepath.Join(h.dir, ".incoming", "*.part*")); len(left) > 0 {
			h.t.Errorf("%s: left behind %q", what, left)
		}
		if check(h.asset, path, h.dir) != nil {
			h.t.Errorf("%s: fetched, but not accepted afterwards", what)
		}
		return
	}
	h.t.Errorf("%s: never succeeded", what)
}

func testContent(n int) []byte {
	content := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(content)
	return content
}

func sum(content []byte) string {
	s := sha256.Sum256(content)
	return hex.EncodeToString(s[:])
}

// TestFaultsNeverLeaveAWrongFile goes through every fault alone, every fault after a cut (when a part is there to be
// continued), and random scripts over two mirrors, with size and checksum known, one of them, or none.
func TestFaultsNeverLeaveAWrongFile(t *testing.T) {
	t.Parallel()
	content := testContent(150_001)
	exact := Asset{Name: "models/weights.bin", Size: int64(len(content)), SHA256: sum(content)}
	sized := Asset{Name: "weights.bin", Size: int64(len(content))}
	loose := Asset{Name: "weights.bin", Approx: 150_000}
	type scenario struct {
		asset   Asset
		scripts [][]fault
		linked  bool
	}
	var scenarios []scenario
	var sound []fault
	for _, f := range faults {
		scenarios = append(scenarios,
			scenario{asset: exact, scripts: [][]fault{{f}}},
			scenario{asset: exact, scripts: [][]fault{{cut(0.5), f}}},
			scenario{asset: Asset{Name: exact.Name, Approx: 150_000, SHA256: exact.SHA256},
				scripts: [][]fault{{cut(0.7), f}, {f}}},
			// Without a checksum in the table, the hub's own one is taken.
			scenario{asset: loose, scripts: [][]fault{{f, f}}, linked: true})
		if f.sound || strings.HasPrefix(f.name, "too ") || f.name == "empty" {
			scenarios = append(scenarios, scenario{asset: sized, scripts: [][]fault{{f, cut(0.4), f}}})
		}
		if f.sound {
			sound = append(sound, f)
			scenarios = append(scenarios, scenario{asset: loose, scripts: [][]fault{{cut(0.4), f}}})
		}
	}
	rng := rand.New(rand.NewPCG(3, 4))
	random := func(from []fault) (script []fault) {
		for range 1 + rng.IntN(4) {
			script = append(script, from[rng.IntN(len(from))])
		}
		return script
	}
	for range 60 {
		scenarios = append(scenarios,
			scenario{asset: exact, scripts: [][]fault{random(faults), random(faults)}},
			scenario{asset: loose, scripts: [][]fault{random(sound)}})
	}
	const workers = 16
	var served atomic.Int64
	t.Run("scenarios", func(t *testing.T) {
		for worker := range workers {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				for i := worker; i < len(scenarios); i += workers {
					s := scenarios[i]
					var names []string
					for _, script := range s.scripts {
						for _, f := range script {
							names = append(names, f.name)
						}
					}
					h := newHarness(t, s.asset, content, content, s.scripts...)
					if s.linked {
						h.mirrors[0].linked = sum(content)
						// The faults do not tell the checksum; the good answer does, after a redirect.
						for k, f := range h.mirrors[0].script {
							h.mirrors[0].script[k].serve = func(s *scriptServer, w http.ResponseWriter,
								r *http.Request) {
								w.Header().Set("X-Linked-Etag", s.linked)
								f.serve(s, w, r)
							}
						}
					}
					h.run(strings.Join(names, ", "))
					for _, m := range h.mirrors {
						m.mu.Lock()
						served.Add(int64(m.served))
						m.mu.Unlock()
						m.CloseClientConnections()
						m.Close()
					}
				}
			})
		}
	})
	t.Logf("%d scenarios, %d faults served", len(scenarios), served.Load())
	if served.Load() < 200 {
		t.Errorf("only %d faults were served, want at least 200", served.Load())
	}
}

// zipped makes a zip archive of names and contents.
func zipped(t *testing.T, pairs ...string) []byte {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for i := 0; i < len(pairs); i += 2 {
		f, err := w.Create(pairs[i])
		if err == nil {
			_, err = f.Write([]byte(pairs[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestArchiveGivesOnlyTheRightMember(t *testing.T) {
	t.Parallel()
	content := strings.Repeat("ham\thello\n", 5000)
	asset := Asset{Name: "SMS.tsv", Member: "SMS", Size: int64(len(content)), SHA256: sum([]byte(content))}
	good := zipped(t, "readme", "x", "SMS", content)
	serve := func(name string, archive []byte) fault {
		return whole(name, false, false, nil, func(*scriptServer) []byte { return archive })
	}
	wrong := []fault{
		serve("no such member", zipped(t, "readme", content)),
		serve("a path outside", zipped(t, "../SMS", content, "/SMS", content, `..\SMS`, content)),
		serve("in a folder", zipped(t, "data/SMS", content)),
		serve("other content", zipped(t, "SMS", strings.Repeat("ham\thullo\n", 5000))),
		serve("too short", zipped(t, "SMS", content[1:])),
		serve("a bomb", zipped(t, "SMS", strings.Repeat("\x00", 50<<20))),
		serve("a folder of that name", zipped(t, "SMS/", "")),
		serve("cut off but said to be whole", good[:len(good)-100]),
		serve("no zip", []byte(content)),
		serve("a bit wrong", func() []byte { b := bytes.Clone(good); b[60] ^= 1; return b }()),
		serve("nothing", nil),
	}
	lying := bytes.Clone(zipped(t, "SMS", strings.Repeat("\x00", 50<<20)))
	directory := bytes.LastIndex(lying, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(lying[directory+24:], uint32(len(content))) // says 50,000 bytes, holds 50 MB
	wrong = append(wrong, serve("a bomb that lies", lying))
	for _, f := range append(wrong, faults...) {
		h := newHarness(t, asset, []byte(content), good, []fault{f, cut(0.5), f})
		h.run(f.name)
	}
}
