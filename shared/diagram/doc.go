// Package diagram draws the explanatory pictures of the course as small SVG texts: boxes, arrows, tokens in a row,
// matrices, brackets and curves. Charts of numbers are package plot's.
//
//	drawing.go  Drawing: a picture under way, and its SVG
//	geometry.go Point, Rect
//	tone.go     Tone: colours for a light and for a dark page
//	measure.go  how wide a text is, where it breaks
//	text.go     Text, Paragraph; Style
//	box.go      Box, Frame, Polygon
//	arrow.go    Arrow, Line, Brace
//	tokens.go   Tokens: a row of tokens, broken where the picture ends
//	matrix.go   Matrix: rows of cells
//	bars.go     Bars: a few numbers as lengths
//	curve.go    Axes, Curve
//	check.go    what is wrong with a layout
//
// A [Drawing] measures every text before it places it, and [Drawing.SVG] is an error when a text leaves the picture,
// touches another one, or is crossed by a line. Pictures are narrow and high: shown 360 pixels wide, as on a telephone,
// the smallest text still has 11 pixels.
//
// A picture has a ground of its own, white or nearly black as the page's colour scheme asks, because no single colour
// of text has a contrast of 4.5 to 1 on both: white wants a luminance of at most 0.183, #111 at least 0.200. Where a
// viewer does not tell an image about the scheme, the light picture is shown, readable as well. It needs no script, no
// network and no font of its own, and its title and description are the text alternative.
//
// Weighed: ajstarks/svgo, which writes elements but measures no text, so it could not tell that two of them overlap;
// d2 and graphviz lay out graphs, not matrices and tokens, and would be linked into every cell.
package diagram
