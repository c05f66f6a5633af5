package pictures

import (
	"fmt"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Model is the map of GPT from outside to inside: ids come in, pass embeddings, blocks, a norm and the head, and logits
// come out (section 4.1). The sizes are those of GPT-2's smallest model.
func Model() (plot.SVG, error) {
	cfg := gpt.GPT2Small()
	size := cfg.Count()
	tokens, ids, err := gpt2Tokens("Every effort moves you")
	if err != nil {
		return "", err
	}
	n := len(ids)
	d := diagram.New("The map of GPT",
		fmt.Sprintf("From top to bottom: %d token ids; token and position embeddings, added; %d transformer blocks, "+
			"each with attention and a feed-forward network; a last layer norm; the output head. Out come %s logits "+
			"for each token.", n, cfg.NumLayers, diagram.Thousands(cfg.VocabSize)))
	const wide, shape = 270.0, left + 286
	says := func(y float64, format string, args ...any) {
		d.Text(at(shape, y), fmt.Sprintf(format, args...), diagram.Small|diagram.Muted|diagram.Left)
	}
	y := d.Below(8)
	under := make([]string, n)
	for i, id := range ids {
		under[i] = fmt.Sprint(id)
	}
	row := diagram.Bounds(d.Tokens(left, y, diagram.Row{Tokens: tokens, Under: under})...)
	says(row.Bottom()+10, "ids [%d]", n)
	last := box(left, row.Y, wide, row.H+20)
	parts := func(name, text string, tone diagram.Tone, count int) {
		r := d.Box(box(left, last.Bottom()+16, wide, 0), tone, name, text)
		d.Arrow(diagram.Plain, last.South(), r.North())
		says(r.Mid().Y, "%s", diagram.Thousands(count))
		last = r
	}
	parts("token embedding", "a row for each id", diagram.Purple, cfg.VocabSize*cfg.EmbDim)
	parts("+ position embedding", "a row for each place", diagram.Purple, cfg.ContextLength*cfg.EmbDim)
	says(last.Bottom()+8, "[%d, %d]", n, cfg.EmbDim)
	frame := d.Frame(box(left, last.Bottom()+16, wide, 132), diagram.Blue,
		fmt.Sprintf("transformer block, %d times", cfg.NumLayers))
	d.Arrow(diagram.Plain, last.South(), frame.North())
	says(frame.Y+14, "%s", diagram.Thousands(cfg.NumLayers*size.Block))
	att := d.Box(box(left+10, frame.Y+28, wide-20, 42), diagram.Orange, "attention", "tokens look at earlier tokens")
	ff := d.Box(box(left+10, att.Bottom()+12, wide-20, 42), diagram.Green, "feed-forward", "each token by itself")
	down(d, att, ff)
	says(att.Mid().Y, "%s each", diagram.Thousands(size.Attention))
	says(ff.Mid().Y, "%s each", diagram.Thousands(size.FeedForward))
	last = frame
	says(last.Bottom()+8, "[%d, %d]", n, cfg.EmbDim)
	parts("final layer norm", "mean 0, variance 1", diagram.Plain, 2*cfg.EmbDim)
	parts("output head", "a number for each token there is", diagram.Purple, size.Total-size.WithoutHead)
	out := d.Box(box(left, last.Bottom()+16, wide, 0), diagram.Clear, "logits: which token comes next?")
	d.Arrow(diagram.Plain, last.South(), out.North())
	says(out.Mid().Y, "[%d, %s]", n, diagram.Thousands(cfg.VocabSize))
	d.Note(8, "At the right: parameters, %s in all, and in brackets the shapes of what passes.",
		diagram.Thousands(size.Total))
	return d.SVG()
}
