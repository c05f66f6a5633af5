package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"llmfromscratch/shared/learn/labs/probe"
	"llmfromscratch/shared/learn/labs/tiny"
)

func init() { probe.Run(Cause, checkBatch, checkName) }

// expected is the sum of a name's losses, its end included, and of how many they are, from the logits alone.
func expected(m *model, name string) (sum, n float64) {
	ids := append(append([]int{0}, tiny.Encode(name)...), 0)
	logits := m.logits(&tiny.Tape{}, ids[:len(ids)-1], len(ids)-1)
	for i, next := range ids[1:] {
		sum -= math.Log(tiny.Probabilities(logits.Row(i))[next])
	}
	return sum, float64(len(ids) - 1)
}

func checkBatch() string {
	m := newModel(rand.New(rand.NewPCG(7, 0)))
	for _, text := range []string{"ox elephant", "cat dog caterpillar hen"} {
		names, sum, n := strings.Fields(text), 0.0, 0.0
		for _, name := range names {
			s, k := expected(m, name)
			sum, n = sum+s, n+k
		}
		if got := m.loss(&tiny.Tape{}, names).Value[0]; math.Abs(got-sum/n) > 1e-9 {
			return fmt.Sprintf("The batch %q has the loss %.4f; the mean over its letters and ends, name by name, is "+
				"%.4f.", text, got, sum/n)
		}
	}
	return ""
}

func checkName() string {
	m := newModel(rand.New(rand.NewPCG(7, 0)))
	sum, n := expected(m, "horse")
	if got := m.loss(&tiny.Tape{}, []string{"horse"}).Value[0]; !(math.Abs(got-sum/n) <= 1e-9) {
		return fmt.Sprintf("\"horse\" by itself has the loss %.4f; the mean over its letters and its end is %.4f. "+
			"Where a name ends has to be learnt as well.", got, sum/n)
	}
	return ""
}
