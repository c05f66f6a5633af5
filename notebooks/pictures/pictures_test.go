package pictures_test

import (
	"encoding/xml"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/gomlx/compute"

	"llmfromscratch/notebooks/pictures"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// everyPicture are all pictures by the names of their functions.
var everyPicture = map[string]func() (plot.SVG, error){
	"Nesting": pictures.Nesting, "Sizes": pictures.Sizes, "TwoTunings": pictures.TwoTunings,
	"Translation": pictures.Translation, "MaskedAndNext": pictures.MaskedAndNext, "Shots": pictures.Shots,
	"DataMix": pictures.DataMix, "Loop": pictures.Loop,
	"Stages":   func() (plot.SVG, error) { return pictures.Stages(1, 9) },
	"Pipeline": pictures.Pipeline, "WordMap": pictures.WordMap, "Vocabulary": pictures.Vocabulary,
	"EndOfText": pictures.EndOfText, "SpecialTokens": pictures.SpecialTokens,
	"MergeTree": func() (plot.SVG, error) { return pictures.MergeTree("someunknownPlace") },
	"Windows":   pictures.Windows, "Lookup": pictures.Lookup, "Places": pictures.Places,
	"Distances": pictures.Distances, "Bottleneck": pictures.Bottleneck, "Journey": pictures.Journey,
	"QueryKeyValue": pictures.QueryKeyValue, "CausalMask": pictures.CausalMask, "Heads": pictures.Heads,
	"Model": pictures.Model, "LayerNorm": on(pictures.LayerNorm), "FeedForward": pictures.FeedForward,
	"Shortcut": on(pictures.Shortcut), "Block": pictures.Block, "Loss": pictures.Loss, "Descent": pictures.Descent,
	"Overfitting": pictures.Overfitting, "Sampling": pictures.Sampling, "Checkpoint": pictures.Checkpoint,
	"Head": pictures.Head, "Prompt": pictures.Prompt, "Targets": pictures.Targets, "Judge": pictures.Judge,
	"Preference": on(pictures.Preference), "LoRA": pictures.LoRA,
}

// on draws a picture whose numbers a backend computes.
func on(draw func(compute.Backend) (plot.SVG, error)) func() (plot.SVG, error) {
	return func() (plot.SVG, error) { return draw(backendtest.Open()) }
}

// once are the pictures of the list, each drawn when it is first asked for.
var once = func() map[string]func() (plot.SVG, error) {
	list := map[string]func() (plot.SVG, error){}
	for name, draw := range everyPicture {
		list[name] = sync.OnceValues(draw)
	}
	return list
}()

// drawn is a picture of the list.
func drawn(t *testing.T, name string) plot.SVG {
	t.Helper()
	svg, err := once[name]()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return svg
}

// element is a shape or text of a picture.
type element struct {
	name, text string
	attr       map[string]string
}

// number is an attribute's number.
func (e element) number(t *testing.T, name string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(e.attr[name], 64)
	if err != nil {
		t.Fatalf("%s of %s %q: %v", name, e.name, e.text, err)
	}
	return v
}

// elements are all elements of a picture in order, the <svg> itself first.
func elements(t *testing.T, svg plot.SVG) []element {
	t.Helper()
	var all []element
	for dec := xml.NewDecoder(strings.NewReader(string(svg))); ; {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, attr: map[string]string{}}
			for _, a := range token.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			all = append(all, e)
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" {
				all[len(all)-1].text += text
			}
		}
	}
}

// texts are the texts of a picture.
func texts(t *testing.T, svg plot.SVG) (list []string) {
	t.Helper()
	for _, e := range elements(t, svg) {
		if e.name == "text" {
			list = append(list, e.text)
		}
	}
	return list
}

// wantTexts are texts that a picture must show.
func wantTexts(t *testing.T, svg plot.SVG, want ...string) {
	t.Helper()
	shown := texts(t, svg)
	for _, w := range want {
		if !slices.ContainsFunc(shown, func(s string) bool { return strings.Contains(s, w) }) {
			t.Errorf("%q is not shown, only %q", w, shown)
		}
	}
}

func TestEveryPictureIsInTheList(t *testing.T) {
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Name.IsExported() {
				if n++; everyPicture[f.Name.Name] == nil {
					t.Errorf("%s is in no test", f.Name.Name)
				}
			}
		}
	}
	if n != len(everyPicture) || n < 36 {
		t.Errorf("%d functions, %d in the list", n, len(everyPicture))
	}
}

// The check of package diagram is made from its own boxes; this one only from what a viewer gets.
func TestNoTextLeavesItsPictureOrLiesOverAnother(t *testing.T) {
	dir := os.Getenv("LLM_PLOT_DIR") // to look at them
	for name, draw := range once {
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
		all := elements(t, svg)
		wide, high := all[0].number(t, "width"), all[0].number(t, "height")
		var rooms []diagram.Rect
		seen := map[string]string{}
		for _, e := range all {
			seen[e.name] = e.text
			if e.name != "text" {
				continue
			}
			size := e.number(t, "font-size")
			room := diagram.Rect{X: e.number(t, "x"), Y: e.number(t, "y") - 0.7*size, W: e.number(t, "textLength"),
				H: 0.9 * size}
			if room.X < 0 || room.Y < 0 || room.Right() > wide || room.Bottom() > high {
				t.Errorf("%s: %q leaves the picture of %v x %v: %v", name, e.text, wide, high, room)
			}
			if i := slices.IndexFunc(rooms, room.Inset(0.5).Overlaps); i >= 0 {
				t.Errorf("%s: %q lies over another text", name, e.text)
			}
			rooms = append(rooms, room)
			if shown := size * 360 / wide; shown < 11 {
				t.Errorf("%s: %q has %.1f pixels on a telephone", name, e.text, shown)
			}
		}
		if seen["title"] == "" || len(seen["desc"]) < 60 || all[0].attr["role"] != "img" {
			t.Errorf("%s: title %q, description %q", name, seen["title"], seen["desc"])
		}
		if high > 2*wide || len(svg) > 48<<10 {
			t.Errorf("%s: %v high, %d bytes", name, high, len(svg))
		}
	}
}

func TestTitlesTellPicturesApart(t *testing.T) {
	seen := map[string]string{}
	for name := range everyPicture {
		title, _, _ := strings.Cut(diagram.Description(drawn(t, name)), ".")
		if other, ok := seen[title]; ok {
			t.Errorf("%s and %s are both called %q", name, other, title)
		}
		seen[title] = name
	}
}

func TestStagesLightWhereYouAre(t *testing.T) {
	count := func(here ...int) int {
		svg, err := pictures.Stages(here...)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(string(svg), ">you are here<")
	}
	if a, b, c := count(), count(4), count(7, 8, 9); a != 0 || b != 1 || c != 3 {
		t.Errorf("%d, %d and %d steps are lit, want 0, 1 and 3", a, b, c)
	}
	for n := 1; n <= 9; n++ {
		count(n)
	}
	for _, n := range []int{0, 10, -1} {
		if _, err := pictures.Stages(n); err == nil || !strings.Contains(err.Error(), strconv.Itoa(n)) {
			t.Errorf("step %d: error %v", n, err)
		}
	}
}
