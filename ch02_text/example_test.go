package text_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// must keeps the examples short; a program handles its errors.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// Section 2.2, three steps from a text to tokens.
func ExampleSplit() {
	items := text.Split(text.WhiteSpace, "Hello, world. This, is a test.")
	fmt.Printf("%q\n", items)
	items = text.Split(text.CommaPeriod, "Hello, world. This, is a test.")
	fmt.Printf("%q\n", items)
	fmt.Printf("%q\n", text.Trim(items))
	// Output:
	// ["Hello," " " "world." " " "This," " " "is" " " "a" " " "test."]
	// ["Hello" "," "" " " "world" "." "" " " "This" "," "" " " "is" " " "a" " " "test" "." ""]
	// ["Hello" "," "world" "." "This" "," "is" "a" "test" "."]
}

func ExampleWords() {
	fmt.Printf("%q\n", text.Words("Hello, world. Is this-- a test?"))
	// Output: ["Hello" "," "world" "." "Is" "this" "--" "a" "test" "?"]
}

// Listing 2.2: every token gets its place in the sorted list as its id.
func ExampleVocabulary() {
	vocab := text.NewVocabulary(text.Words("the quick brown fox jumps over the lazy dog. The end!"))
	for id, token := range vocab.All() {
		fmt.Print(id, ":", token, " ")
	}
	// Output: 0:! 1:. 2:The 3:brown 4:dog 5:end 6:fox 7:jumps 8:lazy 9:over 10:quick 11:the
}

// Listing 2.3: words that the vocabulary has come back, the white space only roughly.
func ExampleSimpleTokenizerV1() {
	tok := text.NewSimpleTokenizerV1(text.NewVocabulary(text.Words("It's the last he painted, you know.")))
	ids := must(tok.Encode("you painted It,   you know"))
	fmt.Println(ids)
	fmt.Println(must(tok.Decode(ids)))
	_, err := tok.Encode("Hello, you")
	fmt.Println(err)
	// Output:
	// [10 7 3 1 10 5]
	// you painted It, you know
	// the vocabulary does not have the word "Hello": build it from a text that has, or use SimpleTokenizerV2, which puts <|unk|> in its place
}

// Listing 2.4: special tokens for what the vocabulary does not have and for the end of a text.
func ExampleSimpleTokenizerV2() {
	vocab := text.NewVocabulary(text.Words("do you like tea, or the palace?"), text.EndOfText, text.Unknown)
	tok := must(text.NewSimpleTokenizerV2(vocab))
	both := strings.Join([]string{"Hello, do you like tea?", "the palace"}, " "+text.EndOfText+" ")
	ids := must(tok.Encode(both))
	fmt.Println(ids)
	fmt.Println(must(tok.Decode(ids)))
	// Output:
	// [10 0 2 8 3 6 1 9 7 5]
	// <|unk|>, do you like tea? <|endoftext|> the palace
}

// Section 2.4 names three more special tokens: where a text begins, where it ends, and what fills the shorter texts of
// a batch.
func ExamplePad() {
	words := text.Words("one text and another shorter one")
	vocab := text.NewVocabulary(words, text.Unknown, text.BOS, text.EOS, text.Padding)
	tok := must(text.NewSimpleTokenizerV2(vocab))
	var rows [][]int
	for _, txt := range []string{"one text and another", "one shorter"} {
		rows = append(rows, must(tok.Encode(text.BOS+" "+txt+" "+text.EOS)))
	}
	padding, _ := vocab.ID(text.Padding)
	for _, row := range text.Pad(rows, padding) {
		fmt.Println(row, must(tok.Decode(row)))
	}
	// Output:
	// [6 2 4 0 1 7] [BOS] one text and another [EOS]
	// [6 2 3 7 8 8] [BOS] one shorter [EOS] [PAD] [PAD]
}

