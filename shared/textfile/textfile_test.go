package textfile_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"llmfromscratch/shared/textfile"
)

func TestLineEndsAndMarkAreThoseOfPythonsTextMode(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"nothing", "", ""},
		{"plain", "one\ntwo\n", "one\ntwo\n"},
		{"Windows", "one\r\ntwo\r\n", "one\ntwo\n"},
		{"old Mac", "one\rtwo\r", "one\ntwo\n"},
		{"mixed", "a\r\r\nb\n\rc", "a\n\nb\n\nc"},
		{"a mark", "\ufeffone\r\n", "one\n"},
		{"a mark alone", "\ufeff", ""},
		{"a mark in the middle is a character", "a\ufeffb", "a\ufeffb"},
		{"two marks: the second is a character", "\ufeff\ufeffa", "\ufeffa"},
		{"U+FFFD that is there", "a\ufffdb", "a\ufffdb"},
		{"other controls", "a\tb\fc\x1ad\u0085e\u2028f", "a\tb\fc\x1ad\u0085e\u2028f"},
		{"every plane", "é漢🙂\U0010ffff", "é漢🙂\U0010ffff"},
	} {
		if got, err := textfile.Text([]byte(c.data)); got != c.want || err != nil {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
		kept, err := textfile.Bytes([]byte(c.data))
		if want := strings.TrimPrefix(c.data, "\ufeff"); string(kept) != want || err != nil {
			t.Errorf("%s: kept %q, %v; want %q", c.name, kept, err, want)
		}
	}
}

