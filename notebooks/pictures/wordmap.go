package pictures

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
	"llmfromscratch/shared/sample/world"
)

// The word map is made from so many stories of the little world, and so many of the words that stand beside others.
const mapStories, mapWidth = 600, 400

// mapped are the words of the map, a line for each kind.
var mapped = [][]string{
	{"kitten", "puppy", "rabbit", "owl"},
	{"monday", "tuesday", "friday", "sunday"},
	{"walked", "went", "climbed", "looked"},
	{"happy", "sad", "tired", "proud"},
}

// wordVectors gives each word a vector [width]: how often which words stand right before and right after it, as
// shares, of which the root is taken so that frequent neighbours do not outweigh all others. The first neighbours that
// are met count, width of them.
func wordVectors(words []string, stories, width int) [][]float32 {
	row := map[string]int{}
	for i, w := range words {
		row[w] = i
	}
	neighbours := map[string]int{} // by side and word
	counts := make([][]float32, len(words))
	for i := range counts {
		counts[i] = make([]float32, width)
	}
	for i := range stories {
		list := text.Words(strings.ToLower(world.Tell(1, i).Text))
		for k := 1; k < len(list)-1; k++ {
			word, ok := row[list[k]]
			if !ok {
				continue
			}
			for _, next := range []string{"<" + list[k-1], ">" + list[k+1]} {
				if _, ok := neighbours[next]; !ok && len(neighbours) < width {
					neighbours[next] = len(neighbours)
				}
				if n, ok := neighbours[next]; ok {
					counts[word][n]++
				}
			}
		}
	}
	for _, row := range counts {
		sum := float32(0)
		for _, n := range row {
			sum += n
		}
		for j, n := range row {
			row[j] = float32(math.Sqrt(float64(n / max(sum, 1))))
		}
	}
	return counts
}

// flatten turns vectors into points of a plane that lie as far apart as they can: the first two principal components.
func flatten(vectors [][]float32) []diagram.Point {
	n := len(vectors)
	rows := make([][]float32, n)
	for i, v := range vectors {
		rows[i] = append([]float32{}, v...)
	}
	for j := range rows[0] {
		mean := float32(0)
		for _, row := range rows {
			mean += row[j] / float32(n)
		}
		for _, row := range rows {
			row[j] -= mean
		}
	}
	alike := scores(rows, rows) // [word, word]: dot products
	x := principal(alike)
	for i := range alike { // what the first axis says is taken away
		for j := range alike[i] {
			alike[i][j] -= x[i] * x[j]
		}
	}
	y := principal(alike)
	points := make([]diagram.Point, n)
	for i := range points {
		points[i] = at(float64(x[i]), float64(y[i]))
	}
	return points
}

// principal is the direction in which a symmetric matrix stretches most, as long as the root of how much: multiplied by
// the matrix again and again, any vector turns there.
func principal(m [][]float32) []float32 {
	v := make([]float32, len(m))
	for i := range v {
		v[i] = float32(i%7) + 1
	}
	length := float32(0)
	for range 200 {
		next := make([]float32, len(v))
		for i := range m {
			next[i] = attention.Dot(m[i], v)
		}
		length = float32(math.Sqrt(float64(attention.Dot(next, next))))
		for i := range next {
			v[i] = next[i] / length
		}
	}
	root := float32(math.Sqrt(float64(length)))
	for i := range v {
		v[i] *= root
	}
	return v
}

// WordMap shows words as points of a plane: those that are used alike lie near each other (section 2.1). The places are
// computed from the neighbours that the words have in stories of the little world.
func WordMap() (plot.SVG, error) {
	var words []string
	for _, kind := range mapped {
		words = append(words, kind...)
	}
	places := flatten(wordVectors(words, mapStories, mapWidth))
	d := diagram.New("A map of words",
		fmt.Sprintf("%d words as points. Four groups lie apart: animals, days, what one does, and feelings. Nobody "+
			"told which word belongs to which; the places come from the words' neighbours in stories.", len(words)))
	low, high := places[0], places[0]
	for _, p := range places {
		low, high = at(min(low.X, p.X), min(low.Y, p.Y)), at(max(high.X, p.X), max(high.Y, p.Y))
	}
	axes := diagram.Axes{Area: box(left+40, d.Below(28), inner-90, 330), MinX: low.X, MaxX: high.X, MinY: low.Y,
		MaxY: high.Y}
	tones := []diagram.Tone{diagram.Blue, diagram.Orange, diagram.Green, diagram.Purple}
	var taken []diagram.Rect
	for i, p := range places {
		places[i] = axes.At(p.X, p.Y)
		taken = append(taken, d.Dot(places[i], tones[i/len(mapped[0])]).Inset(-1))
	}
	for i, p := range places {
		taken = append(taken, nameBeside(d, p, words[i], taken))
	}
	d.Note(10, "Each word has a vector of %d numbers: how often which word stands right before or after it, in %d "+
		"stories of the little world. The map shows the two directions in which the vectors differ most. Each kind "+
		"of word has a colour, of which the numbers know nothing.", mapWidth, mapStories)
	return d.SVG()
}

// nameBeside writes a name to the right of a point, or where that is taken to the left, below or above, near or farther
// away, and returns its room.
func nameBeside(d *diagram.Drawing, p diagram.Point, name string, taken []diagram.Rect) diagram.Rect {
	wide, high := diagram.TextWidth(name, diagram.Small), diagram.SmallSize
	free := func(mid diagram.Point) bool {
		room := box(mid.X-wide/2, mid.Y-high/2, wide, high)
		return room.X > left && room.Right() < right && !slices.ContainsFunc(taken, room.Overlaps)
	}
	mid := p
	for far := 8.0; far < 60; far += 6 {
		for _, way := range []diagram.Point{at(far+wide/2, 0), at(-far-wide/2, 0), at(0, far+4), at(0, -far-4)} {
			if mid = p.Shift(way.X, way.Y); free(mid) {
				return d.Text(mid, name, diagram.Small)
			}
		}
	}
	return d.Text(mid, name, diagram.Small) // the picture's check says what it lies over
}
