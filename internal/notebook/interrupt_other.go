//go:build !unix

package notebook

import (
	"os/exec"
	"time"
)

// interruptible bounds the wait for a command after its context is cancelled; here it can only be killed.
func interruptible(cmd *exec.Cmd) { cmd.WaitDelay = 15 * time.Second }
