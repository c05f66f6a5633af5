package classify_test

import (
	"bytes"
	"fmt"
	"strings"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// must keeps the examples short; a program handles its errors.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// Messages in the format of the SMS Spam Collection; a field that begins with a quote is quoted as pandas reads it
// (section 6.2).
func ExampleRead() {
	const file = "ham\tAre you there?\n" +
		"spam\tWIN a \"prize\"\n" +
		"ham\t\"\"\"Bye\"\" she said\"\n"
	list := must(classify.Read(strings.NewReader(file)))
	for _, m := range list {
		fmt.Printf("row %d, line %d: %v %s\n", m.Row, m.Line, m.Label, m.Text)
	}
	_, err := classify.Read(strings.NewReader("ham\tHi\nspma\tWIN\n"))
	fmt.Println(err)
	// Output:
	// row 0, line 1: ham Are you there?
	// row 1, line 2: spam WIN a "prize"
	// row 2, line 3: ham "Bye" she said
	// row 1 (line 2): the label is "spma", want ham or spam
}

// As much ham as spam, shuffled and cut in three as pandas does (section 6.2).
func ExampleBookSplit() {
	list := must(classify.Read(bytes.NewReader(sample.SMS())))
	fmt.Println(classify.Count(list))
	split := must(classify.BookSplit(list))
	fmt.Println(len(split.Train), len(split.Validation), len(split.Test))
	for _, m := range split.Train[:3] {
		fmt.Printf("%d %v: %s\n", m.Row, m.Label, m.Text)
	}
	// Output:
	// 290 161
	// 225 32 65
	// 207 ham: Could you send me the recipe for the lentil thing?
	// 343 ham: There was cake
	// 5 ham: no go ahead, I'll catch up
}

// Messages as token ids, the shorter ones padded with <|endoftext|> (section 6.3).
func ExampleNewDataset() {
	tok := must(text.NewGPT2())
	list := []classify.Message{{Text: "See you at the station"}, {Text: "WIN cash", Label: classify.Spam}}
	ds := must(classify.NewDataset(list, tok.Allowing(), classify.BookPadding()))
	for i := range ds.Len() {
		fmt.Println(ds.At(i))
	}
	fmt.Println(ds.Lengths(), ds.Padding.Length)
	// Output:
	// [6214 345 379 262 4429] ham
	// [37620 5003 50256 50256 50256] spam
	// [5 2] 5
}

// Batches of eight messages, all as long as the longest one for training (section 6.3).
func ExampleNewLoaders() {
	split := must(classify.BookSplit(must(classify.Read(bytes.NewReader(sample.SMS())))))
	tok := must(text.NewGPT2())
	loaders := must(classify.NewLoaders(split, tok.Allowing(), classify.BookData(), torchrand.New(123)))
	fmt.Println(loaders.Train.Len(), loaders.Validation.Len(), loaders.Test.Len(), "batches")
	for b, err := range loaders.Train.Epoch() {
		if err != nil {
			panic(err)
		}
		fmt.Println(len(b.Inputs), len(b.Inputs[0]), b.Labels)
		break
	}
	// Output:
	// 28 4 9 batches
	// 8 44 [1 1 0 0 1 1 1 0]
}
