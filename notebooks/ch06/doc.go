// Package lesson holds what only the notebooks of chapter 6 use, and what they and `llm verify` compute alike: the task
// that its sections share and variants of it, tables of messages, the printed model and what its parts put out, logits
// to try accuracy and loss on by hand, confusion tables, charts.
package lesson
