package book

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed figures/*.json weights/*.safetensors
var files embed.FS

// The files of figures, in the order in which All returns them.
var figureFiles = []string{"ch02", "ch03", "ch04", "ch05", "ch06", "ch07", "appa", "appd", "appe", "book_only"}

// index is the parsed table.
type index struct {
	figures []Figure
	byID    map[string]int
}

// table parses the embedded records once. They are part of the program, so a record that cannot be read is a mistake in
// the program: it panics, and the package's tests find it.
var table = sync.OnceValue(func() *index {
	t := &index{byID: map[string]int{}}
	for _, name := range figureFiles {
		data, err := files.ReadFile("figures/" + name + ".json")
		if err != nil {
			panic(fmt.Sprintf("book: %v", err))
		}
		figs, err := parseFigures(name, data)
		if err != nil {
			panic(fmt.Sprintf("book: figures/%s.json: %v", name, err))
		}
		for _, f := range figs {
			if _, twice := t.byID[f.ID]; twice {
				panic(fmt.Sprintf("book: figures/%s.json: %s is there twice", name, f.ID))
			}
			t.byID[f.ID] = len(t.figures)
			t.figures = append(t.figures, f)
		}
	}
	return t
})

// record is a figure as it is stored.
type record struct {
	ID, Section, Title, Chapter string
	Needs                       []string
	RNG                         string
	Inputs                      map[string]any
	Want                        any
	Tolerance                   [2]float64
	Printed                     string
	Differs, Exception, Note    string
}

// parseFigures reads the records of one file. A record without a chapter belongs to the chapter the file is named
// after.
func parseFigures(name string, data []byte) ([]Figure, error) {
	var records []record
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	dec.DisallowUnknownFields()
	if err := dec.Decode(&records); err != nil {
		return nil, err
	}
	figs := make([]Figure, len(records))
	for i, r := range records {
		f := Figure{
			ID: r.ID, Chapter: r.Chapter, Section: r.Section, Title: r.Title,
			Abs: r.Tolerance[0], Rel: r.Tolerance[1], Printed: r.Printed,
			Needs: r.Needs, RNG: r.RNG, Differs: r.Differs, Exception: r.Exception, Note: r.Note,
			inputs: make(map[string]any, len(r.Inputs)),
		}
		if f.Chapter == "" {
			f.Chapter = name
		}
		var err error
		if f.Want, err = parseValue(r.Want); err != nil {
			return nil, fmt.Errorf("%s: want%w", r.ID, err)
		}
		for key, v := range r.Inputs {
			if f.inputs[key], err = parseValue(v); err != nil {
				return nil, fmt.Errorf("%s: inputs.%s%w", r.ID, key, err)
			}
		}
		figs[i] = f
	}
	return figs, nil
}

// Weights returns the safetensors file of a small model that figures start from: its name is the figure's input
// "weights_file". The parameters have the book's names, and Linear weights are stored [out, in].
func Weights(name string) ([]byte, error) {
	name = strings.TrimSuffix(path.Base(name), ".safetensors")
	data, err := files.ReadFile("weights/" + name + ".safetensors")
	if err != nil {
		return nil, fmt.Errorf("no weights %q in the book's table; there are %s", name,
			strings.Join(weightNames(), ", "))
	}
	return data, nil
}

func weightNames() []string {
	paths, err := fs.Glob(files, "weights/*.safetensors")
	if err != nil {
		panic(fmt.Sprintf("book: %v", err))
	}
	for i, p := range paths {
		paths[i] = strings.TrimSuffix(path.Base(p), ".safetensors")
	}
	return paths
}