// Section 2.5: unknown words fall apart into known pieces.
func ExampleGPT2() {
	tok := must(text.NewGPT2())
	ids := must(tok.Encode("Hello, do you like tea? <|endoftext|> In the sunlit terracesof someunknownPlace.",
		text.EndOfText))
	fmt.Println(ids)
	fmt.Println(must(tok.Decode(ids)))
	// Output:
	// [15496 11 466 345 588 8887 30 220 50256 554 262 4252 18250 8812 2114 1659 617 34680 27271 13]
	// Hello, do you like tea? <|endoftext|> In the sunlit terracesof someunknownPlace.
}

// A special token counts as one only where the caller allows it.
func ExampleGPT2_special() {
	tok := must(text.NewGPT2())
	_, err := tok.Encode("a<|endoftext|>")
	fmt.Println(err)
	fmt.Println(must(tok.Encode("a<|endoftext|>", text.EndOfText)))
	fmt.Println(tok.EncodeOrdinary("a<|endoftext|>"))
	// Output:
	// the text contains the special token <|endoftext|> at byte 1, which is not allowed: allow it with Encode(text, "<|endoftext|>") to get its id, or use EncodeOrdinary to encode it as ordinary characters
	// [64 50256]
	// [64 27 91 437 1659 5239 91 29]
}

// Exercise 2.1: the pieces of a word that GPT-2's vocabulary does not have.
func ExampleGPT2_unknownWords() {
	tok := must(text.NewGPT2())
	for _, id := range must(tok.Encode("Akwirw ier")) {
		fmt.Printf("%d %q\n", id, must(tok.Decode([]int{id})))
	}
	// Output:
	// 33901 "Ak"
	// 86 "w"
	// 343 "ir"
	// 86 "w"
	// 220 " "
	// 959 "ier"
}

func ExamplePreTokens() {
	for piece := range text.PreTokens("I'm 30,  don't\nask!") {
		fmt.Printf("%q ", piece)
	}
	// Output: "I" "'m" " 30" "," " " " don" "'t" "\n" "ask" "!"
}

// Byte-pair encoding learns which neighbours are worth a token of their own: a·n occurs four times, then b·an and an·a
// twice each, of which the one with the smaller ids comes first.
func ExampleTrainSimpleBPE() {
	tok := text.TrainSimpleBPE("banana bandana", 259)
	for id := 256; id < tok.VocabSize(); id++ {
		fmt.Printf("%d: %q\n", id, must(tok.Decode([]int{id})))
	}
	ids := must(tok.Encode("a banana"))
	fmt.Println(ids, must(tok.Decode(ids)))
	// Output:
	// 256: "an"
	// 257: "ban"
	// 258: "ana"
	// [64 220 257 258] a banana
}

// The same for use: with special tokens, and fast.
func ExampleTrainBPE() {
	tok := must(text.TrainBPE(context.Background(), "low low low lower lowest new newer newest", 264, text.EndOfText))
	for i, m := range tok.Merges() {
		fmt.Printf("%d: %q+%q\n", 256+i, m[0], m[1])
	}
	ids := must(tok.Encode("lower newest slow<|endoftext|>", text.EndOfText))
	for _, id := range ids {
		fmt.Printf("%d:%q ", id, must(tok.Decode([]int{id})))
	}
	// Output:
	// 256: "l"+"o"
	// 257: "lo"+"w"
	// 258: " "+"low"
	// 259: "e"+"w"
	// 260: "n"+"ew"
	// 261: " "+"new"
	// 262: "e"+"r"
	// 257:"low" 262:"er" 261:" new" 68:"e" 82:"s" 83:"t" 220:" " 82:"s" 257:"low" 263:"<|endoftext|>"
}

func ExampleBPE_Save() {
	dir := must(os.MkdirTemp("", "bpe"))
	defer os.RemoveAll(dir)
	tok := must(text.TrainBPE(context.Background(), "low lower lowest", 260))
	path := filepath.Join(dir, "bpe.json")
	if err := tok.Save(path); err != nil {
		fmt.Println(err)
		return
	}
	again := must(text.LoadBPE(path))
	fmt.Println(again.VocabSize(), must(again.Decode(again.EncodeOrdinary("lowest low"))))
	// Output: 260 lowest low
}

