package pictures

import (
	"fmt"
	"math"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Checkpoint shows what is saved of a training run, and what each file is needed for (section 5.4). The sizes are those
// of the model that chapter 5 trains.
func Checkpoint() (plot.SVG, error) {
	cfg := pretrain.BookRecipe().Model
	n := cfg.Count().Total
	d := diagram.New("What a checkpoint holds",
		"A folder with four files: the model's parameters, the configuration, the optimizer's two running means for "+
			"each parameter, and the state of the run. The first two are enough to write texts; going on with "+
			"training needs all four.")
	frame := box(left, d.Below(8), inner, 308)
	d.Frame(frame, diagram.Clear, "step-00000090")
	y := frame.Y + 30
	for _, file := range []struct {
		name, holds string
		tone        diagram.Tone
		high        float64
	}{
		{pretrain.ModelFile, fmt.Sprintf("%s parameters under their names, such as tok_emb.weight [%d, %d]: %.0f MiB",
			diagram.Thousands(n), cfg.VocabSize, cfg.EmbDim, gpt.MiB(n)), diagram.Blue, 66},
		{pretrain.ConfigFile, fmt.Sprintf("what to build: %d blocks, %d heads, width %d, context %d", cfg.NumLayers,
			cfg.NumHeads, cfg.EmbDim, cfg.ContextLength), diagram.Blue, 48},
		{pretrain.OptimizerFile, fmt.Sprintf("AdamW's two running means for each parameter: %s MiB",
			diagram.Thousands(int(math.Round(gpt.MiB(2*n))))), diagram.Orange, 66},
		{"state.json", "step, place in the data, state of the random numbers, settings, losses so far",
			diagram.Orange, 66},
	} {
		d.Box(box(left+10, y, inner-20, file.high), file.tone, file.name, file.holds)
		y += file.high + 8
	}
	for i, use := range []struct {
		name string
		tone diagram.Tone
	}{{"write texts, fine-tune", diagram.Blue}, {"go on with training", diagram.Orange}} {
		x := left + float64(i)*210
		d.Box(box(x, frame.Bottom()+36, 202, 30), use.tone, use.name)
		d.Arrow(use.tone, at(x+101, frame.Bottom()), at(x+101, frame.Bottom()+36))
		d.Text(at(x+110, frame.Bottom()+18), []string{"the first two", "all four"}[i],
			diagram.Small|diagram.Muted|diagram.Left)
	}
	return d.SVG()
}
