package assets

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
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

// statusError is an answer that is not the file.
type statusError struct {
	code       int
	retryAfter time.Duration
}

func (e *statusError) Error() string {
	hint := ""
	switch e.code {
	case http.StatusUnauthorized, http.StatusForbidden:
		hint = " (access is refused; for Hugging Face, set HF_TOKEN)"
	case http.StatusNotFound, http.StatusGone:
		hint = " (the file is no longer there)"
	}
	return fmt.Sprintf("the server answered %d %s%s", e.code, http.StatusText(e.code), hint)
}

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

// request asks for a file, or for what follows the bytes that are here where it is still the same file.
func request(ctx context.Context, address, validator string, have int64) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "llmfromscratch")
	req.Header.Set("Accept-Encoding", "identity") // lengths and ranges count the file's own bytes
	if have > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
		req.Header.Set("If-Range", validator)
	}
	authorize(req)
	return req, nil
}

// follows reads from the answer's status how many of the bytes that are here its body follows: all or none. It
// completes state by the length of the file. A part that cannot be continued is dropped.
func (j *job) follows(resp *http.Response, old partState, state *partState, have int64) (int64, error) {
	switch {
	case resp.StatusCode == http.StatusOK:
		state.Total = max(resp.ContentLength, 0)
		return 0, nil
	case resp.StatusCode == http.StatusPartialContent && have > 0:
		from, total, err := contentRange(resp.Header.Get("Content-Range"))
		if err != nil || from != have || (old.Total > 0 && total != old.Total) ||
			(state.Validator != "" && state.Validator != old.Validator) {
			j.drop()
			return 0, fmt.Errorf("the server continued another file or at another place (Content-Range %q); "+
				"starting over", resp.Header.Get("Content-Range"))
		}
		state.Validator, state.Total = old.Validator, total
		return have, nil
	case resp.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		j.drop()
		return 0, errors.New("the server has no more bytes of this file; starting over")
	}
	err := &statusError{resp.StatusCode, retryAfter(resp)}
	switch {
	case resp.StatusCode >= 500, resp.StatusCode == http.StatusTooManyRequests,
		resp.StatusCode == http.StatusRequestTimeout:
		return have, err
	}
	return have, permanent{err}
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

// acceptable checks what the answer says of itself.
func (j *job) acceptable(resp *http.Response, total int64) error {
	if coding := resp.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return fmt.Errorf("the server sent the file compressed (%s), which was not asked for", coding)
	}
	if kind := resp.Header.Get("Content-Type"); strings.HasPrefix(kind, "text/html") ||
		strings.HasPrefix(kind, "application/xhtml") {
		return errWebPage
	}
	if j.Member == "" && j.Size > 0 && total > 0 && total != j.Size {
		return fmt.Errorf("the server has a file of %d bytes instead of %d", total, j.Size)
	}
	if limit := j.limit(); total > limit {
		return fmt.Errorf("the server has a file of %d bytes, where at most %d are expected", total, limit)
	}
	if total == 0 && len(resp.TransferEncoding) == 0 && resp.ProtoMajor < 2 && j.expected() == 0 {
		return errors.New("the server tells neither the length of the file nor where it ends")
	}
	return nil
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

// requestError says why a request brought no answer.
func requestError(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if redirect := new(redirectError); errors.As(err, &redirect) {
		return permanent{redirect}
	}
	if inner := new(url.Error); errors.As(err, &inner) {
		err = inner.Err // without the address, which is said elsewhere
	}
	if dns := new(net.DNSError); errors.As(err, &dns) && dns.IsNotFound {
		return permanent{fmt.Errorf("no such host (%s); is this machine online?", dns.Name)}
	}
	if cert := new(tls.CertificateVerificationError); errors.As(err, &cert) {
		return permanent{fmt.Errorf("%w; a proxy of your network may stand between, or this machine's clock be wrong",
			cert)}
	}
	return err
}

type redirectError struct{ why string }

func (e *redirectError) Error() string { return e.why }

// checkRedirect follows redirects as long as they lead somewhere new, and never from https to http.
func checkRedirect(next *http.Request, via []*http.Request) error {
	if len(via) >= 10 {
		return &redirectError{"more than ten redirects"}
	}
	for _, earlier := range via {
		if *earlier.URL == *next.URL {
			return &redirectError{"the server redirects in a circle"}
		}
		if earlier.URL.Scheme == "https" && next.URL.Scheme != "https" {
			return &redirectError{"the server redirects from https to " + next.URL.Scheme}
		}
	}
	return nil
}

// linkedSum is the SHA-256 that the Hugging Face hub gives with a large file; empty in other answers.
func linkedSum(resp *http.Response) string {
	if resp == nil {
		return ""
	}
	sum := strings.Trim(resp.Header.Get("X-Linked-Etag"), `"`)
	if len(sum) != 64 || strings.Trim(sum, "0123456789abcdefABCDEF") != "" {
		return ""
	}
	return sum
}

// validator is what tells one state of a file from another: a strong ETag, or a time of change that lies at least a
// minute back, so that two changes within it cannot share it.
func validator(resp *http.Response) string {
	if tag := resp.Header.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		return tag
	}
	changed, err1 := http.ParseTime(resp.Header.Get("Last-Modified"))
	now, err2 := http.ParseTime(resp.Header.Get("Date"))
	if err1 == nil && err2 == nil && now.Sub(changed) >= time.Minute {
		return resp.Header.Get("Last-Modified")
	}
	return ""
}

// contentRange reads "bytes 100-199/200" as 100 and 200.
func contentRange(s string) (from, total int64, err error) {
	var last int64
	if n, err := fmt.Sscanf(s, "bytes %d-%d/%d", &from, &last, &total); err != nil || n != 3 || from < 0 ||
		from > last || last != total-1 {
		return 0, 0, fmt.Errorf("unusable Content-Range %q", s)
	}
	return from, total, nil
}

func retryAfter(resp *http.Response) time.Duration {
	seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, 3600)) * time.Second
}
