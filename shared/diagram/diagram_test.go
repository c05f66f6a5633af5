package diagram_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// at is a point.
func at(x, y float64) diagram.Point { return diagram.Point{X: x, Y: y} }

// rect is a rectangle.
func rect(x, y, w, h float64) diagram.Rect { return diagram.Rect{X: x, Y: y, W: w, H: h} }

// everything draws one of each kind.
func everything() *diagram.Drawing {
	d := diagram.New("Everything <once>", "One of each kind & more.")
	d.Frame(rect(14, 40, 200, 60), diagram.Ghost, "frame\nwith a line")
	b := d.Box(rect(240, 40, 120, 0), diagram.Strong, "box", "text that is broken in lines")
	d.Arrow(diagram.Orange, b.South(), b.South().Shift(0, 30))
	d.Tokens(14, d.Below(10), diagram.Row{Tokens: []string{"a", " b", "\n"}, Under: []string{"64", "275", "198"}})
	d.Matrix(diagram.Matrix{X: 80, Y: d.Below(30), Cells: diagram.Numbers([][]float32{{1, -2}, {0.5, 0}}, 1),
		Rows: []string{"x", "y"}, Cols: []string{"p", "q"}, Tone: func(i, j int) diagram.Tone {
			return diagram.Heat(float64(i+j) / 2)
		}})
	d.Bars(diagram.Bars{X: 14, Y: d.Below(10), W: 300, Names: []string{"one", "two"}, Values: []float64{1, 0.2}, Max: 1,
		Texts: []string{"1.0", "0.2"}})
	axes := diagram.Axes{Area: rect(30, d.Below(40), 200, 80), MaxX: 1, MaxY: 1}
	d.Axes(axes, "x", "y")
	d.Curve(diagram.Orange, axes.Sample(func(x float64) float64 { return x * x }, 0, 1, 20)...)
	d.Dot(axes.At(0.5, 0.25), diagram.Green)
	d.Circle(at(300, axes.Area.Y+20), 12, diagram.Blue, "+")
	d.Polygon(diagram.Purple, at(300, axes.Area.Y+40), at(340, axes.Area.Y+40), at(320, axes.Area.Y+70))
	d.Brace(30, 230, d.Below(10), "brace", diagram.Small)
	d.Note(8, "note %d", 1)
	return d
}

func TestPictureIsOneElementWithATextAlternative(t *testing.T) {
	svg, err := everything().SVG()
	if err != nil {
		t.Fatal(err)
	}
	elements := map[string]int{}
	var texts []string
	root := xml.StartElement{}
	for dec := xml.NewDecoder(strings.NewReader(string(svg))); ; {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if elements[token.Name.Local]++; token.Name.Local == "svg" {
				root = token
			}
		case xml.CharData:
			texts = append(texts, string(token))
		}
	}
	if elements["svg"] != 1 || elements["title"] != 1 || elements["desc"] != 1 ||
		elements["script"]+elements["foreignObject"]+elements["image"]+elements["marker"] != 0 {
		t.Errorf("elements %v", elements)
	}
	for _, want := range []string{"Everything <once>", "One of each kind & more.", "␣b", "↵", "−2.0", "275"} {
		if !strings.Contains(strings.Join(texts, "|"), want) {
			t.Errorf("%q is not shown", want)
		}
	}
	role := ""
	for _, a := range root.Attr {
		if a.Name.Local == "role" {
			role = a.Value
		}
	}
	if role != "img" {
		t.Errorf("role %q", role)
	}
	rest := strings.Replace(string(svg), "http://www.w3.org/2000/svg", "", 1)
	for _, outside := range []string{"://", "href", "url(", "id="} {
		if strings.Contains(rest, outside) {
			t.Errorf("the picture has %q", outside)
		}
	}
}

func TestDescriptionIsThatOfThePicture(t *testing.T) {
	svg, err := everything().SVG()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := diagram.Description(svg), "Everything <once>. One of each kind & more."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := diagram.Description("<svg/>"); got != "" {
		t.Errorf("%q of a picture without any", got)
	}
}

func TestSameDrawingSameBytes(t *testing.T) {
	first, err := everything().SVG()
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if again, err := everything().SVG(); err != nil || again != first {
			t.Fatalf("it differs when drawn again (%v)", err)
		}
	}
}

