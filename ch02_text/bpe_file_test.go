package text_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"llmfromscratch/ch02_text"
)

// gpt2Files is GPT-2's encoding read from its own files.
var gpt2Files = sync.OnceValues(func() (*text.BPE, error) {
	return text.LoadGPT2Files(findBookFile("gpt2/encoder.json"), findBookFile("gpt2/vocab.bpe"), text.EndOfText)
})

func fromGPT2Files(t testing.TB) *text.BPE {
	t.Helper()
	bookFile(t, "gpt2/encoder.json")
	bookFile(t, "gpt2/vocab.bpe")
	b, err := gpt2Files()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestGPT2sOwnFilesGiveTiktokensIDs(t *testing.T) {
	b := fromGPT2Files(t)
	if id, ok := b.SpecialID(text.EndOfText); !ok || id != 50256 || b.VocabSize() != 50257 || len(b.Merges()) != 50000 {
		t.Errorf("%s is %d, vocabulary %d, %d merges", text.EndOfText, id, b.VocabSize(), len(b.Merges()))
	}
	for _, s := range allAwkward() {
		got, err := b.Encode(s, text.EndOfText)
		if want := reference().Encode(s, []string{text.EndOfText}, nil); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, error %v, tiktoken-go %v", s, got, err, want)
		}
	}
	got, err := b.Encode(verdict(t))
	if err != nil {
		t.Fatal(err)
	}
	check(t, "ch02.bpe.verdict_ids", got)
}

func TestGPT2sFilesHaveTheTokensOfTiktoken(t *testing.T) {
	b, tok := fromGPT2Files(t), gpt2(t)
	for id := range tok.VocabSize() {
		one, err1 := b.DecodeBytes([]int{id})
		two, err2 := tok.DecodeBytes([]int{id})
		if err1 != nil || err2 != nil || !slices.Equal(one, two) {
			t.Fatalf("id %d: %q from the files, %q from tiktoken-go; errors %v, %v", id, one, two, err1, err2)
		}
	}
}

func TestSavedEncodingIsTheSame(t *testing.T) {
	b, err := text.TrainBPE(context.Background(), smallText+" <&> \"quoted\\\" 日本 日本", 284, text.EndOfText,
		"<end of text>", "日")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "bpe.json")
	if err := b.Save(path); err != nil {
		t.Fatal(err)
	}
	loaded, err := text.LoadBPE(path)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(b.Merges(), loaded.Merges()) || b.VocabSize() != loaded.VocabSize() {
		t.Error("merges or size differ")
	}
	for _, s := range append(allAwkward(), "日本 <end of text>", smallText) {
		one, err1 := b.Encode(s, text.AllSpecial)
		two, err2 := loaded.Encode(s, text.AllSpecial)
		if !slices.Equal(one, two) || err1 != nil || err2 != nil {
			t.Errorf("%q: %v, loaded %v, errors %v, %v", s, one, two, err1, err2)
		}
	}
	again := filepath.Join(t.TempDir(), "again.json")
	if err := loaded.Save(again); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(again)
	if err != nil {
		t.Fatal(err)
	}
	if string(first) != string(second) {
		t.Error("the file saved again is another one")
	}
}

func TestSavedGPT2FilesGiveTheSameIDs(t *testing.T) {
	story := strings.Repeat("The kettle sang, the cat sat; \"why?\" she asked.\n\tNaïve – 東京 &<>. ", 20)
	trained, err := text.TrainBPE(t.Context(), story, 300, text.EndOfText, "<|pad|>")
	if err != nil {
		t.Fatal(err)
	}
	encoder, merges := filepath.Join(t.TempDir(), "vocab.json"), filepath.Join(t.TempDir(), "merges.txt")
	if err := trained.SaveGPT2Files(encoder, merges); err != nil {
		t.Fatal(err)
	}
	loaded, err := text.LoadGPT2Files(encoder, merges, text.EndOfText, "<|pad|>")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append(allAwkward(), story, "the kettle"+text.EndOfText) {
		one, err1 := trained.Encode(s, text.AllSpecial)
		two, err2 := loaded.Encode(s, text.AllSpecial)
		if err1 != nil || err2 != nil || !slices.Equal(one, two) {
			t.Errorf("%q: %v, from the files %v; errors %v, %v", s, one, two, err1, err2)
		}
	}
	var ids map[string]int
	if data, err := os.ReadFile(encoder); err != nil || json.Unmarshal(data, &ids) != nil {
		t.Fatalf("%s is no JSON: %.80s", encoder, data)
	}
	if ids["Ġ"] != 220 || ids[text.EndOfText] != 298 || len(ids) != 300 {
		t.Errorf("the blank has id %d, %s %d; %d tokens", ids["Ġ"], text.EndOfText, ids[text.EndOfText], len(ids))
	}
}

