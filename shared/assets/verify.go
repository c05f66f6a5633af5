package assets

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"llmfromscratch/shared/atomicfile"
)

// record says that a file was hashed: as long as size and time of change stay, it need not be hashed again. For a
// file without a checksum in the table it also is the checksum from then on.
type record struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	Time   int64  `json:"time"` // of the last change, in nanoseconds since 1970
	SHA256 string `json:"sha256"`
	From   string `json:"from,omitempty"` // the address it was downloaded from
}

const recordSuffix = ".verified.json"

// recordFile is where the record of a file is kept: beside it when it is in the cache folder, else – the folder may
// be read-only, and it is not ours – in a subfolder of the cache, under a name made of its path.
func recordFile(path, cache string) string {
	if rel, err := filepath.Rel(cache, path); err == nil && filepath.IsLocal(rel) {
		return path + recordSuffix
	}
	sum := sha256.Sum256([]byte(path))
	return filepath.Join(cache, ".elsewhere", filepath.Base(path)+"-"+hex.EncodeToString(sum[:8])+recordSuffix)
}

// check returns nil when the file at path is asset a, whole and unaltered.
func check(a Asset, path, cache string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return errors.New("not a regular file")
	case a.Size > 0 && info.Size() != a.Size:
		return fmt.Errorf("%d bytes instead of %d", info.Size(), a.Size)
	}
	known, recorded := readRecord(path+recordSuffix, path)
	if !recorded {
		known, recorded = readRecord(recordFile(path, cache), path)
	}
	want := a.SHA256
	if want == "" && recorded {
		want = known.SHA256
	}
	if recorded && known.Size == info.Size() && known.Time == info.ModTime().UnixNano() &&
		strings.EqualFold(known.SHA256, want) {
		return nil
	}
	got, err := hashFile(context.Background(), path)
	if err != nil {
		return err
	}
	if want != "" && !strings.EqualFold(got, want) {
		return fmt.Errorf("its content is not the expected one (SHA-256 %.12s… instead of %.12s…)", got, want)
	}
	// A record that cannot be written costs time, not correctness: the file is hashed again next time.
	_ = writeRecord(path, cache, got, known.From)
	return nil
}

func readRecord(file, path string) (record, bool) {
	content, err := os.ReadFile(file)
	if err != nil {
		return record{}, false
	}
	var r record
	if err := json.Unmarshal(content, &r); err != nil || len(r.SHA256) != 2*sha256.Size {
		return record{}, false
	}
	// A file in the cache may have moved with it; elsewhere the path must be the same one.
	if file != path+recordSuffix && r.Path != path {
		return record{}, false
	}
	return r, true
}

// writeRecord records the SHA-256 of the file at path as it is now.
func writeRecord(path, cache, sum, from string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	r := record{Path: path, Size: info.Size(), Time: info.ModTime().UnixNano(), SHA256: sum, From: from}
	content, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	file := recordFile(path, cache)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return atomicfile.WriteBytes(file, append(content, '\n'))
}

// hashFile returns the SHA-256 of a file, in hexadecimal.
func hashFile(ctx context.Context, path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.CopyBuffer(h, readerFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return f.Read(p)
	}), make([]byte, 1<<20)); err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
