//go:build linux || darwin

package setup

import "golang.org/x/sys/unix"

// freeBytes is the space that this user may still write on the disk that holds path.
func freeBytes(path string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return 0, err
	}
	return s.Bavail * uint64(s.Bsize), nil
}
