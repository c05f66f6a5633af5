package classify

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRecordsAreThoseOfPandas(t *testing.T) {
	type want struct {
		fields      []string
		line, lines int
	}
	for _, c := range []struct {
		name, data string
		want       []want
	}{
		{"plain", "ham\thi\nspam\twin\n", []want{{[]string{"ham", "hi"}, 1, 1}, {[]string{"spam", "win"}, 2, 1}}},
		{"no newline at the end", "ham\thi", []want{{[]string{"ham", "hi"}, 1, 1}}},
		{"quoted", "ham\t\"a\tb\"\n", []want{{[]string{"ham", "a\tb"}, 1, 1}}},
		{"doubled quotes", `ham	"""hi"" she said"`, []want{{[]string{"ham", `"hi" she said`}, 1, 1}}},
		{"text after the closing quote", "ham\t\"a\"b \"c\"\nham\td",
			[]want{{[]string{"ham", `ab "c"`}, 1, 1}, {[]string{"ham", "d"}, 2, 1}}},
		{"a quote inside stands for itself", "ham\ta \"b\" c\"\n", []want{{[]string{"ham", `a "b" c"`}, 1, 1}}},
		{"a quoted field of several lines", "ham\t\"a\nspam\tb\nc\"d\nham\te\n",
			[]want{{[]string{"ham", "a\nspam\tb\ncd"}, 1, 3}, {[]string{"ham", "e"}, 4, 1}}},
		{"an empty quoted field", "ham\t\"\"\n", []want{{[]string{"ham", ""}, 1, 1}}},
		{"a quote that closes at the end of the text", "ham\t\"a\"", []want{{[]string{"ham", "a"}, 1, 1}}},
		{"empty and blank lines are left out", "\n  \nham\ta\n\n \n", []want{{[]string{"ham", "a"}, 3, 1}}},
		{"a blank before a field belongs to it", " ham\t \"a\"\n", []want{{[]string{" ham", ` "a"`}, 1, 1}}},
		{"other line ends", "ham\ta\r\nham\tb\rham\tc\r\n",
			[]want{{[]string{"ham", "a"}, 1, 1}, {[]string{"ham", "b"}, 2, 1}, {[]string{"ham", "c"}, 3, 1}}},
		{"line ends inside quotes stay", "ham\t\"a\r\nb\"\nham\tc",
			[]want{{[]string{"ham", "a\r\nb"}, 1, 2}, {[]string{"ham", "c"}, 3, 1}}},
		{"a byte order mark", "\ufeffham\ta", []want{{[]string{"ham", "a"}, 1, 1}}},
		{"more and fewer columns", "a\tb\tc\nd\n\t\n",
			[]want{{[]string{"a", "b", "c"}, 1, 1}, {[]string{"d"}, 2, 1}, {[]string{"", ""}, 3, 1}}},
		{"nothing", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := parse(c.data, '\t')
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(c.want) {
				t.Fatalf("records %+v, want %+v", got, c.want)
			}
			for i, w := range c.want {
				if !slices.Equal(got[i].fields, w.fields) || got[i].line != w.line || got[i].lines != w.lines {
					t.Errorf("record %d is %+v, want %+v", i, got[i], w)
				}
			}
		})
	}
}

