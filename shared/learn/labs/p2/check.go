package main

import (
	"fmt"
	"math/rand/v2"

	"llmfromscratch/shared/learn/labs/probe"
	"llmfromscratch/shared/learn/labs/tiny"
)

func init() { probe.Run(Cause, checkLater, checkEarlier) }

// moved is how far the logits of a place move when a letter becomes another one.
func moved(place, letter int) float64 {
	m := newModel(rand.New(rand.NewPCG(5, 0)))
	ids := tiny.Encode("the red fox sees")
	before := m.logits(&tiny.Tape{}, ids).Row(place)
	ids[letter]++
	return probe.Distance(before, m.logits(&tiny.Tape{}, ids).Row(place))
}

func checkLater() string {
	for place := range 12 {
		for letter := place + 1; letter < 14; letter++ {
			if d := moved(place, letter); d > 0 {
				return fmt.Sprintf("Letter %d became another one, and the logits of place %d moved by %.4f.", letter,
					place, d)
			}
		}
	}
	return ""
}

func checkEarlier() string {
	for _, pair := range [][2]int{{0, 0}, {7, 7}, {7, 6}, {7, 0}} {
		if moved(pair[0], pair[1]) == 0 {
			return fmt.Sprintf("Place %d does not see letter %d any more: it needs that one to go on from.", pair[0],
				pair[1])
		}
	}
	return ""
}