// Listing 2.5: inputs, and the same ids one further on as what is to be predicted.
func ExampleDataset() {
	ds := must(text.NewDataset([]int{10, 11, 12, 13, 14, 15, 16, 17, 18, 19}, 4, 2))
	for i := range ds.Len() {
		inputs, targets := ds.At(i)
		fmt.Println(inputs, targets)
	}
	// Output:
	// [10 11 12 13] [11 12 13 14]
	// [12 13 14 15] [13 14 15 16]
	// [14 15 16 17] [15 16 17 18]
}

// Listing 2.6: batches of windows; every `for` goes once over the text.
func ExampleCreateDataLoader() {
	txt := "The cat that sat on the mat sat on the hat of the man who sat on the cat."
	opt := text.LoaderOptions{BatchSize: 2, MaxLength: 4, Stride: 4, Shuffle: true, DropLast: true}
	loader := must(text.CreateDataLoader(txt, opt, torchrand.New(123)))
	tok := must(text.NewGPT2())
	for batch, err := range loader.Epoch() {
		if err != nil {
			fmt.Println(err)
			return
		}
		for i := range batch.Inputs {
			fmt.Printf("%v %q -> %q\n", batch.Inputs[i], must(tok.Decode(batch.Inputs[i])),
				must(tok.Decode(batch.Targets[i])))
		}
		fmt.Println()
	}
	// Output:
	// [319 262 6877 286] " on the hat of" -> " the hat of the"
	// [464 3797 326 3332] "The cat that sat" -> " cat that sat on"
	//
	// [319 262 2603 3332] " on the mat sat" -> " the mat sat on"
	// [262 582 508 3332] " the man who sat" -> " man who sat on"
}

// Sections 2.7 and 2.8: [batch, seq] ids become [batch, seq, embed] vectors.
func ExampleInputEmbedding() {
	b := nn.NewBuilder(123)
	emb := text.NewInputEmbedding(b, 6, 4, 3)
	ids := must(nn.IDs([][]int{{2, 3, 5, 1}, {2, 2, 2, 2}}, 6))
	out := must(nn.Eval(backendtest.Open(), b.Store(), func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{emb.Forward(in[0])}
	}, ids))
	fmt.Println(out[0].Shape().Dimensions)
	for _, row := range out[0].Value().([][][]float32)[1] { // one id at four places
		fmt.Printf("%.4f\n", row)
	}
	// Output:
	// [2 4 3]
	// [0.6446 1.0331 0.1521]
	// [1.9725 -1.1960 -1.3082]
	// [0.3575 0.7036 -2.2581]
	// [2.4311 -1.4166 -0.0310]
}

// Relative positions: a bias for each distance, added to the attention scores of chapter 3. Here two heads with fixed
// slopes 1/16 and 1/256.
func ExampleRelativeBias() {
	b := nn.NewBuilder(123)
	bias := text.NewALiBi(b, 2, 8)
	scores := [][][]float32{{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}, {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}} // [head, query, key]
	out := must(nn.Eval(backendtest.Open(), b.Store(), func(in []*graph.Node) []*graph.Node {
		g := in[0].Graph()
		return []*graph.Node{graph.Softmax(graph.Add(in[0], bias.Forward(g, 3)), -1)}
	}, scores))
	for h, head := range out[0].Value().([][][]float32) {
		for q, weights := range head {
			fmt.Printf("head %d, query %d: %.4f\n", h, q, weights)
		}
	}
	// Output:
	// head 0, query 0: [0.3544 0.3329 0.3127]
	// head 0, query 1: [0.3263 0.3474 0.3263]
	// head 0, query 2: [0.3127 0.3329 0.3544]
	// head 1, query 0: [0.3346 0.3333 0.3320]
	// head 1, query 1: [0.3329 0.3342 0.3329]
	// head 1, query 2: [0.3320 0.3333 0.3346]
}
