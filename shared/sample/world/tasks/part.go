package tasks

import (
	"hash/fnv"
	"strings"
)

// Part is what entries are for.
type Part int

// The parts.
const (
	Train Part = iota
	Validation
	Test
)

// hash is a number that depends on texts and on nothing else.
func hash(texts ...string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(strings.Join(texts, "\x00")))
	x := h.Sum64() // FNV's last byte hardly moves the high bits
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	return x ^ x>>33
}

// shares is in how many combinations one is for the test, and one for validation.
const shares = 10

// partOf is the part of a combination in its family: a tenth of all are for the test, a tenth for validation.
func partOf(family, combination string) Part {
	switch hash(family, combination) % shares {
	case 0:
		return Test
	case 1:
		return Validation
	}
	return Train
}

// waysFor are those of n ways to ask that are for a part when the word is asked about: one for the test, one for
// validation, all others for training.
func waysFor(part Part, family, word string, n int) []int {
	test := int(hash(family, word) % uint64(n))
	validation := (test + 1) % n
	switch part {
	case Test:
		return []int{test}
	case Validation:
		return []int{validation}
	}
	var ways []int
	for way := range n {
		if way != test && way != validation {
			ways = append(ways, way)
		}
	}
	return ways
}
