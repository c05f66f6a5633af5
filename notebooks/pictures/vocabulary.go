package pictures

import (
	"strconv"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Vocabulary shows how a vocabulary is built: the words of a text, each once, sorted; the place is the id (section
// 2.3).
func Vocabulary() (plot.SVG, error) {
	const story = "The cat sat on the mat, and the dog sat beside the cat."
	words := text.Words(story)
	vocab := text.NewVocabulary(words)
	d := diagram.New("Building a vocabulary",
		"A sentence is cut into words and punctuation marks. Each different one is kept once, all are sorted, and the "+
			"place of a token in the sorted list is its id.")
	sentence := d.Box(box(left, d.Below(8), inner, 0), diagram.Clear, story)
	d.Arrow(diagram.Plain, at(left+20, sentence.Bottom()), at(left+20, sentence.Bottom()+26))
	d.Text(at(left+32, sentence.Bottom()+13), "cut", diagram.Small|diagram.Muted|diagram.Left)
	cut := diagram.Bounds(d.Tokens(left, sentence.Bottom()+28, diagram.Row{Tokens: words})...)
	d.Arrow(diagram.Plain, at(left+20, cut.Bottom()), at(left+20, cut.Bottom()+26))
	d.Text(at(left+32, cut.Bottom()+13), "each once, sorted, numbered", diagram.Small|diagram.Muted|diagram.Left)
	var tokens, ids []string
	for id, token := range vocab.All() {
		tokens, ids = append(tokens, token), append(ids, strconv.Itoa(id))
	}
	d.Tokens(left, cut.Bottom()+28, diagram.Row{Tokens: tokens, Under: ids, Tone: all(diagram.Green), Gap: 5})
	d.Note(8, `%d tokens, %d of them different. "The" and "the" are two: capitals come before small letters.`,
		len(words), vocab.Len())
	return d.SVG()
}
