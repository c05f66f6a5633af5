// Package lesson holds what only the notebooks of chapter 3 use: the example sentence, a matrix for a chart, and the
// proof that one product and separate heads are the same attention.
package lesson
