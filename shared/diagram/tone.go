package diagram

import (
	"fmt"
	"math"
	"strconv"
)

// Tone is what a shape is painted in. Tones differ in hue and in lightness, and a picture never says something by tone
// alone: there is a label, a place or a dashed line beside it.
type Tone int

// The tones. A picture gives each one meaning and keeps it.
const (
	Plain  Tone = iota // grey: what stands around
	Blue               // texts and tokens
	Orange             // what the eye should go to
	Green              // results
	Purple
	Red
	Clear  // only an outline
	Ghost  // a dashed outline: not there, hidden, frozen
	Strong // full colour: "you are here"
)

// heat is the first of the tones of [Heat].
const heat Tone = 100

// heatSteps are the steps from the palest to the deepest tone.
const heatSteps = 16

// Heat is the tone of a number between 0, pale, and 1, deep. What lies outside is taken for the nearer end.
func Heat(share float64) Tone {
	if math.IsNaN(share) {
		return Clear
	}
	return heat + Tone(math.Round(min(1, max(0, share))*heatSteps))
}

// color is a colour on a light page and its counterpart on a dark one. Its name is the class under which the dark one
// is known.
type color struct{ name, light, dark string }

// paint is fill and outline.
type paint struct{ fill, line color }

var (
	ground = color{"ground", "#ffffff", "#14181c"}
	edge   = color{"edge", "#d5dae0", "#39424b"} // of the whole picture
	ink    = color{"ink", "#1b2733", "#e8edf2"}
	muted  = color{"muted", "#4c5965", "#b4bec8"} // of texts that explain
	onDeep = color{"on", "#ffffff", "#0d1318"}    // of texts on Strong
	rule   = color{"rule", "#6b7682", "#93a0ac"}  // of plain lines
	none   = color{"none", "none", "none"}
)

// paints are the tones' colours: text in ink has at least 4.5 to 1 on each fill, outlines have 3 to 1 on the ground.
var paints = map[Tone]paint{
	Plain:  {color{"plain", "#eef1f4", "#262d34"}, color{"plain-l", "#6b7682", "#93a0ac"}},
	Blue:   {color{"blue", "#d9e9f8", "#1b3953"}, color{"blue-l", "#2a76b8", "#5aa5e0"}},
	Orange: {color{"orange", "#fde2cd", "#56330f"}, color{"orange-l", "#bf5b13", "#ee9b52"}},
	Green:  {color{"green", "#d3efe0", "#154433"}, color{"green-l", "#1f8258", "#4fc394"}},
	Purple: {color{"purple", "#ecdcf4", "#45284f"}, color{"purple-l", "#9447aa", "#cb8ede"}},
	Red:    {color{"red", "#f9d9dc", "#57242b"}, color{"red-l", "#bd3b47", "#ee7d88"}},
	Clear:  {none, color{"plain-l", "#6b7682", "#93a0ac"}},
	Ghost:  {none, color{"plain-l", "#6b7682", "#93a0ac"}},
	Strong: {color{"strong", "#1d67a8", "#6ab1ea"}, color{"strong-l", "#174f80", "#a6d2f5"}},
}

// paint is the tone's colours. Unknown tones are plain.
func (t Tone) paint() paint {
	if p, ok := paints[t]; ok {
		return p
	}
	if t >= heat && t <= heat+heatSteps {
		share := float64(t-heat) / heatSteps
		name := "h" + strconv.Itoa(int(t-heat))
		light := mix([3]float64{0xf4, 0xf8, 0xfc}, [3]float64{0x6f, 0xb0, 0xe0}, share)
		dark := mix([3]float64{0x1d, 0x26, 0x2e}, [3]float64{0x24, 0x66, 0x9c}, share)
		return paint{color{name, light, dark}, edge}
	}
	return paints[Plain]
}

// ink is the colour of a text on the tone.
func (t Tone) ink() color {
	if t == Strong {
		return onDeep
	}
	return ink
}

// mix is the colour at share of the way from a to b.
func mix(a, b [3]float64, share float64) string {
	var c [3]int
	for i := range c {
		c[i] = int(math.Round(a[i] + share*(b[i]-a[i])))
	}
	return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2])
}
