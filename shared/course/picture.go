package course

import (
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Picture shows what a function of package pictures drew, or ends the cell with its error. Readers and tools that show
// no pictures get its description:
//
//	course.Picture(pictures.CausalMask())
func Picture(svg plot.SVG, err error) {
	OK(err)
	Display(diagram.Description(svg), svg)
}
