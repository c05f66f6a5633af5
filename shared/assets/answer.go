package assets

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
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