func TestSavedGPT2FilesAreOpenAIsOwn(t *testing.T) {
	b := fromGPT2Files(t)
	encoder, merges := filepath.Join(t.TempDir(), "encoder.json"), filepath.Join(t.TempDir(), "vocab.bpe")
	if err := b.SaveGPT2Files(encoder, merges); err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]string{{encoder, "gpt2/encoder.json"}, {merges, "gpt2/vocab.bpe"}} {
		var got, want any
		got, want = readText(t, pair[0]), readText(t, findBookFile(pair[1]))
		if pair[0] == encoder { // OpenAI's has other blanks and escapes
			var a, b map[string]int
			if json.Unmarshal([]byte(got.(string)), &a) != nil || json.Unmarshal([]byte(want.(string)), &b) != nil {
				t.Fatal("no JSON")
			}
			got, want = a, b
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s differs from OpenAI's", pair[1])
		}
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestSaveNamesThePath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "missing", "bpe.json")
	if err := smallBPE(t).Save(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want one that names %s", err, path)
	}
	if _, err := text.LoadBPE(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want one that names %s", err, path)
	}
	if _, err := text.LoadGPT2Files(path, path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want one that names %s", err, path)
	}
}

// savedBPE is a saved encoding as a program sees it; change alters it.
func savedBPE(t testing.TB, change func(file map[string]any)) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bpe.json")
	if err := smallBPE(t).Save(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if change == nil {
		return data
	}
	file := map[string]any{}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	change(file)
	if data, err = json.Marshal(file); err != nil {
		t.Fatal(err)
	}
	return data
}

func TestBrokenFilesAreRefused(t *testing.T) {
	vocab := func(f map[string]any) map[string]any { return f["vocab"].(map[string]any) }
	merges := func(f map[string]any) []any { return f["merges"].([]any) }
	for _, c := range []struct {
		name   string
		change func(f map[string]any)
		says   string
	}{
		{"an id twice", func(f map[string]any) { vocab(f)["a"] = 3 }, "has id 3"},
		{"a negative id", func(f map[string]any) { vocab(f)["a"] = -1 }, "has id -1"},
		{"a gap", func(f map[string]any) { vocab(f)["a"] = 9999 }, `"a" has id 9999`},
		{"no byte", func(f map[string]any) { delete(vocab(f), "a"); vocab(f)["zz"] = 64 }, "single byte 0x61"},
		{"an unprintable token", func(f map[string]any) { delete(vocab(f), "a"); vocab(f)["a b"] = 64 }, `"a b"`},
		{"a character that is no byte", func(f map[string]any) { delete(vocab(f), "a"); vocab(f)["中"] = 64 }, `"中"`},
		{"an empty token", func(f map[string]any) { delete(vocab(f), "a"); vocab(f)[""] = 64 }, `""`},
		{"an empty special token", func(f map[string]any) { f["special_tokens"] = map[string]any{"": 265} },
			"special token is empty"},
		{"a merge without blank", func(f map[string]any) { merges(f)[2] = "ab" }, "merge 2"},
		{"a merge of three", func(f map[string]any) { merges(f)[2] = "a b c" }, "merge 2"},
		{"a merge of nothing", func(f map[string]any) { merges(f)[2] = " " }, "merge 2"},
		{"a merge of unknown tokens", func(f map[string]any) { merges(f)[1] = "lowest e" }, "merge 1"},
		{"a merge into an unknown token", func(f map[string]any) { merges(f)[1] = "q q" }, "merge 1"},
		{"a merge twice", func(f map[string]any) { merges(f)[3] = merges(f)[0] }, "merge 3"},
		{"a text as id", func(f map[string]any) { vocab(f)["a"] = "64" }, "bpe.json:1:"},
	} {
		b, err := text.ParseBPE("bpe.json", savedBPE(t, c.change))
		if b != nil || err == nil || !strings.Contains(err.Error(), "bpe.json") ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: error %v, want one that names the file and says %s", c.name, err, c.says)
		}
	}
	for data, says := range map[string]string{"": "x.json:1:", "{": "x.json:1:", "{\n\"vocab\": {\n,": "x.json:3:",
		"[]": "x.json:1:", "null": "single byte"} {
		if _, err := text.ParseBPE("x.json", []byte(data)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: error %v, want one that says %s", data, err, says)
		}
	}
}

