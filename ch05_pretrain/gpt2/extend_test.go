package gpt2_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// TestOldLogitsStayWhenTheVocabularyGrows: to the bit, with 1 token more and with enough to fill any kernel's block.
func TestOldLogitsStayWhenTheVocabularyGrows(t *testing.T) {
	m, err := gpt2.Load(tiny)
	if err != nil {
		t.Fatal(err)
	}
	ids := [][]int{{5, 300, 17, 511, 42, 42}}
	want := logits(t, m, ids)
	for _, n := range []int{1, 2, 3, 64, 100} {
		bigger, err := gpt2.ExtendVocabulary(m, n, gpt2.MeanRows)
		if err != nil {
			t.Fatal(err)
		}
		if bigger.Config.VocabSize != 512+n || m.Config.VocabSize != 512 {
			t.Errorf("vocabularies of %d and %d", bigger.Config.VocabSize, m.Config.VocabSize)
		}
		got := logits(t, bigger, ids)
		for pos := range ids[0] {
			row := got[pos*(512+n) : (pos+1)*(512+n)]
			for i, v := range row[:512] {
				if math.Float32bits(v) != math.Float32bits(want[pos*512+i]) {
					t.Fatalf("%d tokens more, position %d: logit %d is %v, was %v", n, pos, i, v, want[pos*512+i])
				}
			}
			// The logit of a mean row is the mean of the logits.
			mean := 0.0
			for _, v := range row[:512] {
				mean += float64(v) / 512
			}
			for i, v := range row[512:] {
				if math.Abs(float64(v)-mean) > 1e-5 {
					t.Errorf("position %d: new logit %d is %v, the mean is %v", pos, i, v, mean)
				}
			}
		}
		logits(t, bigger, [][]int{{512 + n - 1}}) // the new ids are known
	}
}

func TestExtendingKeepsWhatIsTied(t *testing.T) {
	tied, err := gpt2.Load(tiny)
	if err != nil {
		t.Fatal(err)
	}
	rows := func(m *gpt.Model) (token, head []float32) {
		p := parameters(t, m)
		return p["/tok_emb/weight"][512*32:], p["/out_head/weight"][512*32:]
	}
	bigger, err := gpt2.ExtendVocabulary(tied, 2, gpt2.NormalRows(torchrand.New(123), 0.02))
	if err != nil {
		t.Fatal(err)
	}
	token, head := rows(bigger)
	want := make([]float32, 2*32)
	torchrand.New(123).Normal(want, 0, 0.02)
	if !slices.Equal(token, want) || !slices.Equal(head, want) {
		t.Errorf("new rows %v and %v, want %v", token[:4], head[:4], want[:4])
	}
	untied := newModel(t, 1, tied.Config)
	if bigger, err = gpt2.ExtendVocabulary(untied, 2, gpt2.NormalRows(torchrand.New(123), 0.02)); err != nil {
		t.Fatal(err)
	}
	if token, head = rows(bigger); !slices.Equal(token, want) || slices.Equal(head, want) {
		t.Errorf("new rows %v and %v: the head's are its own", token[:4], head[:4])
	}
	if bigger.Builder.RNG != untied.Builder.RNG || bigger.Builder.Blank {
		t.Error("the bigger model has another generator, or is blank")
	}
}

// TestTrimmingKeepsTheLogitsOfTheTokensThatStay: a table with rows that no token has loses them.
func TestTrimmingKeepsTheLogitsOfTheTokensThatStay(t *testing.T) {
	m, err := gpt2.Load(tiny)
	if err != nil {
		t.Fatal(err)
	}
	ids := [][]int{{5, 300, 17, 511, 42, 42}}
	want := logits(t, m, ids)
	for _, n := range []int{1, 47, 64} {
		padded, err := gpt2.ExtendVocabulary(m, n, gpt2.NormalRows(torchrand.New(1), 5))
		if err != nil {
			t.Fatal(err)
		}
		trimmed, err := gpt2.TrimVocabulary(padded, 512)
		if err != nil {
			t.Fatal(err)
		}
		if trimmed.Config != m.Config || !slices.Equal(logits(t, trimmed, ids), want) ||
			!equalParameters(parameters(t, trimmed), parameters(t, m)) {
			t.Errorf("%d rows of padding: the trimmed model is another one", n)
		}
	}
	for _, n := range []int{0, -1, 513} {
		if _, err := gpt2.TrimVocabulary(m, n); err == nil ||
			!strings.Contains(err.Error(), "want 1 to the model's 512") {
			t.Errorf("%d tokens: error %v", n, err)
		}
	}
}

