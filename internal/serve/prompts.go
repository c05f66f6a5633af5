package serve

import (
	"encoding/json"

	"llmfromscratch/ch02_text"
)

// prompts are what completions go on from: a text, token ids, or several of either.
type prompts struct {
	texts []string
	ids   [][]int
}

// UnmarshalJSON reads one of the four forms.
func (p *prompts) UnmarshalJSON(raw []byte) error {
	var one string
	var ids []int
	switch {
	case string(raw) == "null":
	case json.Unmarshal(raw, &one) == nil:
		p.texts = []string{one}
	case json.Unmarshal(raw, &ids) == nil:
		p.ids = [][]int{ids}
	case json.Unmarshal(raw, &p.texts) == nil && len(p.texts) > 0:
	case json.Unmarshal(raw, &p.ids) == nil && len(p.ids) > 0:
		p.texts = nil
	default:
		return invalid("prompt", "invalid_type", "prompt: want a string, a list of strings, a list of token ids or a "+
			"list of such lists")
	}
	return nil
}

// encode is every prompt as token ids. The empty text begins anew: the model is given its end of text.
func (p *prompts) encode(tok text.Tokenizer, endOfText int) ([][]int, error) {
	all := p.ids
	for _, txt := range p.texts {
		ids, err := tok.Encode(txt)
		if err != nil {
			return nil, asInvalid("prompt", err)
		}
		if len(ids) == 0 {
			ids = []int{endOfText}
		}
		all = append(all, ids)
	}
	if len(all) == 0 {
		return [][]int{{endOfText}}, nil
	}
	return all, nil
}

// asInvalid is an error of a package as one of the request's.
func asInvalid(param string, err error) error {
	e := asAPI(err)
	if e.status == 500 {
		return invalid(param, "invalid_value", "%v", err)
	}
	return e
}
