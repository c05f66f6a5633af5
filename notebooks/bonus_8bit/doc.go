// Package lesson holds what only the notebook on 8-bit weights uses: rounding with any number of bits and any length of
// block, stories that the course's model was not trained on, charts of weights and of what rounding does to them.
package lesson