func TestExtendVocabularyRefuses(t *testing.T) {
	m := newModel(t, 1, smallConfig())
	if _, err := gpt2.ExtendVocabulary(m, 0, gpt2.MeanRows); err == nil ||
		!strings.Contains(err.Error(), "by 0 tokens") {
		t.Errorf("error %v", err)
	}
	nn.NewLinear(m.Builder.In("adapter"), 2, 2, false)
	if _, err := gpt2.ExtendVocabulary(m, 1, gpt2.MeanRows); err == nil ||
		!strings.Contains(err.Error(), "adapter.weight") {
		t.Errorf("error %v", err)
	}
}

func TestExtendedTokenizer(t *testing.T) {
	tok, err := gpt2.ExtendTokenizer(letters{}, len(alphabet), "<|user|>", "<|user|>>", "ü")
	if err != nil {
		t.Fatal(err)
	}
	if id, ok := tok.SpecialID("ü"); id != 30 || !ok || tok.VocabSize() != 31 {
		t.Errorf("id %d of %d", id, tok.VocabSize())
	}
	if _, ok := tok.SpecialID("a"); ok {
		t.Error("a is no special token")
	}
	for txt, want := range map[string][]int{
		"":                  nil,
		"ab":                {0, 1},
		"<|user|>":          {28},
		"a<|user|>b":        {0, 28, 1},
		"<|user|>>":         {29},
		"<|user|><|user|>>": {28, 29},
		"aüüb<|user|>":      {0, 30, 30, 1, 28},
	} {
		got, err := tok.Encode(txt)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q is %v, %v, want %v", txt, got, err, want)
		}
		if back, err := tok.Decode(got); err != nil || back != txt {
			t.Errorf("%v is %q, %v, want %q", got, back, err, txt)
		}
	}
	if _, err := tok.Encode("a<|user|>7"); err == nil || !strings.Contains(err.Error(), "no letter") {
		t.Errorf("error %v", err)
	}
	if _, err := tok.Decode([]int{0, 31}); err == nil ||
		!strings.Contains(err.Error(), "31 at position 1 lies outside the vocabulary of 31") {
		t.Errorf("error %v", err)
	}
	for _, tokens := range [][]string{{}, {""}, {"<|x|>", "<|x|>"}, {"a"}} {
		if _, err := gpt2.ExtendTokenizer(letters{}, len(alphabet), tokens...); err == nil {
			t.Errorf("%q is accepted", tokens)
		}
	}
}

// Two tokens for a dialogue: the tokenizer learns to spell them, the model gets a row for each.
func ExampleExtendVocabulary() {
	base, err := text.NewGPT2()
	if err != nil {
		panic(err)
	}
	tok, err := gpt2.ExtendTokenizer(base.Allowing(text.EndOfText), base.VocabSize(), "<|user|>", "<|assistant|>")
	if err != nil {
		panic(err)
	}
	fmt.Println(tok.Encode("<|user|>Hello<|assistant|>"))

	cfg := gpt.Config{VocabSize: base.VocabSize(), ContextLength: 16, EmbDim: 4, NumHeads: 1, NumLayers: 1}
	model, err := gpt.NewModel(nn.NewBuilder(123), cfg)
	if err != nil {
		panic(err)
	}
	model, err = gpt2.ExtendVocabulary(model, 2, gpt2.MeanRows)
	if err != nil {
		panic(err)
	}
	fmt.Println(model.Embedding.Token.Weight.Shape().Dimensions, model.Config.VocabSize == tok.VocabSize())
	// Output:
	// [50257 15496 50258] <nil>
	// [50259 4] true
}
