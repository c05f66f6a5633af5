package pictures

import (
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Nesting shows large language models inside deep learning, machine learning and artificial intelligence, and
// generative AI across them (chapter 1).
func Nesting() (plot.SVG, error) {
	d := diagram.New("Where large language models stand",
		"Boxes inside one another: artificial intelligence holds machine learning, that holds deep learning, and deep "+
			"learning holds large language models. Generative AI, dashed, lies across: language models belong to it, "+
			"and so do older ways that are no deep learning.")
	y := d.Below(8)
	d.Frame(box(left, y, inner, 342), diagram.Plain,
		"Artificial intelligence\nprograms for what seems to need thought")
	d.Frame(box(left+10, y+48, inner-20, 284), diagram.Blue,
		"Machine learning\nthe rules are learned from examples")
	d.Frame(box(left+20, y+96, 272, 226), diagram.Purple, "Deep learning\nneural networks of many layers")
	d.Frame(box(left+32, y+146, 360, 116), diagram.Ghost, "Generative AI\nmakes new texts, pictures, sounds")
	d.Box(box(left+42, y+194, 240, 56), diagram.Strong, "Large language models", "continue a text, token by token")
	d.Box(box(left+295, y+194, 92, 56), diagram.Blue, "older ways", "word chains")
	d.Box(box(left+32, y+272, 250, 40), diagram.Purple, "sorting: spam filters, face search")
	return d.SVG()
}
