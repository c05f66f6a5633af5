package setup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// errStalled ends a download that brings nothing any more.
var errStalled = errors.New("nothing arrived")

// runInstaller runs a program that downloads into folders, for as long as these grow: one that has not grown for
// patience ends it. An installer may wait for a silent server for ever, and how long a good download takes nobody
// knows.
func runInstaller(ctx context.Context, cmd *exec.Cmd, patience time.Duration, folders ...string) error {
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	// A program that is ended leaves its children; they must not keep Wait waiting for the output.
	cmd.WaitDelay = time.Second
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	ticker := time.NewTicker(min(time.Second, patience/4))
	defer ticker.Stop()
	size, since := folderSize(folders), time.Now()
	for {
		select {
		case err := <-done:
			if err != nil {
				return fmt.Errorf("%w: %s", err, lastWords(output.String()))
			}
			return nil
		case <-ctx.Done():
			endGroup(cmd)
			<-done
			return ctx.Err()
		case <-ticker.C:
			if now := folderSize(folders); now != size {
				size, since = now, time.Now()
			} else if time.Since(since) > patience {
				endGroup(cmd)
				<-done
				return fmt.Errorf("%w for %.0f s", errStalled, patience.Seconds())
			}
		}
	}
}

// folderSize is the size of all files below some folders; what vanishes meanwhile does not count.
func folderSize(folders []string) (size int64) {
	for _, folder := range folders {
		// What cannot be read has not grown.
		_ = filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
			if err != nil {
				return nil
			}
			if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
				size += info.Size()
			}
			return nil
		})
	}
	return size
}

// lastWords is the last line of a program's output that has any letters, shortened.
func lastWords(output string) string {
	lines := strings.FieldsFunc(output, func(r rune) bool { return r == '\n' || r == '\r' })
	for i := len(lines) - 1; i >= 0; i-- {
		if line := strings.TrimSpace(lines[i]); line != "" {
			if r := []rune(line); len(r) > 300 {
				line = string(r[:300]) + "…"
			}
			return line
		}
	}
	return "it said nothing"
}

// tidyHome writes a path with ~ for the user's folder.
func tidyHome(path string) string {
	if home, err := os.UserHomeDir(); err == nil {
		if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok {
			return "~" + string(filepath.Separator) + rest
		}
	}
	return path
}
