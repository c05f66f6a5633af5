package text_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"llmfromscratch/ch02_text"
)

func TestSplitStepsOfSection22(t *testing.T) {
	check(t, "ch02.split.whitespace", text.Split(text.WhiteSpace, inputText(t, "ch02.split.whitespace")))
	items := text.Split(text.CommaPeriod, inputText(t, "ch02.split.comma_period"))
	check(t, "ch02.split.comma_period", items)
	check(t, "ch02.split.no_blank", text.Trim(items))
	check(t, "ch02.split.punctuation", text.Words(inputText(t, "ch02.split.punctuation")))
}

func TestSplitKeepsSeparatorsAndEmptyStringsAsPython(t *testing.T) {
	// Expected values are those of Python's re.split(r'([,.:;?_!"()\']|--|\s)', text).
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{""}},
		{" ", []string{"", " ", ""}},
		{"a", []string{"a"}},
		{"---", []string{"", "--", "-"}},
		{"a--b", []string{"a", "--", "b"}},
		{"\"'", []string{"", "\"", "", "'", ""}},
		{"a\u00a0b\u2028c\x1cd\ve", []string{"a", "\u00a0", "b", "\u2028", "c", "\x1c", "d", "\v", "e"}},
		{"x\u0085y\u3000z\u200bw", []string{"x", "\u0085", "y", "\u3000", "z\u200bw"}},
	} {
		if got := text.Split(text.Punctuation, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestTrimTakesWhatPythonTakesForWhiteSpace(t *testing.T) {
	// str.isspace() in Python 3: all of these, and neither U+200B, U+180E nor U+FEFF.
	const space = "\t\n\v\f\r\x1c\x1d\x1e\x1f " +
		"\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" +
		"\u2028\u2029\u202f\u205f\u3000"
	for _, r := range space {
		if got := text.Trim([]string{string(r), string(r) + "x" + string(r)}); !slices.Equal(got, []string{"x"}) {
			t.Errorf("%U: %q, want x alone", r, got)
		}
		if got := text.Split(text.WhiteSpace, string(r)); len(got) != 3 {
			t.Errorf("%U does not separate: %q", r, got)
		}
	}
	separates := regexp.MustCompile(text.WhiteSpace)
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if s := string(r); !strings.ContainsRune(space, r) &&
			(len(text.Trim([]string{s})) != 1 || separates.MatchString(s)) {
			t.Errorf("%U is taken for white space", r)
		}
	}
}

func TestVocabularyOfTheVerdict(t *testing.T) {
	story := verdict(t)
	first := string([]rune(story)[:99])
	check(t, "ch02.text.num_chars", map[string]any{"chars": utf8.RuneCountInString(story), "first99": first})
	words := text.Words(story)
	check(t, "ch02.pre.first30", words[:30])
	check(t, "ch02.pre.count", map[string]any{"count": len(words), "tokens": words})
	vocab := text.NewVocabulary(words)
	check(t, "ch02.vocab.size", vocab.Len())
	var tokens []string
	for id, token := range vocab.All() {
		if back, ok := vocab.ID(token); !ok || back != id {
			t.Fatalf("token %q has id %d, and the vocabulary says %d", token, id, back)
		}
		tokens = append(tokens, token)
	}
	check(t, "ch02.vocab.first51", tokens[:51])
	check(t, "ch02.vocab.all", tokens)
}

func TestSimpleTokenizerV1OnTheVerdict(t *testing.T) {
	tok := text.NewSimpleTokenizerV1(text.NewVocabulary(text.Words(verdict(t))))
	sentence := inputText(t, "ch02.tok1.encode")
	ids, err := tok.Encode(sentence)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "ch02.tok1.encode", ids)
	for _, c := range []struct {
		id  string
		ids []int
	}{{"ch02.tok1.decode", inputIDs(t, "ch02.tok1.decode")}, {"ch02.tok1.roundtrip", ids}} {
		got, err := tok.Decode(c.ids)
		if err != nil {
			t.Fatal(err)
		}
		check(t, c.id, got)
	}
	_, err = tok.Encode(inputText(t, "ch02.tok1.unknown"))
	var unknown *text.UnknownWordError
	if !errors.As(err, &unknown) {
		t.Fatalf("error %v, want one that names the unknown word", err)
	}
	check(t, "ch02.tok1.unknown", unknown.Word)
}

func TestSimpleTokenizerV2OnTheVerdict(t *testing.T) {
	vocab := text.NewVocabulary(text.Words(verdict(t)), text.EndOfText, text.Unknown)
	check(t, "ch02.vocab2.size", vocab.Len())
	var last []any
	for id, token := range vocab.All() {
		if id >= vocab.Len()-5 {
			last = append(last, []any{token, id})
		}
	}
	check(t, "ch02.vocab2.last5", last)
	tok, err := text.NewSimpleTokenizerV2(vocab)
	if err != nil {
		t.Fatal(err)
	}
	two := []string{"Hello, do you like tea?", "In the sunlit terraces of the palace."}
	joined := strings.Join(two, " "+text.EndOfText+" ")
	check(t, "ch02.tok2.text", joined)
	ids, err := tok.Encode(joined)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "ch02.tok2.encode", ids)
	got, err := tok.Decode(inputIDs(t, "ch02.tok2.decode"))
	if err != nil {
		t.Fatal(err)
	}
	check(t, "ch02.tok2.decode", got)
}

