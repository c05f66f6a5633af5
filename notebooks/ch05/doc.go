// Package lesson holds what only the notebooks of chapter 5 use, and what they and `llm verify` compute alike: its two
// texts and nine words, the untrained model that it starts from, the task that its sections share, small models of the
// book's table, the loss and AdamW on a few numbers, the log of the printed edition, charts.
package lesson
