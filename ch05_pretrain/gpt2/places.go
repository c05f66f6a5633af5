package gpt2

import (
	"errors"
	"fmt"
	"strings"

	"llmfromscratch/shared/tfcheckpoint"
)

// Place says where a parameter of our model lies in a file of weights (section 5.5).
type Place struct {
	Parameter   string // its name in the book's state dict, such as trf_blocks.0.att.W_key.weight
	Shape       []int
	Tensor      string // in the file, such as h.0.attn.c_attn.weight
	TensorShape []int
	How         string // what is done with the tensor, such as "columns 768 to 1535, transposed"; empty: nothing
}

// Places lists where each parameter lies in a file of weights, or in that of a folder, in the order of the book's state
// dict; and tells the file's layout, which is found by the names. Names and shapes are all that is read: of OpenAI's
// checkpoint the index is enough.
func Places(path string) (layout Layout, places []Place, err error) {
	w, err := openWith(path, openIndex)
	if err != nil {
		return "", nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	cfg, err := w.modelConfig()
	if err != nil {
		return "", nil, err
	}
	for _, p := range parametersOf(cfg) {
		name, shape := w.stored(p)
		place := Place{Parameter: p.name(), Shape: p.shape, Tensor: name, TensorShape: shape}
		switch own, _ := p.stored(w.layout); {
		case w.layout == BookLayout:
		case p.book == headName && name != own:
			place.How = "the token embedding once more"
		default:
			place.How = p.how()
		}
		places = append(places, place)
	}
	return w.layout, places, nil
}

// openIndex opens a file of which only names and shapes are wanted.
func openIndex(path string) (tensorFile, error) {
	if !strings.HasSuffix(path, checkpointIndex) {
		return openTensorFile(path)
	}
	c, err := tfcheckpoint.Open(path)
	if err != nil {
		return nil, err
	}
	return checkpointFile{c}, nil
}

// how says in words what [weights.read] does.
func (p parameter) how() string {
	third, joint := p.form.third()
	from, to := third*p.shape[0], (third+1)*p.shape[0]-1
	switch {
	case joint && len(p.shape) == 1:
		return fmt.Sprintf("numbers %d to %d", from, to)
	case joint:
		return fmt.Sprintf("columns %d to %d, transposed", from, to)
	case p.form == transposed:
		return "transposed"
	}
	return ""
}