func TestWhatCannotBeReadIsAnErrorThatNamesIt(t *testing.T) {
	for _, c := range []struct {
		name string
		draw func(d *diagram.Drawing)
		want string
	}{
		{"beyond the right edge", func(d *diagram.Drawing) { d.Text(at(420, 60), "much too long", 0) },
			`"much too long" leaves the picture`},
		{"beyond the left edge", func(d *diagram.Drawing) { d.Text(at(20, 60), "left of it", diagram.Right) },
			`"left of it" leaves the picture`},
		{"one over the other", func(d *diagram.Drawing) {
			d.Text(at(100, 60), "first", 0)
			d.Text(at(110, 66), "second", 0)
		}, `"second" lies over "first"`},
		{"crossed by a line", func(d *diagram.Drawing) {
			d.Text(at(100, 60), "word", 0)
			d.Line(diagram.Plain, at(20, 50), at(200, 70))
		}, `crosses "word"`},
		{"on the edge of a box", func(d *diagram.Drawing) {
			d.Box(rect(50, 60, 100, 40), diagram.Blue)
			d.Text(at(100, 60), "word", 0)
		}, `crosses "word"`},
		{"box too low", func(d *diagram.Drawing) { d.Box(rect(50, 60, 60, 20), diagram.Blue, "three", "small words") },
			"a box of height 20"},
		{"box too narrow", func(d *diagram.Drawing) { d.Box(rect(50, 60, 30, 0), diagram.Blue, "unbreakable") },
			"a box of width 30"},
		{"cell too narrow", func(d *diagram.Drawing) {
			d.Matrix(diagram.Matrix{X: 50, Y: 60, W: 20, Cells: [][]string{{"12345"}}})
		}, "a cell of width 20"},
		{"line leaves", func(d *diagram.Drawing) { d.Line(diagram.Plain, at(400, 60), at(460, 60)) },
			"leaves the picture"},
		{"an error on the way", func(d *diagram.Drawing) { d.Fail(io.ErrUnexpectedEOF) }, "unexpected EOF"},
	} {
		d := diagram.New("Title", "Description.")
		if _, err := d.SVG(); err != nil {
			t.Fatal(err)
		}
		c.draw(d)
		if _, err := d.SVG(); err == nil || !strings.Contains(err.Error(), c.want) ||
			!strings.HasPrefix(err.Error(), `picture "Title": `) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := diagram.New("Title", "").SVG(); err == nil {
		t.Error("a picture without a description")
	}
}

func TestTextsMayStandNearLinesAndEachOther(t *testing.T) {
	d := diagram.New("Title", "Description.")
	room := d.Text(at(100, 60), "word", 0)
	d.Text(at(100, 60+1.3*diagram.TextSize), "word", 0)
	d.Line(diagram.Plain, at(room.Right()+2, 40), at(room.Right()+2, 90))
	d.Box(rect(room.X-6, 50-4, room.W+12, 44), diagram.Clear)
	if _, err := d.SVG(); err != nil {
		t.Error(err)
	}
}

func TestSmallestTextHas11PixelsOnATelephone(t *testing.T) {
	if px := diagram.SmallSize * 360 / diagram.Width; px < 11 {
		t.Errorf("%.2f pixels", px)
	}
}

func TestTokensGoOnBelowWhereThePictureEnds(t *testing.T) {
	d := diagram.New("Title", "Description.")
	rects := d.Tokens(diagram.Margin, 40, diagram.Row{Tokens: strings.Fields(strings.Repeat("token ", 20))})
	for i, r := range rects {
		if r.Right() > diagram.Width-diagram.Margin {
			t.Errorf("token %d ends at %v", i, r.Right())
		}
	}
	if last := rects[len(rects)-1]; last.Y <= rects[0].Y {
		t.Error("20 tokens in one row")
	}
	if bounds := diagram.Bounds(rects...); bounds.Bottom() != rects[len(rects)-1].Bottom() || bounds.Y != 40 {
		t.Errorf("they go from %v to %v", bounds.Y, bounds.Bottom())
	}
	if _, err := d.SVG(); err != nil {
		t.Error(err)
	}
}

func TestNumbersAreWrittenForReaders(t *testing.T) {
	for want, got := range map[string]string{
		"−0.50": diagram.Number(-0.5, 2), "0.00": diagram.Number(-0.001, 2), "3": diagram.Number(float32(3), 0),
		"−∞": diagram.Number(negativeInfinity(), 2), "163,009,536": diagram.Thousands(163009536),
		"999": diagram.Thousands(999), "−1": diagram.Number(-1.0, 0), "1,000": diagram.Thousands(1000),
		"-12,345": diagram.Thousands(-12345), "-123": diagram.Thousands(-123),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func negativeInfinity() float64 {
	zero := 0.0
	return -1 / zero
}

func FuzzAnyTextKeepsThePictureWellFormed(f *testing.F) {
	for _, s := range []string{"", "a&b", "<|endoftext|>", "\x00", "\xff", "]]>", "naïve café 日本語", "\ufffe",
		"a\nb\t"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if utf8.RuneCountInString(s) > 30 {
			return
		}
		d := diagram.New("Title"+s, "Description "+s)
		d.Paragraph(diagram.Margin, d.Below(10), diagram.Inner, s, diagram.Left)
		d.Tokens(diagram.Margin, d.Below(10), diagram.Row{Tokens: []string{s}})
		svg, err := d.SVG()
		if err != nil {
			return // a word that is too long, said so
		}
		var into struct{}
		if err := xml.Unmarshal([]byte(svg), &into); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	})
}

func ExampleDrawing() {
	d := diagram.New("From text to ids", "The tokens Every and effort with their ids.")
	d.Tokens(diagram.Margin, d.Below(8), diagram.Row{Tokens: []string{"Every", " effort"},
		Under: []string{"6109", "3626"}})
	svg, err := d.SVG()
	var picture plot.SVG = svg
	fmt.Println(err, strings.HasPrefix(string(picture), "<svg"), strings.Contains(string(svg), "␣effort"))
	// Output: <nil> true true
}
