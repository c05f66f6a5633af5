// Package lesson holds what only the notebooks of chapter 4 use: the six neurons of section 4.2.
package lesson