// asGPT2Files is a saved encoding in the form of GPT-2's two files.
func asGPT2Files(t testing.TB) (encoder, merges string) {
	t.Helper()
	var file struct {
		Vocab   map[string]int `json:"vocab"`
		Merges  []string       `json:"merges"`
		Special map[string]int `json:"special_tokens"`
	}
	if err := json.Unmarshal(savedBPE(t, nil), &file); err != nil {
		t.Fatal(err)
	}
	for token, id := range file.Special {
		file.Vocab[token] = id
	}
	data, err := json.Marshal(file.Vocab)
	if err != nil {
		t.Fatal(err)
	}
	return string(data), "#version: 0.2\n" + strings.Join(file.Merges, "\n") + "\n"
}

func TestGPT2FilesErrorsNameTheLine(t *testing.T) {
	encoder, merges := asGPT2Files(t)
	good, err := text.ParseGPT2Files("e.json", []byte(encoder), "v.bpe", []byte(merges), []string{text.EndOfText})
	if err != nil {
		t.Fatal(err)
	}
	if want := smallBPE(t); !slices.Equal(good.EncodeOrdinary(smallText), want.EncodeOrdinary(smallText)) ||
		good.VocabSize() != want.VocabSize() {
		t.Error("the two files give another encoding")
	}
	if crlf, err := text.ParseGPT2Files("e.json", []byte(encoder), "v.bpe",
		[]byte(strings.ReplaceAll(merges, "\n", "\r\n")), []string{text.EndOfText}); err != nil ||
		!slices.Equal(crlf.Merges(), good.Merges()) {
		t.Errorf("with CRLF line ends: error %v", err)
	}
	lines := strings.Split(merges, "\n")
	for _, c := range []struct{ line, says string }{{"ab", "v.bpe:4:"}, {"a b c", "v.bpe:4:"}, {"q q", "v.bpe:4:"},
		{lines[1], "v.bpe:4:"}} {
		changed := slices.Clone(lines)
		changed[3] = c.line
		if _, err := text.ParseGPT2Files("e.json", []byte(encoder), "v.bpe", []byte(strings.Join(changed, "\n")),
			[]string{text.EndOfText}); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q in line 4: error %v, want one that says %s", c.line, err, c.says)
		}
	}
	if _, err := text.ParseGPT2Files("e.json", []byte("{\n\n?"), "v.bpe", []byte(merges), nil); err == nil ||
		!strings.Contains(err.Error(), "e.json:3:") {
		t.Errorf("error %v, want one that names e.json:3", err)
	}
	cut := strings.Join(lines[:5], "\n")
	if _, err := text.ParseGPT2Files("e.json", []byte(encoder), "v.bpe", []byte(cut),
		[]string{text.EndOfText}); err == nil || !strings.Contains(err.Error(), "no merge makes") {
		t.Errorf("merges cut short: error %v", err)
	}
	if _, err := text.ParseGPT2Files("e.json", []byte(encoder), "v.bpe", []byte(merges), nil); err == nil ||
		!strings.Contains(err.Error(), text.EndOfText) {
		t.Errorf("special token not named: error %v, want one that names it", err)
	}
	if _, err := text.ParseGPT2Files("e.json", []byte(encoder), "v.bpe", []byte(merges), []string{"<x>"}); err == nil ||
		!strings.Contains(err.Error(), "<x>") {
		t.Errorf("unknown special token: error %v, want one that names it", err)
	}
}

