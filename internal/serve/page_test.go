package serve_test

import (
	"regexp"
	"strings"
	"testing"

	"llmfromscratch/internal/batch/batchtest"
)

// The page is whole: it names nothing that a browser would have to fetch from anywhere else.
func TestThePageAsksNobodyElse(t *testing.T) {
	url := open(t, letters(), new(batchtest.Counter), nil)
	status, header, body := get(t, url+"/")
	if status != 200 || !strings.HasPrefix(header.Get("Content-Type"), "text/html") {
		t.Fatalf("%d %v", status, header)
	}
	elsewhere := regexp.MustCompile(`(?i)https?:|//[a-z]+\.|\bsrc=|@import|url\(`)
	if found := elsewhere.FindString(body); found != "" {
		t.Errorf("the page has %q", found)
	}
	if csp := header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'; connect-src 'self'") {
		t.Errorf("policy %q", csp)
	}
	elements := regexp.MustCompile(`\$\("([a-z_]+)"\)`)
	for _, id := range elements.FindAllStringSubmatch(body, -1) {
		if !strings.Contains(body, `id="`+id[1]+`"`) {
			t.Errorf("the page has no element %q", id[1])
		}
	}
	controls := regexp.MustCompile(`<(?:input|textarea)[^>]* id="([a-z_]+)"`)
	for _, control := range controls.FindAllStringSubmatch(body, -1) {
		if control[1] != "show" && !strings.Contains(body, `<label for="`+control[1]) &&
			!strings.Contains(body, `class="hidden" for="`+control[1]) {
			t.Errorf("the control %q has no label", control[1])
		}
	}
}
