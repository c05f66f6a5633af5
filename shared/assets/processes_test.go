package assets

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// The child of the tests below: a process that fetches one file.
func TestMain(m *testing.M) {
	if address := os.Getenv("ASSETS_TEST_FETCH"); address != "" {
		content := testContent(300_000)
		f := testFetcher()
		f.answer, f.stall = time.Minute, time.Minute
		if _, err := f.fetch(context.Background(), Asset{Name: "a.bin", Size: 300_000, SHA256: sum(content),
			Mirrors: []string{address}}, os.Getenv("ASSETS_TEST_DIR")); err != nil {
			println(err.Error())
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child is a process that fetches the harness's file.
func (h *harness) child() *exec.Cmd {
	h.t.Helper()
	self, err := os.Executable()
	if err != nil {
		h.t.Skipf("the test binary cannot be found to be started again: %v", err)
	}
	child := exec.Command(self)
	child.Env = append(os.Environ(), "ASSETS_TEST_FETCH="+h.mirrors[0].URL+"/file", "ASSETS_TEST_DIR="+h.dir)
	return child
}

func TestProcessesFetchOnce(t *testing.T) {
	content := testContent(300_000)
	h := newHarness(t, Asset{Name: "a.bin", Size: 300_000, SHA256: sum(content)}, content, content,
		[]fault{{name: "slowly", serve: func(s *scriptServer, w http.ResponseWriter, r *http.Request) {
			time.Sleep(200 * time.Millisecond)
			s.good(w, r)
		}}})
	var group sync.WaitGroup
	for range 3 {
		child := h.child()
		group.Go(func() {
			if out, err := child.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	group.Wait()
	h.onlyWholeFiles()
	if got := h.mirrors[0].gets; len(got) != 1 {
		t.Errorf("three processes made the requests %q, want one", got)
	}
}

// TestKilledDownloadIsTakenUpByTheProcessThatWaits: the lock of a dead process is free, and what it had downloaded is
// kept.
func TestKilledDownloadIsTakenUpByTheProcessThatWaits(t *testing.T) {
	content := testContent(300_000)
	half, over := make(chan struct{}), make(chan struct{})
	h := newHarness(t, Asset{Name: "a.bin", Size: 300_000, SHA256: sum(content)}, content, content,
		[]fault{{name: "half", serve: func(s *scriptServer, w http.ResponseWriter, r *http.Request) {
			s.part(w, r, 0.5)
			close(half)
			<-over
			abort()
		}}})
	first, second := h.child(), h.child()
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-half
	part := newJob(h.asset, h.dir).part
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		if info, err := os.Stat(part); err == nil && info.Size() == 150_000 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the first process does not write what it has received")
		}
	}
	if err := second.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // usually enough for it to find the lock taken
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := first.Wait(); err == nil {
		t.Error("the first process was not killed")
	}
	close(over)
	if err := second.Wait(); err != nil {
		t.Errorf("the second process: %v", err)
	}
	h.onlyWholeFiles()
	if got, want := fmt.Sprintf("%q", h.mirrors[0].gets), `["/file " "/file bytes=150000-"]`; got != want {
		t.Errorf("requests %s, want %s", got, want)
	}
	if got, err := os.ReadFile(newJob(h.asset, h.dir).target); err != nil || string(got) != string(content) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}
