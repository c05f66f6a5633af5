// Package plot draws the charts of the notebooks as small SVG texts: lines (losses), bars (probabilities) and heat maps
// (attention weights).
//
// The pictures need no network and no script, have a transparent background, and use middle tones that are readable
// on white and on black alike. They do not ask for the colour scheme: a notebook shows an SVG as an image, and an image
// sees the scheme of the browser, not that of the notebook. The same chart gives the same bytes on every machine.
//
// The axes and lines are gonum/plot's. Weighed: go-echarts draws by a script that the page loads from a server;
// without network there would be no picture, and none on a page that runs no scripts.
package plot
