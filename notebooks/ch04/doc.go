// Package lesson holds what only the notebooks of chapter 4 use, and what they and `llm verify` compute alike: the six
// neurons, curves of activations, gradients with and without shortcuts, GPT-2's sizes, and the time that a text takes.
package lesson
