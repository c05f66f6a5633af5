package assets

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"llmfromscratch/shared/atomicfile"
)

// Options change how [Fetch] works; the zero value is right for most.
type Options struct {
	// Dir is the folder to download into, in place of the cache folder.
	Dir string
	// Progress is called now and then, from the goroutine of Fetch.
	Progress func(Progress)
}

// Progress is the state of a download.
type Progress struct {
	Name  string
	URL   string
	Done  int64 // bytes that are here, those of earlier runs included; it falls when a download starts over
	Total int64 // 0 when the server does not say
	Note  string
}

// Fetch makes the asset called name available and returns its path. A good copy that is here already is taken as it
// is. Otherwise the mirrors are asked in order; each is tried again, with growing pauses, as long as its failures look
// passing. When Fetch fails, or the program is killed, what has arrived stays under another name and is taken up next
// time. Several processes may fetch at once: one downloads, the others wait for it.
//
// The error is a [FetchError] that says how to get the file by hand, one that wraps [ErrOffline], or ctx's.
func Fetch(ctx context.Context, name string, opts Options) (string, error) {
	a, err := Lookup(name)
	if err != nil {
		return "", err
	}
	dir := opts.Dir
	if dir == "" {
		if path, err := Find(name); err == nil {
			return path, nil
		}
		if dir, err = CacheDir(); err != nil {
			return "", err
		}
	} else if dir, err = filepath.Abs(dir); err != nil {
		return "", err
	}
	return newFetcher(opts.Progress).fetch(ctx, a, dir)
}

// Offline tells whether LLM_OFFLINE forbids the network: it does with any value that does not mean no.
func Offline() bool {
	value := os.Getenv("LLM_OFFLINE")
	on, err := strconv.ParseBool(value)
	return value != "" && (err != nil || on)
}

// fetcher is how a download is done; tests shorten its times.
type fetcher struct {
	client   *http.Client
	progress func(Progress)
	answer   time.Duration // longest wait for the answer's first byte
	stall    time.Duration // longest wait for the next bytes of the file
	pause    time.Duration // before the second attempt; it doubles with each further one
	retries  int           // attempts at a mirror after the first that bring nothing new
	enough   int64         // new bytes that make an attempt count as useful
}

