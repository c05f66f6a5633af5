package assets

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"llmfromscratch/shared/atomicfile"
)

var (
	errWrongBytes = errors.New("the mirror served other content than expected")
	errStall      = errors.New("no data arrived for too long")
	errAnswer     = errors.New("the server did not answer in time")
	errWebPage    = errors.New("the server sent a web page instead of the file (a sign-in page of the network, or an " +
		"error page)")
)

// partState says where the bytes of a part come from, so that only the same file of the same server is taken up again.
type partState struct {
	URL       string `json:"url"`
	Validator string `json:"validator"` // ETag or Last-Modified; empty when the download cannot be resumed
	Total     int64  `json:"total"`     // 0 when unknown
	SHA256    string `json:"sha256,omitempty"`
}

// attempt does one request, which adds to the part that is here or starts anew. It returns how many bytes are here
// now and, when the server tells, the SHA-256 they should have.
func (f *fetcher) attempt(ctx context.Context, j *job, address string) (have int64, sum string, err error) {
	old, have := j.resumable(address)
	if old.Total > 0 && have == old.Total {
		return have, old.SHA256, nil // only the check is left
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(f.answer, func() { cancel(errAnswer) })
	defer func() { watch.Stop() }()

	req, err := request(ctx, address, old.Validator, have)
	if err != nil {
		return have, "", permanent{err}
	}
	client := *f.client
	client.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		// The hub tells the checksum in its own answer, not in that of the storage it redirects to.
		if s := linkedSum(next.Response); s != "" {
			sum = s
		}
		return checkRedirect(next, via)
	}
	resp, err := client.Do(req)
	if err != nil {
		return have, "", requestError(ctx, err)
	}
	defer resp.Body.Close()
	if s := linkedSum(resp); s != "" {
		sum = s
	}
	state := partState{URL: address, Validator: validator(resp), SHA256: sum}
	if have, err = j.follows(resp, old, &state, have); err != nil {
		return have, "", err
	}
	if err := j.acceptable(resp, state.Total); err != nil {
		return have, "", permanent{err}
	}
	watch.Stop()
	watch = time.AfterFunc(f.stall, func() { cancel(errStall) })
	body := bufio.NewReaderSize(readerFunc(func(p []byte) (int, error) {
		watch.Reset(f.stall)
		n, err := resp.Body.Read(p)
		if cause := context.Cause(ctx); err != nil && err != io.EOF && cause != nil {
			err = cause
		}
		return n, err
	}), 256<<10)
	if have == 0 {
		if start, _ := body.Peek(512); strings.HasPrefix(http.DetectContentType(start), "text/html") {
			return 0, "", permanent{errWebPage}
		}
	}
	have, err = f.store(j, state, body, have)
	return have, sum, err
}

// resumable returns the state of the part and its length, when the part comes from the same address and the server
// can tell whether the file is still the same; else zero.
func (j *job) resumable(address string) (partState, int64) {
	var s partState
	content, err := os.ReadFile(j.state)
	if err != nil || json.Unmarshal(content, &s) != nil || s.URL != address || s.Validator == "" {
		return partState{}, 0
	}
	info, err := os.Stat(j.part)
	if err != nil || info.Size() == 0 || s.Total > 0 && info.Size() > s.Total {
		return partState{}, 0
	}
	return s, info.Size()
}

// expected is the exact number of bytes to download; 0 when it is not known.
func (j *job) expected() int64 {
	if j.Member != "" {
		return 0 // the archive's, which the table does not have
	}
	return j.Size
}

// limit is how many bytes a download may have at most.
func (j *job) limit() int64 {
	if n := j.expected(); n > 0 {
		return n
	}
	return j.Bytes() + j.Bytes()/10 + 64<<10
}

// store appends body to the part, which has have bytes, and returns how many it has then.
func (f *fetcher) store(j *job, state partState, body io.Reader, have int64) (int64, error) {
	if have == 0 {
		j.drop()
		content, err := json.Marshal(state)
		if err == nil {
			err = atomicfile.WriteBytes(j.state, content)
		}
		if err != nil {
			return 0, local{err}
		}
	}
	part, err := os.OpenFile(j.part, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return have, local{err}
	}
	defer part.Close()
	limit := j.limit()
	if state.Total > 0 {
		limit = state.Total
	}
	buf := make([]byte, 256<<10)
	for {
		n, readErr := body.Read(buf)
		if have+int64(n) > limit {
			part.Close()
			j.drop()
			return 0, permanent{fmt.Errorf("the server sent more than the %d bytes of the file", limit)}
		}
		if _, err := part.Write(buf[:n]); err != nil {
			return have, local{fmt.Errorf("%w; is the disk full? (%d bytes are needed)", err, j.Bytes())}
		}
		have += int64(n)
		if n > 0 {
			f.progress(Progress{Name: j.Name, URL: state.URL, Done: have, Total: state.Total})
		}
		if readErr == io.EOF {
			break
		}
		if readErr != nil {
			return have, fmt.Errorf("the connection broke after %d bytes: %w", have, readErr)
		}
	}
	if err := part.Close(); err != nil {
		return have, local{err}
	}
	if want := max(j.expected(), state.Total); want > 0 && have != want {
		return have, fmt.Errorf("the connection ended after %d of %d bytes", have, want)
	}
	return have, nil
}
