package text_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/book"
)

// findBookFile is the path of one of the book's data files, empty where there is none. A relative LLM_DATA_DIR counts
// from the root of the module, where go test is called, or from here.
func findBookFile(name string) string {
	dirs := []string{filepath.Join("..", "..", "shared", "data")}
	if dir := os.Getenv("LLM_DATA_DIR"); filepath.IsAbs(dir) {
		dirs = []string{dir}
	} else if dir != "" {
		dirs = []string{dir, filepath.Join("..", dir)}
	}
	for _, dir := range dirs {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ""
}

// bookFile is the path of one of the book's data files; the test is skipped where there is none.
func bookFile(t testing.TB, name string) string {
	t.Helper()
	path := findBookFile(name)
	if path == "" {
		t.Skipf("%s is not here: set LLM_DATA_DIR to the folder with the book's data files", name)
	}
	return path
}

// verdict is the text of the short story.
func verdict(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile(bookFile(t, book.NeedVerdict))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// check compares a result with a figure of the book.
func check(t *testing.T, id string, got any) {
	t.Helper()
	if v := book.Check(id, got); !v.OK {
		t.Errorf("%s %v", id, v)
	}
}

// inputText is the input "text" of a figure.
func inputText(t *testing.T, id string) string {
	t.Helper()
	fig, err := book.Find(id)
	if err != nil {
		t.Fatal(err)
	}
	s, err := fig.Input("text").String()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// inputIDs is the input "ids" of a figure.
func inputIDs(t *testing.T, id string) []int {
	t.Helper()
	fig, err := book.Find(id)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := fig.Input("ids").Ints()
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// gpt2 is GPT-2's tokenizer.
func gpt2(t testing.TB) *text.GPT2 {
	t.Helper()
	tok, err := text.NewGPT2()
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// awkward are texts on which tokenizers go wrong.
var awkward = []string{
	"", " ", "  ", "   ", "\n", "\n\n", "\r\n", "\t", " \n ", "a", " a", "  a", "a ", "a  ", "a\n", "a\n\n  b", "\na",
	" \na",
	"I'm you're it's we've I'd she'll don't", "I'M YOU'RE IT'S WE'VE I'D SHE'LL DON'T", "'tis 'twas o'clock", "''s",
	"x''s's", "'", "'r", "'l", " 's", "'ss",
	"1234567890", " 12 34", "3.14", "x1y2", "½ Ⅷ ², १२३",
	"price: $5.00!!! (50%)", "a--b -- c", "...", " ...", "?!", "x = y_1 + z[0];", "https://example.com/a?b=c#d",
	"中文字符", "日本語のテキスト。", " 日本", "한국어 텍스트", "ᄒ\u1161ᆫ", "Привет мир", "مرحبا", "नमस्ते", "שלום",
	"🙂", " 🙂", "👩‍👩‍👧‍👦 family", "🏳️‍🌈", "e\u0301 café naïve", "a\u200db", "\ufeffbom",
	"a\u00a0b", "a\u2028b\u2029c", "a\u0085b", "\u3000x", "a\u00a0 b", "\x1c\x1d\x1e\x1f", "a\x00b", "\v\f", "\u180e",
	"a\u200bb",
	"<|endoftext|>", "a<|endoftext|>b", "<|endoftext|", "<|endoftext|><|endoftext|>", " <|endoftext|> ",
	"<|<|endoftext|>|>",
	"\xff", "a\xffb", "\xf0\x9f\x99", "\xe4\xb8", "\xc0\x80", "\xed\xa0\x80", "日\xe6\x9c", "\x80\x80",
	"Akwirw ier", "someunknownPlace", "SolidGoldMagikarp", "ſt ﬁ ǅ", "𝕳𝖊𝖑𝖑𝖔",
}

// allAwkward joins them as well, so that every one of them meets others.
func allAwkward() []string {
	var joined string
	for _, a := range awkward {
		joined += a
	}
	return append(slices.Clone(awkward), joined)
}
