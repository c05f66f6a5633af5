package world

import "math/rand/v2"

// plot is a kind of story.
type plot struct {
	name   string
	weight int // how often it is told, among all weights
	run    func(*tale)
	spare  string // the beats that short stories do without, with spaces between
}

var plots []plot

// add registers the plots; they are listed here and not beside their code so that the order is fixed.
func init() {
	plots = []plot{
		{"lost", 7, lost, "felt look1"},
		{"reach", 6, reach, "felt helper after"},
		{"cook", 6, cook, "step1 step2 step3 felt"},
		{"gift", 6, gift, "make1 make2 make3 steps"},
		{"rescue", 7, rescue, "hear fear alone safe"},
		{"quarrel", 6, quarrel, "worse part"},
		{"afraid", 7, afraid, "comfort works"},
		{"learn", 7, learn, "because felt teach"},
		{"neighbour", 5, neighbourPlot, "offer work2"},
		{"friend", 5, friendPlot, "shy"},
		{"weather", 5, weatherPlot, "felt"},
		{"truth", 6, truth, "hide tempt answer alarm"},
		{"share", 6, share, "eat"},
		{"race", 5, race, "go won"},
		{"plant", 5, plantPlot, "look advice danger guard"},
		{"school", 9, school, ""},
		{"build", 6, build, "step2 felt again"},
		{"errand", 5, errand, "rhyme walk arrive two"},
		{"sleep", 5, sleep, ""},
		{"sick", 5, sick, "worry give"},
		{"swap", 5, swap, "start"},
		{"wayhome", 5, wayhome, "rule felt calm ask"},
		{"hide", 5, hide, "wait seek1"},
		{"dream", 5, dream, "see eat homeward"},
	}
	for _, p := range plots {
		allWeights += p.weight
	}
}

var allWeights int

// choosePlot draws the plot of a story. It stays when the story is tried again because it was too long, or short
// stories would be of the shortest plots only.
func choosePlot(o origin) *plot {
	o.try = 0
	at := rand.New(o.source(1)).IntN(allWeights)
	for i := range plots {
		if at -= plots[i].weight; at < 0 {
			return &plots[i]
		}
	}
	panic("world: weights do not add up")
}
