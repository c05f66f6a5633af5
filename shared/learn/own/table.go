package own

import "llmfromscratch/shared/learn"

// Row says of a part whose it is, and what it does in the model.
type Row struct {
	Part  *learn.Part
	Yours bool
	Whose string // "yours", "the chapter's", "put together" of smaller parts; "" when it is neither written nor needed
	Does  string // "" when the model does without it
}

// does says what the model uses the parts for, by id.
var does = map[string]string{
	"2.2": "training: cuts the story into words", "2.3": "training: numbers the words",
	"2.4": "training: turns words into ids", "2.5b": "reads the text, merge by merge",
	"2.6": "training: words and the word to predict", "2.7": "training: vectors of the words",
	"2.8": "tokens become vectors that know their places", "3.3a": "probabilities of what comes next",
	"3.3b": "attention mixes the values", "3.4a": "every matrix, and the head", "3.4b": "attention compares tokens",
	"3.5": "attention looks back only", "3.6a": "attention, once for each head", "3.6b": "puts the heads together",
	"3.6c": "attention", "4.2": "before attention, network and head", "4.3a": "bends the numbers of the network",
	"4.3b": "the feed-forward network", "4.5": "each of the blocks", "4.7": "writes, the likeliest token first",
	"5.1": "the loss", "A.4": "training: gradients", "5.2": "training: moves the numbers",
	"5.3a": "keeps the likeliest tokens", "5.3b": "makes probabilities of them", "5.3c": "draws one of them",
	"D.2": "training: the learning rate",
}

// inside are the parts that the model does not call by itself when a larger one stands for them.
var inside = map[string]string{"3.3b": "3.6c", "3.4b": "3.6c", "3.5": "3.6c", "3.6a": "3.6c", "3.6b": "3.6c",
	"4.3a": "4.3b"}

// Table has a row for every part, in the order of the course.
func (p *Parts) Table() (rows []Row) {
	for _, part := range learn.Parts() {
		row := Row{Part: part, Yours: p.yours[part.ID], Does: does[part.ID], Whose: "the chapter's"}
		if larger, err := learn.Find(inside[part.ID]); err == nil && p.whole(larger.ID) {
			row.Does = "inside " + larger.Name
		}
		switch {
		case row.Yours:
			row.Whose = "yours"
		case row.Does == "":
			row.Whose = ""
		case !p.whole(part.ID):
			row.Whose = "put together"
		}
		rows = append(rows, row)
	}
	return rows
}

// whole reports whether a part is one function here; the two large ones may be put together from smaller ones.
func (p *Parts) whole(id string) bool {
	switch id {
	case "3.6c":
		return p.yours[id]
	case "4.3b":
		return p.yours[id] || !p.yours["4.3a"]
	}
	return true
}

// Count is how many of the parts that the model works with are yours, and how many there are.
func (p *Parts) Count() (yours, all int) {
	for _, row := range p.Table() {
		if row.Does == "" {
			continue
		}
		if all++; row.Yours {
			yours++
		}
	}
	return yours, all
}
