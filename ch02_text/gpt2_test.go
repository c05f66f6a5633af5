package text_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pkoukk/tiktoken-go"
	loader "github.com/pkoukk/tiktoken-go-loader"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/book"
)

// reference is tiktoken-go, untouched.
var reference = sync.OnceValue(func() *tiktoken.Tiktoken {
	tiktoken.SetBpeLoader(loader.NewOfflineLoader())
	enc, err := tiktoken.GetEncoding("r50k_base")
	if err != nil {
		panic(err)
	}
	return enc
})

func encode(t testing.TB, tok *text.GPT2, txt string) []int {
	t.Helper()
	ids, err := tok.Encode(txt, text.EndOfText)
	if err != nil {
		t.Fatalf("%q: %v", txt, err)
	}
	return ids
}

func TestGPT2FiguresOfSection25(t *testing.T) {
	tok := gpt2(t)
	if tok.VocabSize() != 50257 {
		t.Errorf("vocabulary of %d, want 50257", tok.VocabSize())
	}
	check(t, "ch02.bpe.encode", encode(t, tok, inputText(t, "ch02.bpe.encode")))
	got, err := tok.Decode(inputIDs(t, "ch02.bpe.decode"))
	if err != nil {
		t.Fatal(err)
	}
	check(t, "ch02.bpe.decode", got)
	if _, err := tok.Encode(inputText(t, "ch02.bpe.special_refused")); err != nil {
		check(t, "ch02.bpe.special_refused", "error")
	} else {
		t.Error("ch02.bpe.special_refused: no error")
	}
	check(t, "ch02.bpe.special_as_text", tok.EncodeOrdinary(inputText(t, "ch02.bpe.special_as_text")))
}

func TestGPT2sVocabularyIsWhatTheConstantsSay(t *testing.T) {
	tok := gpt2(t)
	if id, ok := tok.SpecialID(text.EndOfText); tok.VocabSize() != text.GPT2VocabSize || !ok || id != text.EndOfTextID {
		t.Errorf("%d tokens, %s is %d, want %d and %d", tok.VocabSize(), text.EndOfText, id, text.GPT2VocabSize,
			text.EndOfTextID)
	}
}

func TestGPT2OnTheVerdict(t *testing.T) {
	ids, err := gpt2(t).Encode(verdict(t))
	if err != nil {
		t.Fatal(err)
	}
	check(t, "ch02.bpe.verdict_count", len(ids))
	check(t, "ch02.bpe.verdict_ids", ids)
}

// textIDs is an item of the figures that list texts and ids.
type textIDs struct {
	Text string `json:"text"`
	IDs  []int  `json:"ids"`
}

func TestGPT2OnVariousTexts(t *testing.T) {
	tok := gpt2(t)
	var got []textIDs
	for _, s := range []string{"", " ", "  ", "\n", "\n\n", "a\n\n  b", "Hello world", " Hello  world ",
		"I'm you're it's WE'LL don't 'tis",
		"naïve café", "1234567890 3.14", "tabs\tand\r\nline ends", "price: $5.00!!! (50%)", "日本語", "Привет мир", "🙂",
		"x = y_1 + z[0];", "trailing   ", "…—“quotes”"} {
		got = append(got, textIDs{s, encode(t, tok, s)})
	}
	check(t, "ch02.bpe.various", got)
}

func TestDecodingPartsOfCharacters(t *testing.T) {
	tok := gpt2(t)
	var got []textIDs
	for _, ids := range [][]int{{33768}, {33768, 98}, {8582}, {64, 8582}, {77, 2634}} {
		s, err := tok.Decode(ids)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, textIDs{s, ids})
	}
	check(t, "ch02.bpe.partial_utf8", got)
}

func TestExercise21(t *testing.T) {
	tok := gpt2(t)
	ids := encode(t, tok, inputText(t, "ch02.ex1.ids"))
	check(t, "ch02.ex1.ids", ids)
	var parts []any
	for _, id := range ids {
		part, err := tok.Decode([]int{id})
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, []any{id, part})
	}
	check(t, "ch02.ex1.parts", parts)
	for _, name := range []string{"Ak", "w", "ir", "blank", "ier"} {
		id := "ch02.ex1.part." + name
		check(t, id, encode(t, tok, inputText(t, id)))
	}
	got, err := tok.Decode(inputIDs(t, "ch02.ex1.decode"))
	if err != nil {
		t.Fatal(err)
	}
	check(t, "ch02.ex1.decode", got)
}

