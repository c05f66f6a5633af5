package assets

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCutDownloadContinuesWhereItBroke(t *testing.T) {
	content := testContent(100_000)
	h := newHarness(t, Asset{Name: "a.bin", Size: 100_000, SHA256: sum(content)}, content, content,
		[]fault{cut(0.5), cut(0.5)})
	h.fetcher.retries = 0
	var last Progress
	h.fetcher.progress = func(p Progress) { last = p }
	h.run("cut twice") // three runs of one attempt each
	want := []string{"/file ", "/file bytes=50000-", "/file bytes=75000-"}
	if got := h.mirrors[0].gets; !slices.Equal(got, want) {
		t.Errorf("requests %q, want %q", got, want)
	}
	if last.Done != 100_000 || last.Total != 100_000 || last.Name != "a.bin" {
		t.Errorf("last progress %+v", last)
	}
}

func TestChangedFileIsNotSpliced(t *testing.T) {
	content := testContent(100_000)
	h := newHarness(t, Asset{Name: "a.bin", Approx: 100_000}, content, content,
		[]fault{{name: "old file", serve: func(s *scriptServer, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"v0"`)
			w.Header().Set("Content-Length", "100000")
			w.Write(make([]byte, 60_000))
			abort()
		}}})
	h.fetcher.answer, h.fetcher.stall = time.Minute, time.Minute // a busy machine is no fault of the server
	var conditions []string
	h.fetcher.client.Transport = roundTripper(func(req *http.Request) (*http.Response, error) {
		conditions = append(conditions, req.Header.Get("Range")+" if "+req.Header.Get("If-Range"))
		return http.DefaultTransport.RoundTrip(req)
	})
	h.run("changed file")
	if want := []string{" if ", `bytes=60000- if "v0"`}; !slices.Equal(conditions, want) {
		t.Errorf("asked for %q, want %q", conditions, want)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestMirrorsAreAskedInOrderAndTheErrorSaysWhatToDo(t *testing.T) {
	content := testContent(1000)
	asset := Asset{Name: "a.bin", Size: 1000, SHA256: sum(content)}
	h := newHarness(t, asset, content, content, []fault{status(404)}, []fault{status(403)}, nil)
	h.run("first two mirrors fail")
	for i, m := range h.mirrors {
		if len(m.gets) != 1 {
			t.Errorf("mirror %d was asked %d times, want once", i, len(m.gets))
		}
	}

	h = newHarness(t, asset, content, content, []fault{status(404)},
		[]fault{status(500), status(500), status(500), status(500)})
	_, err := h.fetcher.fetch(context.Background(), h.asset, h.dir)
	failed := new(FetchError)
	if !errors.As(err, &failed) || len(failed.Tried) != 2 {
		t.Fatalf("error %v", err)
	}
	for _, want := range []string{"404 Not Found", "500 Internal Server Error (after 4 attempts)",
		h.mirrors[0].URL + "/file in a browser", "save it as " + filepath.Join(h.dir, "a.bin")} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Error("the error has more than one line")
	}
}

func TestHubTokenGoesToTheHubOnly(t *testing.T) {
	content := testContent(1000)
	hub, storage := newScriptServer(t, content), newScriptServer(t, content)
	hub.script = []fault{redirected(storage.URL + "/blob")}
	t.Setenv("HF_ENDPOINT", hub.URL+"/")
	t.Setenv("HF_TOKEN", "secret")
	var seen []string
	f := testFetcher()
	f.client.Transport = roundTripper(func(req *http.Request) (*http.Response, error) {
		seen = append(seen, req.URL.Path+" "+req.Header.Get("Authorization"))
		return http.DefaultTransport.RoundTrip(req)
	})
	asset := Asset{Name: "m/model.safetensors", Approx: 1000,
		Mirrors: []string{"hf://owner/name@0123abc/model.safetensors", storage.URL + "/direct"}}
	if _, err := f.fetch(context.Background(), asset, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	// The two servers differ in their ports only, which is one host for net/http's own rule about redirects.
	if want := "/owner/name/resolve/0123abc/model.safetensors Bearer secret"; len(seen) != 2 || seen[0] != want {
		t.Errorf("requests %q, want first %q", seen, want)
	}
	asset.Mirrors = asset.Mirrors[1:]
	seen = nil
	if _, err := f.fetch(context.Background(), asset, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"/direct "}; !slices.Equal(seen, want) {
		t.Errorf("requests %q, want %q", seen, want)
	}
}

func TestCancelStopsAtOnceAndKeepsThePart(t *testing.T) {
	content := testContent(100_000)
	h := newHarness(t, Asset{Name: "a.bin", Size: 100_000, SHA256: sum(content)}, content, content,
		[]fault{stalled(0.5)})
	h.fetcher.stall = time.Hour
	ctx, cancel := context.WithCancel(context.Background())
	h.fetcher.progress = func(p Progress) {
		if p.Done > 0 {
			cancel()
		}
	}
	if _, err := h.fetcher.fetch(ctx, h.asset, h.dir); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	h.onlyWholeFiles()
	h.fetcher.progress = func(Progress) {}
	h.run("after the cancellation")
	if got := h.mirrors[0].gets; len(got) != 2 || !strings.HasPrefix(got[1], "/file bytes=") {
		t.Errorf("requests %q, want the second to continue", got)
	}
}

func TestFirstDownloadIsTrustedAndRecorded(t *testing.T) {
	content := testContent(5000)
	h := newHarness(t, Asset{Name: "a.bin", Approx: 5000}, content, content, nil)
	h.run("first download")
	path := filepath.Join(h.dir, "a.bin")
	r, ok := readRecord(path+recordSuffix, path)
	if !ok || r.SHA256 != sum(content) || r.From != h.mirrors[0].URL+"/file" || r.Size != 5000 {
		t.Errorf("record %+v", r)
	}
	changed := testContent(5000)
	changed[17]++
	if err := os.WriteFile(path, changed, 0o644); err != nil {
		t.Fatal(err)
	}
	future := time.Now().Add(time.Hour) // a change within the clock's resolution would not show
	if err := os.Chtimes(path, future, future); err != nil {
		t.Fatal(err)
	}
	if err := check(h.asset, path, h.dir); err == nil {
		t.Error("a changed file was accepted")
	}
	h.mirrors[0].before = func() {} // the changed file is there while it is fetched again
	if _, err := h.fetcher.fetch(context.Background(), h.asset, h.dir); err != nil {
		t.Fatal(err)
	}
	h.onlyWholeFiles()
}

func TestOfflineAsksNobody(t *testing.T) {
	content := testContent(1000)
	h := newHarness(t, Asset{Name: "a.bin", Size: 1000, SHA256: sum(content)}, content, content, nil)
	for _, value := range []string{"1", "true", "yes"} {
		t.Setenv("LLM_OFFLINE", value)
		_, err := h.fetcher.fetch(context.Background(), h.asset, h.dir)
		if !errors.Is(err, ErrOffline) || !strings.Contains(err.Error(), "a.bin") || len(h.mirrors[0].gets) > 0 {
			t.Errorf("LLM_OFFLINE=%s: error %v after %d requests", value, err, len(h.mirrors[0].gets))
		}
	}
	t.Setenv("LLM_OFFLINE", "0")
	h.run("LLM_OFFLINE=0")
	t.Setenv("LLM_OFFLINE", "1")
	if _, err := h.fetcher.fetch(context.Background(), h.asset, h.dir); err != nil {
		t.Errorf("a file that is here needs no network: %v", err)
	}
}

func TestRedirectsNeverLeaveHTTPS(t *testing.T) {
	request := func(address string) *http.Request {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		return &http.Request{URL: u}
	}
	via := []*http.Request{request("https://a/x")}
	if err := checkRedirect(request("http://a/x"), via); err == nil {
		t.Error("https to http was followed")
	}
	if err := checkRedirect(request("https://b/x"), via); err != nil {
		t.Errorf("https to https: %v", err)
	}
}

func TestUnwritableFolderIsReportedAsSuch(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := testFetcher().fetch(context.Background(), Asset{Name: "a", Mirrors: []string{"http://127.0.0.1:0/"}},
		file)
	if err == nil || !strings.Contains(err.Error(), "--dir or LLM_CACHE_DIR") {
		t.Errorf("error %v", err)
	}
}

func TestHopelessConnectionsAreNotTriedAgain(t *testing.T) {
	tries := 0
	for _, test := range []struct {
		err  error
		want string
	}{
		{&net.DNSError{Err: "no such host", Name: "nowhere.example", IsNotFound: true}, "is this machine online?"},
		{&tls.CertificateVerificationError{Err: errors.New("signed by unknown authority")}, "proxy"},
	} {
		f := testFetcher()
		tries = 0
		f.client.Transport = roundTripper(func(*http.Request) (*http.Response, error) {
			tries++
			return nil, test.err
		})
		_, err := f.fetch(context.Background(), Asset{Name: "a", Approx: 1,
			Mirrors: []string{"https://nowhere.example/a"}}, t.TempDir())
		if err == nil || !strings.Contains(err.Error(), test.want) || tries != 1 {
			t.Errorf("error %v after %d tries, want one with %q after one", err, tries, test.want)
		}
	}
}
