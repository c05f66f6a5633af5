package glossary

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// FileName is the file of the terms, beside the notebooks.
const FileName = "glossary.json"

// Term is a word of the course that a Go programmer need not know.
type Term struct {
	Term    string `json:"term"`
	Meaning string `json:"meaning"`
	Go      string `json:"go"` // its name in the code, or ""

	// The cell that defines it, and that cell's section.
	Notebook string `json:"notebook"`
	Section  string `json:"section"`
	Cell     string `json:"cell"`

	// First is an earlier cell that explains the term in a clause, where there is one, as in "ch00/text-45".
	First Place `json:"first,omitzero"`
	// Forms are the words that are a use of the term; without any, the term itself and its plural. Small letters also
	// stand for capitals. A form in backquotes is looked for in code.
	Forms []string `json:"forms,omitempty"`
	// Not are phrases in which a form means something else.
	Not []string `json:"not,omitempty"`
	// In are the only notebooks in which the forms have this meaning, exercises included. Without any, all are.
	In []string `json:"in,omitempty"`
	// Early are cells that may use the term before it is explained, each with the reason.
	Early map[Place]string `json:"early,omitempty"`
	// Everyday says why uses are not looked for at all: the word has an everyday meaning, too, and no phrase tells them
	// apart.
	Everyday string `json:"everyday,omitempty"`
}

// Place is a cell of a notebook: "ch03/text-04", "exercises/ch03/text-02".
type Place struct{ Page, Cell string }

// String is the place as it stands in the file.
func (p Place) String() string { return p.Page + "/" + p.Cell }

// MarshalText writes the place.
func (p Place) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the place.
func (p *Place) UnmarshalText(text []byte) error {
	at := strings.LastIndexByte(string(text), '/')
	if at < 0 {
		return fmt.Errorf("%q is no place: want a notebook, a slash and the id of a cell", text)
	}
	p.Page, p.Cell = string(text[:at]), string(text[at+1:])
	return nil
}

// Full is the cell that defines the term.
func (t Term) Full() Place { return Place{t.Notebook, t.Cell} }

// Earliest is the first cell that explains the term.
func (t Term) Earliest() Place {
	if t.First != (Place{}) {
		return t.First
	}
	return t.Full()
}

// forms are the words that are a use of the term.
func (t Term) forms() []string {
	if len(t.Forms) > 0 {
		return t.Forms
	}
	name, _, _ := strings.Cut(t.Term, " (")
	return []string{name, name + "s"}
}

// means reports whether the forms have this meaning in a notebook.
func (t Term) means(page string) bool {
	if len(t.In) == 0 {
		return true
	}
	for _, name := range t.In {
		if strings.TrimPrefix(page, exercises) == name {
			return true
		}
	}
	return false
}

// exercises is what the names of notebooks with exercises begin with.
const exercises = "exercises/"

// Anchor is the term's name in a link: "byte-pair-encoding-bpe".
func (t Term) Anchor() string {
	name := strings.NewReplacer("−", "minus ", "β", "beta", "Δ", "delta ").Replace(t.Term)
	parts := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.Join(parts, "-")
}

// Read reads the terms beside the notebooks in a folder. Without the file there are none.
func Read(dir string) ([]Term, error) {
	data, err := os.ReadFile(filepath.Join(dir, FileName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var terms []Term
	if err := json.Unmarshal(data, &terms); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, err)
	}
	return terms, nil
}
