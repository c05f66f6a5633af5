package main

import (
	"fmt"

	"llmfromscratch/shared/learn"
)

// counts are how many mutants there are, and how many were caught without random cases and with them.
type counts struct{ all, equivalent, plain, random int }

// table counts by part.
type table struct {
	parts    map[string]*counts
	survived []string
}

func (t *table) add(m mutant, plain, random bool) {
	if t.parts == nil {
		t.parts = map[string]*counts{}
	}
	c := t.parts[m.part]
	if c == nil {
		c = &counts{}
		t.parts[m.part] = c
	}
	_, listed := equivalent[m.change]
	if listed && !random {
		c.equivalent++
		return
	}
	if listed {
		t.survived = append(t.survived, m.part+" "+m.change+", which is listed as equivalent, but was caught")
	}
	c.all++
	if plain {
		c.plain++
	}
	if random {
		c.random++
	} else {
		t.survived = append(t.survived, m.part+" "+m.change)
	}
}

// print writes a line for each part, the sum, and the mutants that nobody has caught.
func (t *table) print() error {
	fmt.Println("part                    mutants  equivalent  caught  with random cases")
	var sum counts
	for _, p := range learn.Parts() {
		if c := t.parts[p.ID]; c != nil {
			fmt.Printf("%-22s %8d %11d %7d %8d\n", p, c.all, c.equivalent, c.plain, c.random)
			sum = counts{sum.all + c.all, sum.equivalent + c.equivalent, sum.plain + c.plain, sum.random + c.random}
		}
	}
	fmt.Printf("%-22s %8d %11d %7d %8d\n", "all", sum.all, sum.equivalent, sum.plain, sum.random)
	if sum.all == 0 {
		return nil
	}
	fmt.Printf("%.1f %% of the mutants that do something else are caught, %.1f %% with random cases\n",
		100*float64(sum.plain)/float64(sum.all), 100*float64(sum.random)/float64(sum.all))
	for _, s := range t.survived {
		fmt.Println("survived:", s)
	}
	return nil
}
