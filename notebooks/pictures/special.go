package pictures

import (
	"strings"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// EndOfText shows texts that have nothing to do with each other as one stream of tokens, with <|endoftext|> between
// them (section 2.4).
func EndOfText() (plot.SVG, error) {
	documents := []string{"The king woke late.", "Cut the bread first.", "The train leaves at noon."}
	tokens, _, err := gpt2Tokens(strings.Join(documents, text.EndOfText))
	if err != nil {
		return "", err
	}
	d := diagram.New("One stream, three texts",
		"Three short texts, a tale, a recipe and a timetable, stand one behind the other. The token <|endoftext|> "+
			"between them says that what follows has nothing to do with what came before.")
	names, colours := []string{"a tale", "a recipe", "a timetable"}, []diagram.Tone{diagram.Blue, diagram.Green,
		diagram.Purple}
	y := d.Below(8)
	for i, s := range documents {
		d.Box(box(left+float64(i)*140, y, 132, 60), colours[i], names[i], s)
	}
	d.Arrow(diagram.Plain, at(left+66, y+60), at(left+66, y+86))
	d.Text(at(left+78, y+74), "one behind the other", diagram.Small|diagram.Muted|diagram.Left)
	document := make([]int, len(tokens))
	for i := 1; i < len(tokens); i++ {
		document[i] = document[i-1]
		if tokens[i-1] == text.EndOfText {
			document[i]++
		}
	}
	d.Tokens(left, y+90, diagram.Row{Tokens: tokens, Tone: func(i int) diagram.Tone {
		if tokens[i] == text.EndOfText {
			return diagram.Orange
		}
		return colours[document[i]]
	}})
	return d.SVG()
}

// SpecialTokens shows a batch of sentences of different length: [BOS] and [EOS] mark beginning and end, [PAD] fills up
// to the longest (section 2.4).
func SpecialTokens() (plot.SVG, error) {
	sentences := []string{"Do you like tea?", "Yes.", "Not now."}
	specials := []string{text.Unknown, text.BOS, text.EOS, text.Padding}
	vocab := text.NewVocabulary(text.Words(strings.Join(sentences, " ")), specials...)
	tok, err := text.NewSimpleTokenizerV2(vocab)
	if err != nil {
		return "", err
	}
	var rows [][]int
	for _, s := range sentences {
		ids, err := tok.Encode(text.BOS + " " + s + " " + text.EOS)
		if err != nil {
			return "", err
		}
		rows = append(rows, ids)
	}
	padding, _ := vocab.ID(text.Padding)
	rows = text.Pad(rows, padding)
	cells := make([][]string, len(rows))
	for i, row := range rows {
		for _, id := range row {
			token, _ := vocab.Token(id)
			cells[i] = append(cells[i], token)
		}
	}
	d := diagram.New("Sentences in a batch",
		"Three sentences as rows of a rectangle. Each begins with [BOS] and ends with [EOS]; the two shorter ones are "+
			"filled up with [PAD] to the length of the longest.")
	wide := inner / float64(len(cells[0]))
	d.Matrix(diagram.Matrix{X: left, Y: d.Below(12), W: wide, H: 28, Cells: cells, Tone: func(i, j int) diagram.Tone {
		switch cells[i][j] {
		case text.BOS, text.EOS:
			return diagram.Orange
		case text.Padding:
			return diagram.Ghost
		}
		return diagram.Blue
	}})
	d.Note(8, "GPT-2 has none of the three: <|endoftext|> ends its texts, and fills up where that is needed.")
	return d.SVG()
}
