package world

// plot is a kind of story.
type plot struct {
	name   string
	weight int // how often it is told, among all weights
	run    func(*tale)
}

var plots []plot

// add registers the plots; they are listed here and not beside their code so that the order is fixed.
func init() {
	plots = []plot{
		{"lost", 7, lost},
		{"reach", 6, reach},
		{"cook", 6, cook},
		{"gift", 6, gift},
		{"rescue", 7, rescue},
		{"quarrel", 6, quarrel},
		{"afraid", 7, afraid},
		{"learn", 7, learn},
		{"neighbour", 5, neighbourPlot},
		{"friend", 5, friendPlot},
		{"weather", 5, weatherPlot},
		{"truth", 6, truth},
		{"share", 6, share},
		{"race", 5, race},
		{"plant", 5, plantPlot},
		{"school", 6, school},
		{"build", 6, build},
		{"errand", 5, errand},
		{"sleep", 5, sleep},
		{"sick", 5, sick},
		{"swap", 5, swap},
		{"wayhome", 5, wayhome},
		{"hide", 5, hide},
		{"dream", 5, dream},
	}
	for _, p := range plots {
		allWeights += p.weight
	}
}

var allWeights int

func choosePlot(t *tale) *plot {
	at := t.sim.IntN(allWeights)
	for i := range plots {
		if at -= plots[i].weight; at < 0 {
			return &plots[i]
		}
	}
	panic("world: weights do not add up")
}