// in16 is a text in UTF-16.
func in16(order binary.AppendByteOrder, text string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

const chinese = "晨光洒在河上。\n渔夫 收起了网，\n孩子们在岸边数船，\n一只 两只 三只。\n"

func TestWhatIsNoTextIsRefusedWithItsPlace(t *testing.T) {
	le, be := binary.LittleEndian, binary.BigEndian
	for _, c := range []struct {
		name, data string
		kind       error
		stray      bool
		says       string
	}{
		{"Latin-1", "one\ncaf\xe9 two", textfile.ErrNotUTF8, true, "line 2, column 4 (byte 7 is 0xE9)"},
		{"columns are characters", "é漢🙂\xff", textfile.ErrNotUTF8, true, "line 1, column 4 (byte 9 is 0xFF)"},
		{"behind a mark", "\ufeffa\xe9", textfile.ErrNotUTF8, true, "line 1, column 2 (byte 4 is 0xE9)"},
		{"Windows lines", "a\r\nb\r\n\xe4", textfile.ErrNotUTF8, true, "line 3, column 1 (byte 6 is 0xE4)"},
		{"Mac lines", "a\rb\rcd\xe4", textfile.ErrNotUTF8, true, "line 3, column 3 (byte 6 is 0xE4)"},
		{"cut off in a character", "caf\xc3", textfile.ErrNotUTF8, true, "line 1, column 4 (byte 3 is 0xC3)"},
		{"a surrogate", "a\xed\xa0\x80", textfile.ErrNotUTF8, true, "byte 1 is 0xED"},
		{"an overlong slash", "a\xc0\xaf", textfile.ErrNotUTF8, true, "byte 1 is 0xC0"},
		{"GB 18030", "\xc4\xe3\xba\xc3", textfile.ErrNotUTF8, true, "byte 0 is 0xC4"},
		{"Shift JIS", "ab\n\x82\xb1\x82\xf1", textfile.ErrNotUTF8, true, "line 2, column 1 (byte 3 is 0x82)"},
		{"zero", "one\ntwo\n\nab\x00c", textfile.ErrBinary, false, "line 4, column 3 (byte 11 is 0)"},
		{"zeros at the end", "one\n\x00\x00\x00\x00", textfile.ErrBinary, false, "line 2, column 1 (byte 4 is 0)"},
		{"a zero in Latin-1", "caf\xe9 x\x00 ", textfile.ErrNotUTF8, true, "byte 3 is 0xE9"},
		{"UTF-16 with its mark", "\xff\xfe" + in16(le, "hi"), textfile.ErrNotUTF8, false, "UTF-16LE"},
		{"UTF-16, the other end first", "\xfe\xff" + in16(be, "hi"), textfile.ErrNotUTF8, false, "UTF-16BE"},
		{"UTF-16, an odd byte", "\xff\xfeh\x00i", textfile.ErrNotUTF8, false, "UTF-16LE"},
		{"UTF-32 with its mark", "\xff\xfe\x00\x00h\x00\x00\x00", textfile.ErrNotUTF8, false, "UTF-32LE"},
		{"UTF-16 without a mark", in16(le, "one\ntwo\n"), textfile.ErrBinary, false, "UTF-16LE without its mark"},
		{"UTF-16BE without a mark", in16(be, "one\ntwo\n"), textfile.ErrBinary, false, "UTF-16BE without its mark"},
		{"accents without a mark", in16(le, "Là-bas, 1 fenêtre à Łódź\n"), textfile.ErrBinary, false, "UTF-16LE"},
		{"Greek without a mark", in16(be, "Καλημέρα κόσμε, τι κάνεις;\n"), textfile.ErrBinary, false, "UTF-16BE"},
		{"Chinese without a mark", in16(le, chinese), textfile.ErrBinary, false, "UTF-16LE"},
		{"Chinese, the other end first", in16(be, chinese), textfile.ErrBinary, false, "UTF-16BE"},
		{"faces without a mark", in16(le, "one 🙂\ntwo 🙂\n"), textfile.ErrBinary, false, "UTF-16LE"},
		{"large, without a mark", in16(le, strings.Repeat("one and two\n", 9000)), textfile.ErrBinary, false,
			"UTF-16LE"},
		{"an archive", "PK\x03\x04\x14\x00\x00\x00\x08\x00", textfile.ErrBinary, false, "byte 5 is 0"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00", textfile.ErrNotUTF8, true, "byte 0 is 0x89"},
	} {
		path := filepath.Join(t.TempDir(), "notes.txt")
		if err := os.WriteFile(path, []byte(c.data), 0o600); err != nil {
			t.Fatal(err)
		}
		text, err := textfile.Read(path)
		if text != "" || err == nil || !strings.HasPrefix(err.Error(), path+": ") ||
			!strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "UTF-8") &&
			c.kind != textfile.ErrBinary {
			t.Errorf("%s: %q, %v; want %q", c.name, text, err, c.says)
		}
		binary := c.kind == textfile.ErrBinary
		if errors.Is(err, textfile.ErrBinary) != binary || errors.Is(err, textfile.ErrNotUTF8) == binary ||
			errors.Is(err, textfile.ErrStray) != c.stray {
			t.Errorf("%s: %v is of another kind", c.name, err)
		}
	}
	if _, err := textfile.Read(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestTextsOfTheCommandLineAreChecked(t *testing.T) {
	for _, good := range []string{"", "plain", "é漢🙂", "two\nlines"} {
		if err := textfile.CheckArgument(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	if err := textfile.CheckArgument("ça caf\xe9"); !errors.Is(err, textfile.ErrNotUTF8) ||
		!strings.Contains(err.Error(), "character 7 (byte 7 is 0xE9)") {
		t.Errorf("error %v", err)
	}
}

func TestErrorsOfJSONSpeakOfTheFile(t *testing.T) {
	type sizes struct {
		Heads int            `json:"n_head"`
		Rate  *float64       `json:"rate"`
		Name  string         `json:"name"`
		Tied  bool           `json:"tied"`
		IDs   []int          `json:"ids"`
		Vocab map[string]int `json:"vocab"`
	}
	for _, c := range []struct{ data, want string }{
		{"{\n \"n_head\": \"two\"\n}", `line 2: "n_head" is a text, want a whole number`},
		{"{\"n_head\":\n\n1.5}", `line 3: "n_head" is 1.5, want a whole number`},
		{"{\"rate\": []}", `line 1: "rate" is a list, want a number`},
		{"{\"name\": true}", `line 1: "name" is true or false, want a text`},
		{"{\r\n\"tied\": 1}", `line 2: "tied" is a number, want true or false`},
		{"{\"ids\": {}}", `line 1: "ids" is an object, want a list`},
		{"{\"vocab\": 3}", `line 1: "vocab" is a number, want an object`},
		{"{\"vocab\": {\"a\": \"b\"}}", `is a text, want a whole number`},
		{"[]", `line 1: the value is a list, want an object`},
		{"{\n\n,}", "line 3: no JSON: invalid character ','"},
		{"{\n", "no JSON: unexpected end"},
		{"", "line 1: no JSON: unexpected end"},
		{"{\"name\": \"caf\xe9\"}", "not UTF-8: line 1, column 14"},
		{"\xff\xfe{\x00}\x00", "UTF-16LE"},
		{"{\"name\": \"a\x00\"}", "not a text: line 1, column 12"},
	} {
		var got sizes
		err := textfile.Unmarshal([]byte(c.data), &got)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "Go ") {
			t.Errorf("%q: error %v, want %q", c.data, err, c.want)
		}
	}
	var got sizes
	if err := textfile.Unmarshal([]byte("\ufeff{\"n_head\": 2}"), &got); err != nil || got.Heads != 2 {
		t.Errorf("with a mark: %+v, %v", got, err)
	}
}

// FuzzUnmarshal: whatever is wrong, the error has a line that the data has.
func FuzzUnmarshal(f *testing.F) {
	for _, s := range []string{"", "{}", "{\"a\":\"b\"}", "[1,\n2", "\ufeff{\"A\":{\"b\":1.5}}", "{\"a\r\": \xe9}",
		"null"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var to struct {
			A map[string]int `json:"a"`
			B *[]bool
		}
		err := textfile.Unmarshal(data, &to)
		line := 0
		if err == nil || errors.As(err, new(*textfile.Error)) {
			return
		}
		if n, _ := fmt.Sscanf(err.Error(), "line %d:", &line); n != 1 || line < 1 ||
			line > 1+strings.Count(string(data), "\n")+strings.Count(string(data), "\r") {
			t.Fatalf("%q: %v", data, err)
		}
	})
}

// FuzzText: what is accepted is UTF-8 without zeros, marks and other line ends, and comes back as it is; all else has a
// place in the data.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a\r\nb\rc\n", "\ufeffx", "caf\xe9", "a\x00b", "\xff\xfea\x00", "a\x00b\x00",
		"\xed\xa0\x80",
		in16(binary.BigEndian, chinese), "\r", "\xfe", "\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := textfile.Text(data)
		var e *textfile.Error
		switch {
		case err == nil:
			if !utf8.ValidString(text) || strings.ContainsAny(text, "\r\x00") || len(text) > len(data) {
				t.Fatalf("%q is read as %q", data, text)
			}
			if !strings.HasPrefix(text, textfile.Mark) {
				if again, err := textfile.Text([]byte(text)); again != text || err != nil {
					t.Fatalf("%q, read again, is %q, %v", text, again, err)
				}
			}
		case !errors.As(err, &e):
			t.Fatalf("%q: %v", data, err)
		case !e.Marked && (e.Offset < 0 || e.Offset >= int64(len(data)) || data[e.Offset] != e.Byte || e.Line < 1 ||
			e.Column < 1):
			t.Fatalf("%q: %+v", data, e)
		case utf8.Valid(data) && !strings.Contains(string(data), "\x00"):
			t.Fatalf("%q is a text: %v", data, err)
		}
	})
}
