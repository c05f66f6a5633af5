package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	oldText = "the old content\n"
	newSize = 700_001 // more than the buffer holds, and no multiple of it
)

// newContent sends newSize bytes in pieces of odd length, calling step with the number of bytes sent before each.
func newContent(w io.Writer, step func(sent int) error) error {
	piece := []byte(strings.Repeat("0123456789", 77) + "x")
	for sent := 0; sent < newSize; sent += len(piece) {
		if err := step(sent); err != nil {
			return err
		}
		if _, err := w.Write(piece[:min(len(piece), newSize-sent)]); err != nil {
			return err
		}
	}
	return step(newSize)
}

func never(int) error { return nil }

// faulty is a file whose disk has room for a number of bytes, and whose other calls fail on demand.
type faulty struct {
	file
	room                          int
	failChmod, failSync, failStop error
}

func (f *faulty) Write(p []byte) (int, error) {
	n, err := f.file.Write(p[:min(len(p), f.room)])
	f.room -= n
	if err == nil && n < len(p) {
		err = errFull
	}
	return n, err
}

func (f *faulty) Chmod(m fs.FileMode) error { return errors.Join(f.failChmod, f.file.Chmod(m)) }
func (f *faulty) Sync() error               { return errors.Join(f.failSync, f.file.Sync()) }
func (f *faulty) Close() error              { return errors.Join(f.failStop, f.file.Close()) }

var (
	errFull   = errors.New("no space left on device")
	errInject = errors.New("injected")
)

func TestOldFileStaysOnEveryFault(t *testing.T) {
	type fault struct {
		name  string
		disk  func(*disk)
		write func(io.Writer) error
		want  error
	}
	onFile := func(change func(*faulty)) func(*disk) {
		return func(d *disk) {
			create := d.create
			d.create = func(target string) (file, string, error) {
				f, name, err := create(target)
				if err != nil {
					return nil, "", err
				}
				bad := &faulty{file: f, room: 1 << 30}
				change(bad)
				return bad, name, nil
			}
		}
	}
	whole := func(w io.Writer) error { return newContent(w, never) }
	faults := []fault{
		{"create", func(d *disk) {
			d.create = func(string) (file, string, error) { return nil, "", errInject }
		}, whole, errInject},
		{"chmod", onFile(func(f *faulty) { f.failChmod = errInject }), whole, errInject},
		{"fsync", onFile(func(f *faulty) { f.failSync = errInject }), whole, errInject},
		{"rename", func(d *disk) { d.rename = func(string, string) error { return errInject } }, whole, errInject},
	}
	if !renameWhileOpen {
		faults = append(faults, fault{"close", onFile(func(f *faulty) { f.failStop = errInject }), whole, errInject})
	}
	for _, room := range []int{0, 1, 1000, 1 << 18, 1<<18 + 1, 500_000, newSize - 1} {
		faults = append(faults,
			fault{fmt.Sprintf("disk full after %d bytes", room), onFile(func(f *faulty) { f.room = room }), whole,
				errFull},
			fault{fmt.Sprintf("writer fails after %d bytes", room), func(*disk) {}, func(w io.Writer) error {
				return newContent(w, func(sent int) error {
					if sent >= room {
						return errInject
					}
					return nil
				})
			}, errInject})
	}
	for _, hadFile := range []bool{true, false} {
		for _, fault := range faults {
			if fault.name == "chmod" && !hadFile {
				continue // there are no permissions to keep
			}
			t.Run(fmt.Sprintf("%s, old file %t", fault.name, hadFile), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "file")
				if hadFile {
					writeOld(t, path)
				}
				d := osDisk
				fault.disk(&d)
				if err := writeFile(d, path, fault.write); !errors.Is(err, fault.want) ||
					!strings.Contains(err.Error(), path) {
					t.Errorf("error %v, want one of %s that wraps %q", err, path, fault.want)
				}
				got, err := os.ReadFile(path)
				switch {
				case hadFile && string(got) != oldText:
					t.Errorf("the old file is gone: %d bytes, %v", len(got), err)
				case !hadFile && !errors.Is(err, fs.ErrNotExist):
					t.Errorf("a file appeared: %d bytes, %v", len(got), err)
				}
				if names := temps(t, path); len(names) > 0 {
					t.Errorf("left behind: %q", names)
				}
			})
		}
	}
}

func TestPanicInTheWriterLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	writeOld(t, path)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		Write(path, func(w io.Writer) error { io.WriteString(w, "half"); panic("boom") })
	}()
	if got, _ := os.ReadFile(path); string(got) != oldText {
		t.Errorf("got %q", got)
	}
	if names := temps(t, path); len(names) > 0 {
		t.Errorf("left behind: %q", names)
	}
}

