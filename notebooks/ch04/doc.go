// Package lesson holds what only the notebooks of chapter 4 use, and what they and `llm verify` compute alike: the six
// neurons, curves of activations, gradients with and without shortcuts, and GPT-2's sizes.
package lesson