func newFetcher(progress func(Progress)) *fetcher {
	transport := http.DefaultTransport.(*http.Transport).Clone() // with the proxy of the environment
	transport.DialContext = (&net.Dialer{Timeout: 20 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	transport.TLSHandshakeTimeout = 20 * time.Second
	if progress == nil {
		progress = func(Progress) {}
	}
	return &fetcher{
		client: &http.Client{Transport: transport}, progress: progress,
		answer: time.Minute, stall: time.Minute, pause: time.Second, retries: 4, enough: 1 << 20,
	}
}

// job is one asset on its way into a folder.
type job struct {
	Asset
	dir    string
	target string // the real name
	part   string // the bytes so far
	state  string // where they come from
}

func newJob(a Asset, dir string) *job {
	work := filepath.Join(dir, ".incoming", filepath.FromSlash(a.Name))
	return &job{Asset: a, dir: dir, target: filepath.Join(dir, filepath.FromSlash(a.Name)), part: work + ".part",
		state: work + ".part.json"}
}

// drop forgets what has arrived.
func (j *job) drop() {
	os.Remove(j.part)
	os.Remove(j.state)
}

func (f *fetcher) fetch(ctx context.Context, a Asset, dir string) (string, error) {
	j := newJob(a, dir)
	if check(a, j.target, dir) == nil {
		return j.target, nil
	}
	if Offline() {
		return "", fmt.Errorf("%s is not in %s: %w; unset LLM_OFFLINE, or put the file there by hand (from %s)", a.Name,
			dir, ErrOffline, resolve(a.Mirrors[0]))
	}
	for _, file := range []string{j.target, j.part} {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return "", fmt.Errorf("make the folder for %s: %w; choose another with --dir or LLM_CACHE_DIR", a.Name, err)
		}
	}
	lock := flock.New(strings.TrimSuffix(j.part, ".part") + ".lock")
	if ok, err := lock.TryLock(); err != nil || !ok {
		if err == nil {
			f.progress(Progress{Name: a.Name, Note: "another process is downloading it; waiting"})
			_, err = lock.TryLockContext(ctx, 200*time.Millisecond)
		}
		if err != nil {
			return "", fmt.Errorf("lock %s: %w", lock.Path(), err)
		}
	}
	defer lock.Unlock()
	if check(a, j.target, dir) == nil { // the other process was successful
		return j.target, nil
	}
	return f.mirrors(ctx, j)
}

// mirrors asks one mirror after the other.
func (f *fetcher) mirrors(ctx context.Context, j *job) (string, error) {
	failed := &FetchError{Name: j.Name, Target: j.target, Member: j.Member}
	for _, mirror := range j.Mirrors {
		url := resolve(mirror)
		err := f.mirror(ctx, j, url)
		if err == nil {
			return j.target, nil
		}
		if cause := context.Cause(ctx); cause != nil {
			return "", fmt.Errorf("download of %s stopped: %w", j.Name, cause)
		}
		if errors.As(err, new(local)) {
			return "", fmt.Errorf("download of %s: %w", j.Name, err)
		}
		failed.Tried = append(failed.Tried, Attempt{url, err})
	}
	return "", failed
}

// mirror tries one mirror until the file is in place or the mirror has failed for good.
func (f *fetcher) mirror(ctx context.Context, j *job, url string) error {
	var best int64 // the most bytes that ever were here
	wrong := 0     // downloads that were complete and wrong
	for failures := 0; ; {
		have, sum, err := f.attempt(ctx, j, url)
		if err == nil {
			if err = f.finish(ctx, j, url, sum); err == nil {
				return nil
			}
			if errors.Is(err, errWrongBytes) {
				// Perhaps the file changed between two parts, or a byte tipped over on the way: once more from the
				// start, and no third time.
				if wrong++; wrong > 1 {
					err = permanent{err}
				}
			}
		}
		if errors.As(err, new(permanent)) || errors.As(err, new(local)) || ctx.Err() != nil {
			return err
		}
		if have >= best+f.enough {
			best, failures = have, 0
		}
		if failures++; failures > f.retries {
			return fmt.Errorf("%w (after %d attempts)", err, failures)
		}
		if err := f.sleep(ctx, failures, err, j, url); err != nil {
			return err
		}
	}
}

// sleep waits before the next attempt: 1, 2, 4, … seconds and up to half of that more, so that many clients do not come
// back at the same moment; or as long as the server asked for, within two minutes.
func (f *fetcher) sleep(ctx context.Context, failures int, cause error, j *job, url string) error {
	wait := f.pause << min(failures-1, 5)
	wait += rand.N(wait/2 + 1)
	if status := new(statusError); errors.As(cause, &status) && status.retryAfter > wait {
		wait = min(status.retryAfter, 120*f.pause)
	}
	f.progress(Progress{Name: j.Name, URL: url, Note: fmt.Sprintf("%v; trying again in %v", cause,
		wait.Round(time.Second))})
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// finish checks the downloaded bytes and gives them their real name. The checksum sum is what the server claims, for
// files whose checksum the table does not know.
func (f *fetcher) finish(ctx context.Context, j *job, url, sum string) error {
	if j.Member != "" {
		err := extract(j)
		j.drop()
		switch {
		case errors.Is(err, errWrongBytes):
			return err
		case err != nil:
			return local{err}
		}
		j.record(url, j.SHA256)
		return nil
	}
	got, err := hashFile(ctx, j.part)
	if err != nil {
		return err
	}
	want := j.SHA256
	if want == "" {
		want = sum
	}
	if want != "" && !strings.EqualFold(got, want) {
		j.drop()
		return fmt.Errorf("%w: SHA-256 %.12s… instead of %.12s…", errWrongBytes, got, want)
	}
	if err := atomicfile.Rename(j.part, j.target); err != nil {
		return local{err}
	}
	os.Remove(j.state)
	j.record(url, got)
	return nil
}

// record notes the checksum of the file that is now in place. Should that fail, the file is hashed at the next Find.
func (j *job) record(url, sum string) {
	_ = writeRecord(j.target, j.dir, sum, url)
}
