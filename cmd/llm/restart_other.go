//go:build !unix

package main

// restart does nothing where a program cannot take its own place; "llm doctor" says what to set.
func restart() {}
