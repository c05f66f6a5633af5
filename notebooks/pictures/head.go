package pictures

import (
	"fmt"
	"strings"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/plot"
)

// trainedParts are the parts of a model of twelve blocks that chapter 6 trains with the book's settings, by the names
// of the state dict: "trf_blocks.11", "final_norm", "out_head".
func trainedParts(layers int) (map[string]bool, error) {
	small := gpt.Config{VocabSize: 8, ContextLength: 4, EmbDim: 2, NumHeads: 1, NumLayers: layers}
	m, err := gpt.NewModel(nn.NewBuilder(0), small)
	if err != nil {
		return nil, err
	}
	c, err := classify.New(m, classify.BookConfig())
	if err != nil {
		return nil, err
	}
	parts := map[string]bool{}
	for _, p := range nn.Trainable(c.Store()) {
		name := strings.Split(nn.StateName(p.Path()), ".")
		if name[0] == "trf_blocks" {
			name[0] += "." + name[1]
		}
		parts[name[0]] = true
	}
	return parts, nil
}

// Head shows how a language model becomes a classifier: a small head takes the place of the large one, and most layers
// are frozen (section 6.5).
func Head() (plot.SVG, error) {
	cfg, classes := classify.BookRecipe().Model, classify.BookConfig().Classes
	trained, err := trainedParts(cfg.NumLayers)
	if err != nil {
		return "", err
	}
	d := diagram.New("A new head, and frozen layers",
		fmt.Sprintf("Two columns. Left, the language model: embeddings, %d blocks, norm, a head with %s outputs. "+
			"Right, the classifier: the head has %d outputs; embeddings and blocks 1 to %d are frozen, the last "+
			"block, the norm and the head are trained.", cfg.NumLayers, diagram.Thousands(cfg.VocabSize), classes,
			cfg.NumLayers-1))
	y := d.Below(10)
	const wide = 196.0
	parts := []struct {
		name  string
		key   string
		high  float64
		count int
	}{
		{"embeddings", "tok_emb", 34, (cfg.VocabSize + cfg.ContextLength) * cfg.EmbDim},
		{fmt.Sprintf("blocks 1 to %d", cfg.NumLayers-1), "trf_blocks.0", 110, (cfg.NumLayers - 1) * cfg.Count().Block},
		{fmt.Sprintf("block %d", cfg.NumLayers), fmt.Sprintf("trf_blocks.%d", cfg.NumLayers-1), 50, cfg.Count().Block},
		{"final layer norm", "final_norm", 34, 2 * cfg.EmbDim},
		{"head", "out_head", 50, cfg.EmbDim*classes + classes},
	}
	moved := 0
	for k, title := range []string{"language model", "classifier"} {
		x := left + float64(k)*(wide+20)
		d.Text(at(x+wide/2, y+8), title, diagram.Bold)
		top := y + 26
		for i, part := range parts {
			tone, lines := diagram.Blue, []string{part.name}
			if part.key == "out_head" {
				outputs := []int{cfg.VocabSize, classes}[k]
				lines = append(lines, fmt.Sprintf("%d → %s", cfg.EmbDim, diagram.Thousands(outputs)))
			}
			if k == 1 {
				tone = diagram.Ghost
				if trained[part.key] {
					tone = diagram.Green
					moved += part.count
				} else {
					lines[0] += ": frozen"
				}
			}
			r := d.Box(box(x, top, wide, part.high), tone, lines...)
			if i < len(parts)-1 {
				d.Arrow(diagram.Plain, r.South(), r.South().Shift(0, 14))
			}
			top += part.high + 14
		}
		d.Arrow(diagram.Plain, at(x+wide/2, top-14), at(x+wide/2, top+4))
		d.Text(at(x+wide/2, top+14), []string{"which token is next?", "spam or not?"}[k], diagram.Small)
	}
	d.Note(8, "Green is trained: %s parameters. Dashed is frozen: it works and does not change.",
		diagram.Thousands(moved))
	return d.SVG()
}
