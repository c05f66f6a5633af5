// Package plot draws the charts of the notebooks as small SVG texts: lines (losses), bars (probabilities) and heat maps
// (attention weights).
//
// The pictures need no network and no script, have a transparent background, and use middle tones that are readable
// on white and on black alike. They do not ask for the colour scheme: a notebook shows an SVG as an image, and an image
// sees the scheme of the browser, not that of the notebook. The same chart gives the same bytes on every machine.
//
// Axes begin and end at ticks and contain 0. Only a line chart whose lines would then lie in a small part of it leaves
// 0 out, with a break in its axis and a note in its label. The legend stands where no data is.
//
// The axes and lines are gonum/plot's. Weighed: go-echarts draws by a script that the page loads from a server;
// without network there would be no picture, and none on a page that runs no scripts.
package plot
