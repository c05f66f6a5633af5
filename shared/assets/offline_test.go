package assets

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
)

// noNetwork makes every way that this package has to reach the network fail, and counts the attempts.
func noNetwork(t *testing.T, f *fetcher) (dialed *atomic.Int32) {
	dialed = new(atomic.Int32)
	dial := func(_ context.Context, network, address string) (net.Conn, error) {
		dialed.Add(1)
		return nil, errors.New("the network was touched: " + network + " " + address)
	}
	f.client.Transport.(*http.Transport).DialContext = dial
	resolver, transport := net.DefaultResolver, http.DefaultTransport
	t.Cleanup(func() { net.DefaultResolver, http.DefaultTransport = resolver, transport })
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: dial}
	http.DefaultTransport = &http.Transport{DialContext: dial}
	return dialed
}

// TestOfflineDialsNobody asks for every asset, none of which is here.
func TestOfflineDialsNobody(t *testing.T) {
	folders(t)
	f := newFetcher(nil)
	f.pause, f.retries = 0, 0
	dialed := noNetwork(t, f)
	for _, a := range All() {
		if _, err := Find(a.Name); !errors.As(err, new(*NotFoundError)) {
			t.Errorf("%s: Find gives %v", a.Name, err)
		}
	}
	t.Setenv("LLM_OFFLINE", "1")
	for _, a := range All() {
		if _, err := f.fetch(t.Context(), a, t.TempDir()); !errors.Is(err, ErrOffline) {
			t.Errorf("%s: %v", a.Name, err)
		}
		if _, err := Fetch(t.Context(), a.Name, Options{}); !errors.Is(err, ErrOffline) {
			t.Errorf("%s: %v", a.Name, err)
		}
	}
	if n := dialed.Load(); n != 0 {
		t.Errorf("%d attempts to reach the network", n)
	}

	// The same dialer does notice a download.
	t.Setenv("LLM_OFFLINE", "")
	t.Setenv("HTTPS_PROXY", "")
	if _, err := f.fetch(t.Context(), All()[0], t.TempDir()); err == nil || dialed.Load() == 0 {
		t.Errorf("without LLM_OFFLINE nobody was dialed: %v", err)
	}
}
