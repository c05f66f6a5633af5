package pictures_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gomlx/compute"

	"llmfromscratch/notebooks/pictures"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/plot"
)

// everyPicture are all pictures by their names.
var everyPicture = map[string]func() (plot.SVG, error){
	"nesting":        pictures.Nesting,
	"translation":    pictures.Translation,
	"loop":           pictures.Loop,
	"stages":         func() (plot.SVG, error) { return pictures.Stages(1) },
	"pipeline":       pictures.Pipeline,
	"vocabulary":     pictures.Vocabulary,
	"end_of_text":    pictures.EndOfText,
	"special_tokens": pictures.SpecialTokens,
	"merge_tree":     func() (plot.SVG, error) { return pictures.MergeTree("someunknownPlace") },
	"windows":        pictures.Windows,
	"lookup":         pictures.Lookup,
	"places":         pictures.Places,
	"distances":      pictures.Distances,
	"bottleneck":     pictures.Bottleneck,
	"journey":        pictures.Journey,
	"query":          pictures.QueryKeyValue,
	"mask":           pictures.CausalMask,
	"heads":          pictures.Heads,
	"model":          pictures.Model,
	"layer_norm":     on(pictures.LayerNorm),
	"feed_forward":   pictures.FeedForward,
	"shortcut":       on(pictures.Shortcut),
	"block":          pictures.Block,
	"loss":           pictures.Loss,
	"descent":        pictures.Descent,
	"overfitting":    pictures.Overfitting,
	"sampling":       pictures.Sampling,
	"checkpoint":     pictures.Checkpoint,
	"head":           pictures.Head,
	"targets":        pictures.Targets,
	"prompt":         pictures.Prompt,
	"judge":          pictures.Judge,
	"preference":     on(pictures.Preference),
	"lora":           pictures.LoRA,
}

// on draws a picture whose numbers a backend computes.
func on(draw func(compute.Backend) (plot.SVG, error)) func() (plot.SVG, error) {
	return func() (plot.SVG, error) { return draw(backendtest.Open()) }
}

func TestEveryPictureIsDrawn(t *testing.T) {
	dir := os.Getenv("LLM_PLOT_DIR")
	for name, draw := range everyPicture {
		svg, err := draw()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if dir != "" {
			if err := os.WriteFile(filepath.Join(dir, name+".svg"), []byte(svg), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
