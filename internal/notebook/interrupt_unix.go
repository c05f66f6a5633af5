//go:build unix

package notebook

import (
	"os/exec"
	"syscall"
	"time"
)

// interruptible makes cancelling cmd's context end it as Ctrl-C would, so that Jupyter stops its kernel. The command
// gets a process group of its own: otherwise a Ctrl-C in the terminal would reach it a second time, in the middle of
// that.
func interruptible(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(cmd.Process.Pid, syscall.SIGINT) }
	cmd.WaitDelay = 15 * time.Second
}