func TestFailedFolderSyncIsReported(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	d := osDisk
	d.syncFolder = func(string) error { return errInject }
	err := writeFile(d, path, func(w io.Writer) error { return newContent(w, never) })
	if !errors.Is(err, errInject) {
		t.Errorf("error %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != newSize {
		t.Errorf("the whole new file should be in place: %v, %v", info, err)
	}
}

// The child of the next test: the test binary once more, told by the environment where to die.
func TestMain(m *testing.M) {
	if path := os.Getenv("ATOMICFILE_KILL_PATH"); path != "" {
		dieWriting(path, os.Getenv("ATOMICFILE_KILL_AT"))
	}
	os.Exit(m.Run())
}

// dieWriting writes newContent to path and kills its own process, as kill -9 does, when at bytes are sent or at the
// named step.
func dieWriting(path, at string) {
	die := func() {
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			self.Kill()
		}
		select {} // the signal is on its way
	}
	d := osDisk
	switch at {
	case "before rename":
		d.rename = func(string, string) error { die(); return nil }
	case "after rename":
		d.syncFolder = func(string) error { die(); return nil }
	}
	bytes, err := strconv.Atoi(at)
	if err != nil {
		bytes = newSize + 1
	}
	err = writeFile(d, path, func(w io.Writer) error {
		return newContent(w, func(sent int) error {
			if sent >= bytes {
				die()
			}
			return nil
		})
	})
	fmt.Println("survived:", err)
	os.Exit(3)
}

func TestKilledProgramLeavesOldOrNewFileNeverAHalf(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Skipf("the test binary cannot be found to be started again: %v", err)
	}
	points := []string{"0", strconv.Itoa(newSize), "before rename", "after rename"}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		points = append(points, strconv.Itoa(rng.IntN(newSize)))
	}
	path := filepath.Join(t.TempDir(), "file")
	killed := 0
	for _, at := range points {
		writeOld(t, path)
		child := exec.Command(self)
		child.Env = append(os.Environ(), "ATOMICFILE_KILL_PATH="+path, "ATOMICFILE_KILL_AT="+at)
		out, err := child.CombinedOutput()
		if _, ok := err.(*exec.ExitError); !ok || strings.Contains(string(out), "survived") {
			t.Fatalf("the child was not killed at %s: %v %s", at, err, out)
		}
		killed++
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("killed at %s: %v", at, err)
		}
		if at == "after rename" {
			if len(got) != newSize {
				t.Errorf("killed %s: %d bytes, want the %d new ones", at, len(got), newSize)
			}
		} else if string(got) != oldText {
			t.Errorf("killed at %s: the old file became %d bytes", at, len(got))
		}

		left := temps(t, path)
		if want := 1; at != "after rename" && len(left) != want {
			t.Errorf("killed at %s: temporary files %q, want %d", at, left, want)
		}
		for _, name := range left { // a minute passes, which Windows waits for
			past := time.Now().Add(-2 * time.Minute)
			if err := os.Chtimes(filepath.Join(filepath.Dir(path), name), past, past); err != nil {
				t.Fatal(err)
			}
		}
		if err := WriteBytes(path, []byte("next")); err != nil {
			t.Fatalf("the next write after a kill at %s: %v", at, err)
		}
		if left := temps(t, path); len(left) > 0 {
			t.Errorf("the next write after a kill at %s left %q", at, left)
		}
	}
	t.Logf("killed %d times", killed)
}

func TestFilesInUseOrOfOthersAreNotCleaned(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	others := []string{
		".file.tmp-write", ".file.0011.tmp-write", ".file.00112233445566zz.tmp-write",
		"file.0011223344556677.tmp-write",
		".file2.0011223344556677.tmp-write", ".file.0011223344556677.tmp-write.txt",
	}
	past := time.Now().Add(-48 * time.Hour)
	for _, name := range others {
		other := filepath.Join(filepath.Dir(path), name)
		if err := os.WriteFile(other, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(other, past, past); err != nil {
			t.Fatal(err)
		}
	}
	err := Write(path, func(w io.Writer) error {
		before := temps(t, path)
		if err := WriteBytes(path, []byte("inner")); err != nil { // its clean-up meets our temporary file
			return err
		}
		if after := temps(t, path); len(before) != 1 || len(after) != 1 || before[0] != after[0] {
			t.Errorf("temporary files before %q, after %q: one in use was touched", before, after)
		}
		_, err := io.WriteString(w, "outer")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "outer" {
		t.Errorf("got %q", got)
	}
	for _, name := range others {
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), name)); err != nil {
			t.Errorf("a file of somebody else was removed: %v", err)
		}
	}
}

func writeOld(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(oldText), 0o644); err != nil {
		t.Fatal(err)
	}
}

// temps lists the temporary files of path.
func temps(t *testing.T, path string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if isTempOf(entry.Name(), path) {
			names = append(names, entry.Name())
		}
	}
	return names
}
