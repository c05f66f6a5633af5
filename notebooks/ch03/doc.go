// Package lesson holds what only the notebooks of chapter 3 use, and what they and `llm verify` compute alike: the
// example sentence, its scores and weights step by step, and the proof that one product and separate heads are the same
// attention.
package lesson
