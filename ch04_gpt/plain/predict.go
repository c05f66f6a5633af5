package plain

import (
	"runtime"

	"llmfromscratch/ch04_gpt"
)

// Predictor tells what may come next, as a [gpt.NextToken] does, with the logits of [gpt.Predictor]. It keeps the keys
// and values of the texts so far: what a text begins with, and began with in the last call, is not computed again. Once
// a text fills the context and its oldest tokens are dropped, all positions move, and each step is over the whole text.
//
// A Predictor is for one goroutine at a time. It needs no end: between calls nothing of it runs.
type Predictor struct {
	model *Model
	cores int

	held [][]int    // the texts whose keys and values are in past
	past [][][]past // [block][text][head]
}

var _ gpt.NextToken = (*Predictor)(nil)

// NewPredictor makes a predictor that works on all cores.
func NewPredictor(m *Model) *Predictor { return &Predictor{model: m, cores: runtime.GOMAXPROCS(0)} }

// NextLogits are the logits of the token after the last: ids [batch, seq] to [batch, vocab].
func (p *Predictor) NextLogits(ids [][]int) ([][]float32, error) {
	if err := p.model.Config.CheckIDs(ids); err != nil {
		return nil, err
	}
	t := gather(p.cores)
	defer t.dismiss()
	x := p.continued(t, ids)
	last := make([][]float32, len(ids))
	for i := range last {
		last[i] = x[(i+1)*len(x)/len(ids)-1]
	}
	return p.model.logits(t, last), nil
}

// Logits are the logits of every position: ids [batch, seq] to [batch, seq, vocab].
func (p *Predictor) Logits(ids [][]int) ([][][]float32, error) {
	if err := p.model.Config.CheckIDs(ids); err != nil {
		return nil, err
	}
	t := gather(p.cores)
	defer t.dismiss()
	p.Reset()
	logits := p.model.logits(t, p.continued(t, ids))
	texts := make([][][]float32, len(ids))
	for i := range texts {
		texts[i] = logits[i*len(ids[0]) : (i+1)*len(ids[0])]
	}
	return texts, nil
}

// Reset forgets the texts so far: needed only when the numbers of the model change.
func (p *Predictor) Reset() { p.held = nil }

// continued runs the model over the tokens that are not in the past yet, at least the last of each text: [batch·new,
// embed].
func (p *Predictor) continued(t *team, ids [][]int) [][]float32 {
	known := p.known(ids)
	cfg := p.model.Config
	if len(p.held) != len(ids) {
		p.past = make([][][]past, cfg.NumLayers)
		for i := range p.past {
			p.past[i] = make([][]past, len(ids))
			for j := range p.past[i] {
				p.past[i][j] = newPast(cfg.NumHeads, cfg.EmbDim/cfg.NumHeads)
			}
		}
	}
	for _, block := range p.past {
		for _, text := range block {
			for i := range text {
				text[i].cut(known * cfg.EmbDim / cfg.NumHeads)
			}
		}
	}
	p.held = make([][]int, len(ids))
	unknown := make([][]int, len(ids))
	for i, row := range ids {
		p.held[i] = append([]int(nil), row...)
		unknown[i] = row[known:]
	}
	return p.model.forward(t, unknown, known, p.past)
}

// known is the number of tokens that all texts begin with as they did before, without the last, whose logits are asked
// for.
func (p *Predictor) known(ids [][]int) int {
	if len(p.held) != len(ids) {
		return 0
	}
	n := len(ids[0]) - 1
	for i, row := range ids {
		n = min(n, len(p.held[i]))
		for j := range n {
			if row[j] != p.held[i][j] {
				n = j
				break
			}
		}
	}
	return n
}

// cut leaves the first values only.
func (p *past) cut(values int) { p.keys, p.values = p.keys[:values], p.values[:values] }
