package main

import (
	"fmt"
	"math/rand/v2"

	"llmfromscratch/shared/learn/labs/probe"
	"llmfromscratch/shared/learn/labs/tiny"
)

func init() { probe.Run(Cause, checkCache, checkPlaces) }

func checkCache() string {
	m := newModel(rand.New(rand.NewPCG(7, 0)))
	for _, n := range []int{1, 4, 10} {
		ids := tiny.Encode("the red fox sees the owl")
		c, logits := m.begin(ids[:n])
		for i := n; ; i++ {
			if d := probe.Distance(logits, m.logits(&tiny.Tape{}, ids[:i]).Row(i-1)); d > 1e-9 {
				return fmt.Sprintf("A text of %d letters, and %d more one by one: with the cache the logits differ by "+
					"%.4f from those without.", n, i-n, d)
			}
			if i == len(ids) {
				break
			}
			logits = m.next(c, ids[i])
		}
	}
	return ""
}

// checkPlaces wants letter i to stand at place i where there is no cache, as in training.
func checkPlaces() string {
	m := newModel(rand.New(rand.NewPCG(7, 0)))
	ids := tiny.Encode("the red")
	before := m.logits(&tiny.Tape{}, ids).Row(6)
	for _, place := range []int{7, 6, 0} {
		row := m.places.Row(place)
		row[0]++
		counts := probe.Distance(before, m.logits(&tiny.Tape{}, ids).Row(6)) > 0
		row[0]--
		if counts != (place < len(ids)) {
			return fmt.Sprintf("Without a cache, too, something is changed now: the vector of place %d counts for a "+
				"text of 7 letters: %v. Places are counted from 0.", place, counts)
		}
	}
	return ""
}
