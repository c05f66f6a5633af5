// Package lesson holds what only the notebooks of chapter 5 use: its two texts and nine words, the untrained model that
// it starts from, the log of the printed edition, charts, and what a finished run is judged by.
package lesson
