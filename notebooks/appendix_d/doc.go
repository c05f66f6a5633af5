// Package lesson holds what only the notebooks of appendix D use: the clipped gradient of one batch, and charts.
package lesson
