// Package lesson holds what only the notebooks of appendix D use, and what they and `llm verify` compute alike: clipped
// gradients, the task with a schedule, charts.
package lesson
