// Package lesson holds what only the notebooks of chapter 0 use: drawings of tensors made of letters, the curves of
// descent, and the network of the book's appendix A, trained.
package lesson