func TestBadFilesAreRefusedWithTheirLine(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"an open quote", "ham\ta\nham\t\"b\nham\tc\n", "line 2: the quote that opens a field is never closed"},
		{"other bytes than UTF-8", "ham\ta\nham\tb\nham\t\xe9t\xe9\n", "not UTF-8: line 3, column 5 (byte 16 is 0xE9)"},
		{"Latin-1 in a field of several lines", "ham\t\"a\nb\xe9\"\n", "not UTF-8: line 2, column 2 (byte 8 is 0xE9)"},
		{"UTF-16 with its mark", "\xff\xfeh\x00a\x00m\x00", "UTF-16LE"},
		{"UTF-16 without a mark", "h\x00a\x00m\x00\t\x00a\x00\n\x00", "UTF-16LE without its mark"},
		{"a zero", "ham\ta\r\nham\tb\x00c\n", "not a text: line 2, column 6 (byte 12 is 0)"},
		{"a mark alone", "\ufeff", "nothing in it"},
		{"one column", "ham\ta\nham a\n", "row 1 (line 2): 1 columns, want two"},
		{"three columns", "ham\ta\tb\n", "row 0 (line 1): 3 columns, want two"},
		{"another label", "ham\ta\n\neggs\tb\n", `row 1 (line 3): the label is "eggs", want ham or spam`},
		{"a header", "Label\tText\nham\ta\n", `row 0 (line 1): the label is "Label"`},
		{"an empty message", "ham\ta\nspam\t\n", "row 1 (line 2): the message is empty"},
		{"a blank message", "spam\t  \n", "the message is empty"},
		{"nothing", "", "nothing in it"},
		{"blank lines only", "\n\n", "no messages"},
		{"a very long label", strings.Repeat("x", 1000) + "\ta", "xxxxxxxxxxxxxxxxxxxx…"},
	} {
		_, err := Read(strings.NewReader(c.data))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
	for _, c := range []struct{ name, data, want string }{
		{"no header", "0,a\n", "header Label,Text"},
		{"other columns", "Label,Text,Year\n0,a,1\n", "header Label,Text"},
		{"another label", "Label,Text\nham,a\n", `row 0 (line 2): the label is "ham", want 0 or 1`},
		{"no rows", "Label,Text\n", "no messages"},
	} {
		path := filepath.Join(t.TempDir(), "data.csv")
		if err := os.WriteFile(path, []byte(c.data), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := ReadCSV(path)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v, want one with %q and the path", c.name, err, c.want)
		}
	}
	if _, err := ReadFile(filepath.Join(t.TempDir(), "none.tsv")); err == nil {
		t.Error("a file that is not there was read")
	}
}

func TestCSVHasTheBytesOfPandas(t *testing.T) {
	list := []Message{
		{Label: Ham, Text: "plain"}, {Label: Spam, Text: "a, b"}, {Label: Ham, Text: `say "hi"`},
		{Label: Ham, Text: "two\nlines"}, {Label: Spam, Text: " blank first, is no reason"},
		{Label: Spam, Text: " blank first"},
	}
	path := filepath.Join(t.TempDir(), "data.csv")
	if err := WriteCSV(path, list); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "Label,Text\n0,plain\n1,\"a, b\"\n0,\"say \"\"hi\"\"\"\n0,\"two\nlines\"\n1,\" blank first, is no " +
		"reason\"\n1, blank first\n"
	if string(got) != want {
		t.Errorf("the file holds\n%s\nwant\n%s", got, want)
	}
	back, err := ReadCSV(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range back {
		if m.Label != list[i].Label || m.Text != list[i].Text || m.Row != i {
			t.Errorf("row %d came back as %+v", i, m)
		}
	}
}

// FuzzRead checks that no input breaks the reader, and that what it read comes back from CSV.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"ham\thi\nspam\t\"win\"\n", "ham\t\"a\nb\"c\n", "ham\t\"\"\"\n",
		"\ufeff\n \nspam\tx\r\n", "ham\t\x80", "spam\t\"\t\"\"\"x\"y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data string) {
		list, err := Read(strings.NewReader(data))
		if err != nil {
			return
		}
		if !utf8.ValidString(data) {
			t.Fatal("bytes that are not UTF-8 were read")
		}
		line := 1
		for i, m := range list {
			if m.Row != i || m.Line < line || m.Lines < 1 {
				t.Fatalf("message %d is row %d, line %d, %d lines, after line %d", i, m.Row, m.Line, m.Lines, line)
			}
			line = m.Line + m.Lines
		}
		b := appendCSV(nil, labelColumn, textColumn)
		for _, m := range list {
			b = appendCSV(b, map[Label]string{Ham: "0", Spam: "1"}[m.Label], m.Text)
		}
		back, err := readCSV(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range back {
			if m.Label != list[i].Label || m.Text != list[i].Text {
				t.Fatalf("message %d came back as %q, was %q", i, m.Text, list[i].Text)
			}
		}
	})
}

// FuzzParse compares the reader with encoding/csv on files that both understand alike: what encoding/csv has written.
func FuzzParse(f *testing.F) {
	f.Add("a", "b,c", "d\"e", "\n")
	f.Add("", " x", "\"\"", "y\nz")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		for _, s := range []*string{&a, &b, &c, &d} {
			*s = strings.Trim(strings.ReplaceAll(strings.ToValidUTF8(*s, "?"), "\r", ""), " \t\ufeff")
		}
		rows := [][]string{{"x" + a, b}, {"y" + c, d}}
		var out bytes.Buffer
		w := csv.NewWriter(&out)
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		got, err := parse(out.String(), ',')
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 2 || !slices.Equal(got[0].fields, rows[0]) || !slices.Equal(got[1].fields, rows[1]) {
			t.Fatalf("read %+v, written were %q", got, rows)
		}
	})
}