func TestUnknownWordErrorNamesTheWord(t *testing.T) {
	tok := text.NewSimpleTokenizerV1(text.NewVocabulary([]string{"tea"}))
	if _, err := tok.Encode("tea Hello"); err == nil || !strings.Contains(err.Error(), `"Hello"`) {
		t.Errorf("error %v, want one that names Hello", err)
	}
}

func TestDecodeRefusesUnknownIDs(t *testing.T) {
	vocab := text.NewVocabulary([]string{"a", "b"}, text.Unknown)
	v2, err := text.NewSimpleTokenizerV2(vocab)
	if err != nil {
		t.Fatal(err)
	}
	for name, tok := range map[string]text.Tokenizer{
		"V1": text.NewSimpleTokenizerV1(vocab), "V2": v2, "GPT2": gpt2(t).Allowing(text.EndOfText),
		"BPE": smallBPE(t).Allowing(), "simple BPE": text.TrainSimpleBPE(smallText, 266),
	} {
		for _, id := range []int{-1, 50257, 1 << 40} {
			got, err := tok.Decode([]int{0, 1, id})
			var unknown *text.UnknownIDError
			if !errors.As(err, &unknown) || unknown.ID != id || unknown.Position != 2 || got != "" {
				t.Errorf("%s, id %d: %q, error %v", name, id, got, err)
			}
		}
	}
}

func TestSimpleTokenizerV2NeedsTheUnknownToken(t *testing.T) {
	if _, err := text.NewSimpleTokenizerV2(text.NewVocabulary([]string{"a"})); err == nil ||
		!strings.Contains(err.Error(), text.Unknown) {
		t.Errorf("error %v, want one that names %s", err, text.Unknown)
	}
}

func TestVocabularyKeepsSpecialTokensAtTheEnd(t *testing.T) {
	vocab := text.NewVocabulary([]string{"b", text.EndOfText, "a", "b", "Z"}, text.EndOfText, text.BOS, text.BOS)
	var got []string
	for _, token := range vocab.All() {
		got = append(got, token)
	}
	if want := []string{"Z", "a", "b", text.EndOfText, text.BOS}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if _, ok := vocab.Token(5); ok {
		t.Error("there is a token 5 of 5")
	}
}

func TestEverySpecialTokenSurvivesSplitting(t *testing.T) {
	for _, s := range []string{text.EndOfText, text.Unknown, text.BOS, text.EOS, text.Padding} {
		if got := text.Words("a " + s + " b"); !slices.Equal(got, []string{"a", s, "b"}) {
			t.Errorf("%s: %q", s, got)
		}
	}
}

func TestSimpleDecodeClosesUpSpaces(t *testing.T) {
	vocab := text.NewVocabulary(text.Words(`a , . : ; ? _ ! " ( ) ' --`), text.Unknown)
	v1 := text.NewSimpleTokenizerV1(vocab)
	v2, err := text.NewSimpleTokenizerV2(vocab)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ in, v1, v2 string }{
		{`a , a`, `a, a`, `a, a`},
		{`a:a;a`, `a : a ; a`, `a: a; a`},
		{`a _ a -- a`, `a _ a -- a`, `a _ a -- a`},
		{`"(a)"`, `"( a)"`, `"( a)"`},
		{`a!?.'`, `a!?.'`, `a!?.'`},
	} {
		ids, err := v1.Encode(c.in)
		if err != nil {
			t.Fatal(err)
		}
		got1, err1 := v1.Decode(ids)
		got2, err2 := v2.Decode(ids)
		if got1 != c.v1 || got2 != c.v2 || err1 != nil || err2 != nil {
			t.Errorf("%q: %q and %q, want %q and %q", c.in, got1, got2, c.v1, c.v2)
		}
	}
}

func TestPadFillsToTheLongestRow(t *testing.T) {
	rows := [][]int{{1}, {}, {2, 3, 4}}
	got := text.Pad(rows, 9)
	want := [][]int{{1, 9, 9}, {9, 9, 9}, {2, 3, 4}}
	for i := range want {
		if !slices.Equal(got[i], want[i]) {
			t.Errorf("row %d: %v, want %v", i, got[i], want[i])
		}
	}
	if got[2][0] = 7; rows[2][0] != 2 {
		t.Error("padding shares memory with the rows")
	}
}

func TestPadToKeepsLongerRows(t *testing.T) {
	ids := []int{7, 8}
	for length, want := range map[int][]int{-1: {7, 8}, 0: {7, 8}, 2: {7, 8}, 4: {7, 8, 0, 0}} {
		got := text.PadTo(ids, length, 0)
		if !slices.Equal(got, want) {
			t.Errorf("to %d: %v, want %v", length, got, want)
		}
		if got[0] = 9; ids[0] != 7 {
			t.Fatal("padding shares memory with the ids")
		}
	}
}
