package gpt2

import (
	"errors"
	"fmt"
	"strings"

	"llmfromscratch/shared/tfcheckpoint"
)

// Origin says from which tensor of a file of weights a parameter of our model comes, and how (section 5.5).
type Origin struct {
	Parameter   string // its name in the book's state dict, such as trf_blocks.0.att.W_key.weight
	Shape       []int
	Tensor      string // in the file, such as h.0.attn.c_attn.weight
	TensorShape []int
	How         string // what is done with the tensor, such as "columns 768 to 1535, transposed"; empty: nothing
}

// Origins lists where each parameter comes from in the weights that [Load] would load, in the order of the book's state
// dict; and tells their layout, which is found by the names. Names and shapes are all that is read: of OpenAI's
// checkpoint the index is enough.
func Origins(nameOrFolder string) (layout Layout, origins []Origin, err error) {
	w, err := openWith(nameOrFolder, openNames)
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
		origin := Origin{Parameter: p.name(), Shape: p.shape, Tensor: name, TensorShape: shape}
		switch own, _ := p.stored(w.layout); {
		case w.layout == BookLayout:
		case p.book == headName && name != own:
			origin.How = "the token embedding once more"
		default:
			origin.How = p.how()
		}
		origins = append(origins, origin)
	}
	return w.layout, origins, nil
}

// openNames opens a file of which only names and shapes are wanted.
func openNames(path string) (tensorFile, error) {
	if !strings.HasSuffix(path, checkpointIndex) {
		return openTensorFile(path)
	}
	c, err := tfcheckpoint.Open(path)
	if err != nil {
		return nil, err
	}
	return tensorFlowFile{c}, nil
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
