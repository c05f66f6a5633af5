// Package lesson holds what only the notebooks of chapter 6 use: the printed model, what its parts put out, logits to
// try accuracy and loss on by hand, variants of a task, and charts.
package lesson
