package solutions

import (
	"slices"
	"strings"
)

// wrong are the wrong functions by part and by the name of the mistake.
var wrong = map[string]map[string]any{
	"2.2": {
		"marks stay": strings.Fields,
		"spaces stay": func(text string) (tokens []string) {
			word := ""
			flush := func() {
				if word != "" {
					tokens, word = append(tokens, word), ""
				}
			}
			for i := 0; i < len(text); i++ {
				c := text[i : i+1]
				switch {
				case strings.HasPrefix(text[i:], "--"):
					flush()
					tokens = append(tokens, "--")
					i++
				case strings.Contains(",.:;?_!\"()' \n\t", c):
					flush()
					tokens = append(tokens, c)
				default:
					word += c
				}
			}
			flush()
			return tokens
		},
		"marks lost": func(text string) []string {
			return slices.DeleteFunc(Split(text), func(t string) bool { return strings.Contains("--,.:;?_!\"()'", t) })
		},
		"dash": func(text string) []string {
			return splitBy(text, ",", ".", ":", ";", "?", "_", "!", `"`, "(", ")", "'")
		},
		"single dash": func(text string) []string {
			return splitBy(text, "-", ",", ".", ":", ";", "?", "_", "!", `"`, "(", ")", "'")
		},
		"empty tokens": func(text string) []string {
			for _, mark := range []string{"--", ",", ".", ":", ";", "?", "_", "!", `"`, "(", ")", "'"} {
				text = strings.ReplaceAll(text, mark, " "+mark+" ")
			}
			return strings.Split(strings.ReplaceAll(text, "\n", " "), " ")
		},
	},
	"2.3": {
		"order of the text": func(tokens []string) map[string]int {
			ids := map[string]int{}
			for _, t := range tokens {
				if _, ok := ids[t]; !ok {
					ids[t] = len(ids)
				}
			}
			return ids
		},
		"from one": func(tokens []string) map[string]int {
			ids := Vocabulary(tokens)
			for t := range ids {
				ids[t]++
			}
			return ids
		},
		"doubles count": func(tokens []string) map[string]int {
			ids := map[string]int{}
			for i, t := range slices.Sorted(slices.Values(tokens)) {
				ids[t] = i
			}
			return ids
		},
		"lower case": func(tokens []string) map[string]int {
			var lower []string
			for _, t := range tokens {
				lower = append(lower, strings.ToLower(t))
			}
			return Vocabulary(lower)
		},
	},
	"2.4": {
		"zero": func(tokens []string, vocabulary map[string]int, unknown int) (ids []int) {
			for _, t := range tokens {
				ids = append(ids, vocabulary[t])
			}
			return ids
		},
		"left out": func(tokens []string, vocabulary map[string]int, unknown int) (ids []int) {
			for _, t := range tokens {
				if id, ok := vocabulary[t]; ok {
					ids = append(ids, id)
				}
			}
			return ids
		},
		"stops": func(tokens []string, vocabulary map[string]int, unknown int) (ids []int) {
			for _, t := range tokens {
				id, ok := vocabulary[t]
				if !ok {
					return append(ids, unknown)
				}
				ids = append(ids, id)
			}
			return ids
		},
		"minus one": func(tokens []string, vocabulary map[string]int, unknown int) []int {
			return Encode(tokens, vocabulary, -1)
		},
	},
	"2.5a": {
		"every second": func(ids []int) (int, int) {
			var pairs [][2]int
			for i := 0; i+1 < len(ids); i += 2 {
				pairs = append(pairs, [2]int{ids[i], ids[i+1]})
			}
			return most(pairs)
		},
		"first wins": func(ids []int) (int, int) {
			best, counts := [2]int{}, map[[2]int]int{}
			for i := range len(ids) - 1 {
				counts[[2]int{ids[i], ids[i+1]}]++
			}
			for i := range len(ids) - 1 {
				if p := [2]int{ids[i], ids[i+1]}; counts[p] > counts[best] {
					best = p
				}
			}
			return best[0], best[1]
		},
		"both orders": func(ids []int) (int, int) {
			var pairs [][2]int
			for i := range len(ids) - 1 {
				pairs = append(pairs, [2]int{min(ids[i], ids[i+1]), max(ids[i], ids[i+1])})
			}
			return most(pairs)
		},
		"last pair lost": func(ids []int) (int, int) { return MostFrequentPair(ids[:len(ids)-1]) },
		"single ids": func(ids []int) (int, int) {
			counts := map[int]int{}
			for _, id := range ids {
				counts[id]++
			}
			keys := slices.SortedFunc(slices.Values(ids), func(a, b int) int {
				if counts[a] != counts[b] {
					return counts[b] - counts[a]
				}
				return a - b
			})
			keys = slices.Compact(keys)
			if len(keys) < 2 {
				return keys[0], keys[0]
			}
			return keys[0], keys[1]
		},
	},
	"2.5b": {
		"right stays": func(ids []int, left, right, id int) (merged []int) {
			for i := range ids {
				if i+1 < len(ids) && ids[i] == left && ids[i+1] == right {
					merged = append(merged, id)
				} else {
					merged = append(merged, ids[i])
				}
			}
			return merged
		},
		"from the right": func(ids []int, left, right, id int) []int {
			back := slices.Clone(ids)
			slices.Reverse(back)
			back = Merge(back, right, left, id)
			slices.Reverse(back)
			return back
		},
		"last id lost": func(ids []int, left, right, id int) (merged []int) {
			for i := 0; i < len(ids)-1; i++ {
				if ids[i] == left && ids[i+1] == right {
					merged = append(merged, id)
					i++
				} else {
					merged = append(merged, ids[i])
				}
			}
			return merged
		},
		"only once": func(ids []int, left, right, id int) []int {
			for i := range len(ids) - 1 {
				if ids[i] == left && ids[i+1] == right {
					return slices.Concat(ids[:i], []int{id}, ids[i+2:])
				}
			}
			return ids
		},
		"shared id": func(ids []int, left, right, id int) (merged []int) {
			for i := range ids {
				switch {
				case i+1 < len(ids) && ids[i] == left && ids[i+1] == right:
					merged = append(merged, id)
				case i > 0 && ids[i-1] == left && ids[i] == right:
				default:
					merged = append(merged, ids[i])
				}
			}
			return merged
		},
	},
	"2.6": {
		"not shifted": func(ids []int, length, stride int) (a, b [][]int) {
			a, _ = Windows(ids, length, stride)
			return a, a
		},
		"next window": func(ids []int, length, stride int) (a, b [][]int) {
			for i := 0; i+2*length <= len(ids); i += stride {
				a, b = append(a, ids[i:i+length]), append(b, ids[i+length:i+2*length])
			}
			return a, b
		},
		"half a window": func(ids []int, length, stride int) (a, b [][]int) {
			for i := 0; i < len(ids)-1; i += stride {
				a = append(a, ids[i:min(i+length, len(ids)-1)])
				b = append(b, ids[i+1:min(i+1+length, len(ids))])
			}
			return a, b
		},
		"last window lost": func(ids []int, length, stride int) ([][]int, [][]int) {
			return Windows(ids[:len(ids)-1], length, stride)
		},
		"stride ignored": func(ids []int, length, stride int) ([][]int, [][]int) { return Windows(ids, length, 1) },
		"backwards": func(ids []int, length, stride int) ([][]int, [][]int) {
			a, b := Windows(ids, length, stride)
			return b, a
		},
	},
	"2.7": {
		"columns": func(weight [][]float64, ids []int) (rows [][]float64) { return Lookup(transposed(weight), ids) },
		"row before": func(weight [][]float64, ids []int) (rows [][]float64) {
			for _, id := range ids {
				rows = append(rows, weight[max(0, id-1)])
			}
			return rows
		},
		"in order of rows": func(weight [][]float64, ids []int) [][]float64 {
			return Lookup(weight, slices.Compact(slices.Sorted(slices.Values(ids))))
		},
		"one vector": func(weight [][]float64, ids []int) [][]float64 {
			sum := make([]float64, len(weight[0]))
			for _, row := range Lookup(weight, ids) {
				for j, v := range row {
					sum[j] += v
				}
			}
			return [][]float64{sum}
		},
	},
	"2.8": {
		"no place": func(tokens, positions [][]float64, ids []int) [][]float64 { return Lookup(tokens, ids) },
		"place of the id": func(tokens, positions [][]float64, ids []int) [][]float64 {
			return added(Lookup(tokens, ids), Lookup(positions, ids))
		},
		"side by side": func(tokens, positions [][]float64, ids []int) (rows [][]float64) {
			for i, id := range ids {
				rows = append(rows, slices.Concat(tokens[id], positions[i]))
			}
			return rows
		},
		"place from one": func(tokens, positions [][]float64, ids []int) [][]float64 {
			return Embed(tokens, positions[1:], ids)
		},
		"one place for all": func(tokens, positions [][]float64, ids []int) [][]float64 {
			return added(Lookup(tokens, ids), Lookup(positions, make([]int, len(ids))))
		},
	},
}