func TestGPT2EqualsTiktokenOnAwkwardTexts(t *testing.T) {
	tok := gpt2(t)
	for _, s := range allAwkward() {
		if got, want := tok.EncodeOrdinary(s), reference().EncodeOrdinary(s); !slices.Equal(got, want) {
			t.Errorf("%q as ordinary text: %v, tiktoken-go %v", s, got, want)
		}
		if got, want := encode(t, tok, s), reference().Encode(s, []string{text.EndOfText}, nil); !slices.Equal(got,
			want) {
			t.Errorf("%q: %v, tiktoken-go %v", s, got, want)
		}
	}
}

func TestGPT2EqualsTiktokenOnLongPieces(t *testing.T) {
	tok := gpt2(t)
	for _, s := range []string{
		strings.Repeat("a", 1000), strings.Repeat("abcde", 150), strings.Repeat("é", 300),
		strings.Repeat(" ", 700) + "x",
		strings.Repeat("=-", 500), strings.Repeat("0123456789", 60), strings.Repeat("한국어", 70),
		strings.Repeat("\n", 999),
		strings.Repeat("👩‍👧", 60), strings.Repeat("The", 80) + strings.Repeat("lower", 30),
	} {
		if got, want := tok.EncodeOrdinary(s), reference().EncodeOrdinary(s); !slices.Equal(got, want) {
			t.Errorf("%.20q…: %v, tiktoken-go %v", s, got, want)
		}
	}
}

func TestSpecialTokenIsRefusedUnlessAllowed(t *testing.T) {
	tok := gpt2(t)
	for _, s := range []string{"<|endoftext|>", "a<|endoftext|>", "a <|endoftext|> b<|endoftext|>"} {
		for _, allowed := range [][]string{nil, {"<|unk|>"}} {
			_, err := tok.Encode(s, allowed...)
			var refused *text.SpecialTokenError
			if !errors.As(err, &refused) || refused.Token != text.EndOfText || refused.At != strings.Index(s, "<|") {
				t.Errorf("%q allowing %q: error %v", s, allowed, err)
			}
		}
		for _, allowed := range []string{text.EndOfText, text.AllSpecial} {
			ids, err := tok.Encode(s, allowed)
			if err != nil || !slices.Contains(ids, 50256) {
				t.Errorf("%q allowing %q: %v, error %v", s, allowed, ids, err)
			}
		}
		if ids := tok.EncodeOrdinary(s); slices.Contains(ids, 50256) {
			t.Errorf("%q as ordinary text: %v", s, ids)
		}
	}
	ids, err := tok.Allowing(text.EndOfText).Encode("<|endoftext|>")
	if err != nil || !slices.Equal(ids, []int{50256}) {
		t.Errorf("Allowing: %v, error %v", ids, err)
	}
	if _, err := tok.Allowing().Encode("<|endoftext|>"); err == nil {
		t.Error("Allowing nothing: no error")
	}
}

func TestManySpecialTokensTakeLinearTime(t *testing.T) {
	// 200,000 of them: quadratic time would be hours, so that this test would not end.
	const n = 200_000
	ids := encode(t, gpt2(t), strings.Repeat("a<|endoftext|>", n))
	if len(ids) != 2*n || ids[0] != 64 || ids[2*n-1] != 50256 {
		t.Errorf("%d ids, want %d", len(ids), 2*n)
	}
}

func TestLongRunsTakeLittleMoreThanLinearTime(t *testing.T) {
	// 300,000 letters without a break: quadratic time would be minutes.
	s := strings.Repeat("a", 300_000)
	ids := encode(t, gpt2(t), s)
	if back, err := gpt2(t).Decode(ids); err != nil || back != s {
		t.Errorf("%d ids that decode to %d letters, error %v", len(ids), len(back), err)
	}
}

