//go:build !unix

package setup

import "os/exec"

func ownGroup(*exec.Cmd) {}

// endGroup ends a program; those that it started are left to end by themselves.
func endGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() } // it may have ended by itself
