package course

import (
	"fmt"
	"os"
)

// Size says how much work a run does. It is decided once, by [SizeFromEnv], and handed on as an argument.
type Size int

const (
	// Tiny runs in seconds to a minute: for tests and a first look.
	Tiny Size = iota
	// Book is the book's own configuration.
	Book
)

// EnvSize names the environment variable that decides the size: "tiny" or "book".
const EnvSize = "LLM_SIZE"

// String is the size's name: "tiny" or "book".
func (s Size) String() string {
	if s == Book {
		return "book"
	}
	return "tiny"
}

// ParseSize reads a size's name.
func ParseSize(name string) (Size, error) {
	for _, s := range []Size{Tiny, Book} {
		if name == s.String() {
			return s, nil
		}
	}
	return Tiny, fmt.Errorf("unknown size %q: use %q or %q", name, Tiny, Book)
}

// SizeFromEnv is the size that LLM_SIZE names, [Tiny] when it is not set.
func SizeFromEnv() (Size, error) {
	name := os.Getenv(EnvSize)
	if name == "" {
		return Tiny, nil
	}
	s, err := ParseSize(name)
	if err != nil {
		return s, fmt.Errorf("%s: %w", EnvSize, err)
	}
	return s, nil
}

// Of returns tiny or book, whichever the size asks for: Of(size, 1, 10) epochs.
func Of[T any](s Size, tiny, book T) T {
	if s == Book {
		return book
	}
	return tiny
}