func splitBy(text string, marks ...string) []string {
	for _, mark := range marks {
		text = strings.ReplaceAll(text, mark, " "+mark+" ")
	}
	return strings.Fields(text)
}

// most is the most frequent pair, the smaller one on ties.
func most(pairs [][2]int) (int, int) {
	best, counts := [2]int{}, map[[2]int]int{}
	for _, p := range pairs {
		counts[p]++
	}
	for p, n := range counts {
		if n > counts[best] || n == counts[best] && slices.Compare(p[:], best[:]) < 0 {
			best = p
		}
	}
	return best[0], best[1]
}

func transposed(x [][]float64) [][]float64 {
	if len(x) == 0 {
		return nil
	}
	t := make([][]float64, len(x[0]))
	for _, row := range x {
		for j, v := range row {
			t[j] = append(t[j], v)
		}
	}
	return t
}

func added(a, b [][]float64) (sum [][]float64) {
	for i := range a {
		row := slices.Clone(a[i])
		for j := range row {
			row[j] += b[i][j]
		}
		sum = append(sum, row)
	}
	return sum
}

// mapped applies a function to every number.
func mapped(x [][]float64, f func(float64) float64) (y [][]float64) {
	for _, row := range x {
		row = slices.Clone(row)
		for j, v := range row {
			row[j] = f(v)
		}
		y = append(y, row)
	}
	return y
}
