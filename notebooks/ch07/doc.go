// Package lesson holds what only the notebooks of chapter 7 use: families of tasks, the evaluation that is kept in a
// file, the two sides of preferences compared, and charts.
package lesson