// Editors put a mark in front of a text, and other systems end its lines in another way.
func TestTokenizersFilesMayHaveAMark(t *testing.T) {
	const folder = "testdata/cases/"
	b, err := text.LoadGPT2Files(folder+"encoder.json", folder+"vocab_bom.bpe", text.EndOfText)
	if err != nil {
		t.Fatal(err)
	}
	usable(t, b)
	encoder, merges := asGPT2Files(t)
	want := smallBPE(t).EncodeOrdinary(smallText)
	for name, m := range map[string]string{
		"a mark": "\ufeff" + merges, "a mark without a version": "\ufeff" + strings.SplitN(merges, "\n", 2)[1],
		"Mac": strings.ReplaceAll(merges, "\n", "\r"), "Windows": "\ufeff" + strings.ReplaceAll(merges, "\n", "\r\n"),
		"no end": strings.TrimSpace(merges),
	} {
		b, err := text.ParseGPT2Files("e.json", []byte("\ufeff"+encoder), "v.bpe", []byte(m), []string{text.EndOfText})
		if err != nil || !slices.Equal(b.EncodeOrdinary(smallText), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range []struct{ encoder, merges, says string }{
		{encoder, "a b\nc \xe9\n", "v.bpe: not UTF-8: line 2, column 3"},
		{encoder, "\xff\xfea\x00", "v.bpe: not UTF-8: it is in UTF-16LE"},
		{encoder, "a b\n\x00", "v.bpe: not a text: line 2, column 1"},
		{"{\n\"\xe9\": 1}", merges, "e.json: not UTF-8: line 2, column 2"},
		{"\xfe\xff\x00{", merges, "e.json: not UTF-8: it is in UTF-16BE"},
		{"{\n\"a\": \"b\"}", merges, "e.json:2: the value is a text, want a whole number"},
	} {
		if _, err := text.ParseGPT2Files("e.json", []byte(c.encoder), "v.bpe", []byte(c.merges), nil); err == nil ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%q and %q: error %v, want %q", c.encoder, c.merges, err, c.says)
		}
	}
	if b, err := text.ParseBPE("bpe.json", append([]byte("\ufeff"), savedBPE(t, nil)...)); err != nil ||
		!slices.Equal(b.EncodeOrdinary(smallText), want) {
		t.Errorf("one file with a mark: %v", err)
	}
}

func FuzzParseBPE(f *testing.F) {
	f.Add(savedBPE(f, nil))
	f.Add([]byte(`{"vocab":{"a":0},"merges":["a a"],"special_tokens":{"":1}}`))
	f.Add([]byte(`{"vocab":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := text.ParseBPE("fuzz.json", data)
		if err != nil {
			if !strings.Contains(err.Error(), "fuzz.json") {
				t.Errorf("error %v does not name the file", err)
			}
			return
		}
		usable(t, b)
	})
}

func FuzzParseGPT2Files(f *testing.F) {
	encoder, merges := asGPT2Files(f)
	f.Add([]byte(encoder), []byte(merges))
	f.Add([]byte(encoder), []byte("a b\r\n\nc"))
	f.Add([]byte(`{"a":0}`), []byte("#version\n"))
	f.Fuzz(func(t *testing.T, encoder, merges []byte) {
		b, err := text.ParseGPT2Files("encoder", encoder, "merges", merges, []string{text.EndOfText})
		if err != nil {
			if !strings.Contains(err.Error(), "encoder") && !strings.Contains(err.Error(), "merges") {
				t.Errorf("error %v names no file", err)
			}
			return
		}
		usable(t, b)
	})
}

// usable checks that an encoding that was accepted encodes and decodes.
func usable(t *testing.T, b *text.BPE) {
	t.Helper()
	const s = "low lower <|endoftext|> 日本"
	if back, err := b.Decode(b.EncodeOrdinary(s)); err != nil || back != s {
		t.Errorf("%q comes back as %q, error %v", s, back, err)
	}
}
