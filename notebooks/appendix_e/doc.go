// Package lesson holds what only the notebooks of appendix E use.
package lesson
