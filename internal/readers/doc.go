// Package readers holds no code: its test measures how much memory the readers of files take at once when a file is
// made to make them take much.
package readers
