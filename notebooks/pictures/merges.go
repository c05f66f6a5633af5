package pictures

import (
	"fmt"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// piece is a token under way: a letter, or what a merge made of two.
type piece struct {
	text        string
	first, last int // letters of the word
	rank        int // of the merge, -1 for a letter
	level       int // 0 for a letter, else one above its higher part
	parts       []*piece
}

// MergeTree shows how byte-pair encoding takes a word apart that it does not know: it starts from single letters and
// merges neighbours, always the pair that GPT-2 learned first, until no pair is left that it knows (section 2.5). The
// word has 2 to 16 letters of the English alphabet.
func MergeTree(word string) (plot.SVG, error) {
	tokens, merged, err := mergeAll(word)
	if err != nil {
		return "", err
	}
	names, highest := "", 0
	for i, p := range tokens {
		if i > 0 {
			names += ", "
		}
		names += p.text
		highest = max(highest, p.level)
	}
	d := diagram.New("Byte-pair encoding takes "+word+" apart",
		fmt.Sprintf("From the single letters at the bottom, pairs of neighbours are merged, the one with the lowest "+
			"number first. What is left at the end are the tokens %s.", names))
	const high, gap = 38.0, 16.0
	wide := min(30, inner/float64(len(word)))
	x0, base := left+(inner-wide*float64(len(word)))/2, d.Below(10)+float64(highest)*(high+gap)
	place := func(p *piece) diagram.Rect {
		if p.level == 0 {
			return box(x0+wide*float64(p.first)+2, base, wide-4, 26)
		}
		return box(x0+wide*float64(p.first)+2, base-float64(p.level)*(high+gap), wide*float64(p.last-p.first+1)-4, high)
	}
	var draw func(p *piece, tone diagram.Tone)
	draw = func(p *piece, tone diagram.Tone) {
		r := place(p)
		if p.level == 0 {
			if tone != diagram.Green {
				tone = diagram.Plain
			}
			d.Box(r, tone)
			d.Text(r.Mid(), p.text, diagram.Mono|diagram.Small)
			return
		}
		d.Box(r, tone)
		d.Text(at(r.Mid().X, r.Y+11), p.text, diagram.Mono|diagram.Small)
		d.Text(at(r.Mid().X, r.Y+27), fmt.Sprint(p.rank), diagram.Mono|diagram.Small|diagram.Muted)
		for _, part := range p.parts {
			draw(part, diagram.Blue)
			d.Line(diagram.Plain, at(place(part).Mid().X, r.Bottom()), place(part).North())
		}
	}
	for _, p := range tokens {
		draw(p, diagram.Green)
	}
	d.Note(10, "%d merges; the number is the merge's place in GPT-2's list of 50,000, and a lower one comes first. "+
		"Green: the tokens that are left.", merged)
	return d.SVG()
}

// mergeAll merges the letters of a word by GPT-2's list until none of its pairs is left, and counts the merges.
func mergeAll(word string) (tokens []*piece, merged int, err error) {
	const longest = 16
	if len(word) < 2 || len(word) > longest {
		return nil, 0, fmt.Errorf("merge tree of %q: want 2 to %d letters", word, longest)
	}
	for i, r := range word {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return nil, 0, fmt.Errorf("merge tree of %q: %q is no letter of the English alphabet", word, r)
		}
		tokens = append(tokens, &piece{text: string(r), first: i, last: i, rank: -1})
	}
	tok, err := text.NewGPT2()
	if err != nil {
		return nil, 0, err
	}
	ids, err := tok.Vocabulary() // the id of a token is 256 more than the place of its merge: the bytes come first
	if err != nil {
		return nil, 0, err
	}
	for ; ; merged++ {
		best, rank := -1, text.GPT2VocabSize
		for i := range len(tokens) - 1 {
			if id, ok := ids[tokens[i].text+tokens[i+1].text]; ok && id < rank {
				best, rank = i, id
			}
		}
		if best < 0 {
			return tokens, merged, nil
		}
		a, b := tokens[best], tokens[best+1]
		both := &piece{a.text + b.text, a.first, b.last, rank - 256 + 1, 1 + max(a.level, b.level), []*piece{a, b}}
		tokens = append(append(tokens[:best:best], both), tokens[best+2:]...)
	}
}