func TestDecodeReplacesBrokenPartsAsPython(t *testing.T) {
	// The number of U+FFFD is that of Python's bytes.decode("utf-8", errors="replace").
	tok := gpt2(t)
	single := map[byte]int{}
	for id := range 256 {
		b, err := tok.DecodeBytes([]int{id})
		if err != nil {
			t.Fatal(err)
		}
		single[b[0]] = id
	}
	for _, c := range []struct{ bytes, want string }{
		{"\xff", "\ufffd"}, {"\xff\xff", "\ufffd\ufffd"}, {"\x80\x80", "\ufffd\ufffd"},
		{"\xf0\x9f\x99", "\ufffd"}, {"\xf0\x9f\x99a", "\ufffda"}, {"\xf0\x9f\xf0\x9f\x99\x82", "\ufffd🙂"},
		{"\xe4\xb8", "\ufffd"}, {"\xe4\xb8\xe4\xb8", "\ufffd\ufffd"}, {"\xe4", "\ufffd"}, {"\xe4a", "\ufffda"},
		{"\xc0\x80", "\ufffd\ufffd"}, {"\xe0\x80\x80", "\ufffd\ufffd\ufffd"}, {"\xed\xa0\x80", "\ufffd\ufffd\ufffd"},
		{"\xf4\x90\x80\x80", "\ufffd\ufffd\ufffd\ufffd"}, {"\xf5\x80", "\ufffd\ufffd"}, {"\xef\xbf\xbd", "\ufffd"},
		{"é\xc3", "é\ufffd"}, {"", ""},
	} {
		var ids []int
		for i := range len(c.bytes) {
			ids = append(ids, single[c.bytes[i]])
		}
		got, err := tok.Decode(ids)
		if err != nil || got != c.want {
			t.Errorf("%q: %+q, want %+q, error %v", c.bytes, got, c.want, err)
		}
		if b, err := tok.DecodeBytes(ids); err != nil || string(b) != c.bytes {
			t.Errorf("%q: bytes %q, error %v", c.bytes, b, err)
		}
	}
}

func TestGPT2ServesSeveralGoroutines(t *testing.T) {
	tok := gpt2(t)
	want := encode(t, tok, "Hello, do you like tea?")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got, err := tok.Encode("Hello, do you like tea?"); err != nil || !slices.Equal(got, want) {
				t.Errorf("%v, error %v", got, err)
			}
		})
	}
	wg.Wait()
}

func FuzzGPT2EqualsTiktoken(f *testing.F) {
	for _, s := range awkward {
		f.Add(s)
	}
	tok := gpt2(f)
	f.Fuzz(func(t *testing.T, s string) {
		ids := tok.EncodeOrdinary(s)
		if want := reference().EncodeOrdinary(s); !slices.Equal(ids, want) {
			t.Errorf("%q: %v, tiktoken-go %v", s, ids, want)
		}
		back, err := tok.Decode(ids)
		if err != nil || back != string([]rune(s)) {
			t.Errorf("%q comes back as %q, error %v", s, back, err)
		}
	})
}

// benchText is The Verdict, or where it is not here a text of the same size.
func benchText(b *testing.B) string {
	b.Helper()
	if path := findBookFile(book.NeedVerdict); path != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		return string(data)
	}
	return strings.Repeat("It's the last he painted, you know, Mrs. Gisburn said with pardonable pride.\n", 265)
}

func BenchmarkGPT2(b *testing.B) {
	tok, story := gpt2(b), benchText(b)
	b.SetBytes(int64(len(story)))
	b.ReportAllocs()
	for b.Loop() {
		tok.EncodeOrdinary(story)
	}
}

func BenchmarkGPT2FirstTime(b *testing.B) {
	story := benchText(b)
	b.SetBytes(int64(len(story)))
	for b.Loop() {
		gpt2(b).EncodeOrdinary(story) // nothing is known yet
	}
}

func BenchmarkTiktoken(b *testing.B) {
	story := benchText(b)
	b.SetBytes(int64(len(story)))
	for b.Loop() {
		reference().EncodeOrdinary(story)
	}
}

func BenchmarkGPT2Decode(b *testing.B) {
	tok, story := gpt2(b), benchText(b)
	ids := tok.EncodeOrdinary(story)
	b.SetBytes(int64(len(story)))
	for b.Loop() {
		if _, err := tok.Decode(ids); err != nil {
			b.Fatal(err)
		}
	}
}
