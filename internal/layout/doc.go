// Package layout holds no code. Its tests assert how the project is laid out: which package imports which, which ones
// open connections, how wide lines and how long functions are, and that every file of a chapter stands in its table.
package layout
