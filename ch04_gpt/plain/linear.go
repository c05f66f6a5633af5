package plain

// linear is a linear layer, y = x·Wᵀ + b.
type linear struct {
	weight matrix    // [out, in]
	bias   []float32 // [out]; nil without
}

// forward maps [tokens, in] to [tokens, out].
func (l linear) forward(t *team, x [][]float32) [][]float32 { return forward(t, x, l)[0] }

// forward maps the same vectors x, [tokens, in], by several layers: [layers][tokens, out]. The team does all of them as
// one job, since a job ends with some who wait for others.
func forward(t *team, x [][]float32, layers ...linear) [][][]float32 {
	y := make([][][]float32, len(layers))
	var parts []part
	for i, l := range layers {
		out, _ := l.weight.size()
		y[i] = newRows(len(x), out)
		rows := t.blockRows(len(x), out, l.weight.rowBytes())
		for from := 0; from < out; from += rows {
			parts = append(parts, part{i, from, min(from+rows, out)})
		}
	}
	vectors := layers[0].weight.prepare(t, x)
	t.split(len(parts), 1, len(x)*len(x[0])*parts[0].to, func(first, end int) {
		for _, p := range parts[first:end] {
			layers[p.layer].rows(y[p.layer], vectors, p.from, p.to)
		}
	})
	return y
}

// part is some of the outputs of a layer.
type part struct{ layer, from, to int }

// rows computes the outputs from to to.
func (l linear) rows(y [][]float32, x vectors, from, to int) {
	l.weight.multiply(y, x, from, to)
	if l.bias != nil {
		for _, row := range y {
			add(row[from:to], l.bias[from:to])
		}
	}
}

// add adds x to y.
func add(y, x []float32) { addScaled(y, 1, x) }
