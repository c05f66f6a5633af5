package solutions

import (
	"slices"
	"strings"
)

// Split is part 2.2.
func Split(text string) []string {
	for _, mark := range []string{"--", ",", ".", ":", ";", "?", "_", "!", `"`, "(", ")", "'"} {
		text = strings.ReplaceAll(text, mark, " "+mark+" ")
	}
	return strings.Fields(text)
}

// Vocabulary is part 2.3.
func Vocabulary(tokens []string) map[string]int {
	ids := map[string]int{}
	for _, token := range slices.Sorted(slices.Values(tokens)) {
		if _, known := ids[token]; !known {
			ids[token] = len(ids)
		}
	}
	return ids
}

// Encode is part 2.4.
func Encode(tokens []string, vocabulary map[string]int, unknown int) []int {
	ids := make([]int, len(tokens))
	for i, token := range tokens {
		id, known := vocabulary[token]
		if !known {
			id = unknown
		}
		ids[i] = id
	}
	return ids
}

// MostFrequentPair is part 2.5a.
func MostFrequentPair(ids []int) (left, right int) {
	counts := map[[2]int]int{}
	for i := range len(ids) - 1 {
		counts[[2]int{ids[i], ids[i+1]}]++
	}
	most := 0
	for pair, n := range counts {
		earlier := pair[0] < left || pair[0] == left && pair[1] < right
		if n > most || n == most && earlier {
			left, right, most = pair[0], pair[1], n
		}
	}
	return left, right
}

// Merge is part 2.5b.
func Merge(ids []int, left, right, id int) []int {
	var merged []int
	for i := 0; i < len(ids); i++ {
		if i+1 < len(ids) && ids[i] == left && ids[i+1] == right {
			merged = append(merged, id)
			i++ // the right one is used up
		} else {
			merged = append(merged, ids[i])
		}
	}
	return merged
}

// Windows is part 2.6.
func Windows(ids []int, length, stride int) (inputs, targets [][]int) {
	for i := 0; i+length < len(ids); i += stride {
		inputs = append(inputs, ids[i:i+length])
		targets = append(targets, ids[i+1:i+1+length])
	}
	return inputs, targets
}

// Lookup is part 2.7.
func Lookup(weight [][]float64, ids []int) [][]float64 {
	var rows [][]float64
	for _, id := range ids {
		rows = append(rows, weight[id])
	}
	return rows
}

// Embed is part 2.8.
func Embed(tokens, positions [][]float64, ids []int) [][]float64 {
	rows := make([][]float64, len(ids))
	for i, id := range ids {
		rows[i] = make([]float64, len(tokens[id]))
		for j := range rows[i] {
			rows[i][j] = tokens[id][j] + positions[i][j]
		}
	}
	return rows
}
