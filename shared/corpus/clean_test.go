package corpus_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"llmfromscratch/shared/corpus"
)

func clean(t *testing.T, text string, opt corpus.Cleaning) string {
	t.Helper()
	var whole, bytewise strings.Builder
	if err := corpus.Clean(&whole, strings.NewReader(text), "x.txt", opt); err != nil {
		t.Fatal(err)
	}
	if err := corpus.Clean(&bytewise, iotest.OneByteReader(strings.NewReader(text)), "x.txt", opt); err != nil {
		t.Fatal(err)
	}
	if whole.String() != bytewise.String() {
		t.Errorf("read byte by byte the text differs:\n%q\n%q", bytewise.String(), whole.String())
	}
	return whole.String()
}

func TestCleaningTable(t *testing.T) {
	const start, end = "*** START OF THE PROJECT GUTENBERG EBOOK THE TIN BOAT ***\n",
		"*** END OF THE PROJECT GUTENBERG EBOOK THE TIN BOAT ***\n"
	long := strings.Repeat("A line of a header that goes on and on.\n", 2000)
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"blank lines only", "\n \n\t\n", ""},
		{"plain", "One.\nTwo.\n", "One.\nTwo."},
		{"no last line end", "One.", "One."},
		{"byte order mark", "\uFEFFOne.\n", "One."},
		{"byte order mark alone", "\uFEFF", ""},
		{"Windows", "One.\r\n\r\nTwo.\r\n", "One.\n\nTwo."},
		{"old Mac", "One.\r\rTwo.\r", "One.\n\nTwo."},
		{"mixed", "One.\rTwo.\r\nThree.\nFour.", "One.\nTwo.\nThree.\nFour."},
		{"runs of blank lines", "\n\n One.\n\n \t\n\n  Two.\n\n\n", " One.\n\n  Two."},
		{"other alphabets", "Ünïcödé 漢字 한글 🙂\n", "Ünïcödé 漢字 한글 🙂"},

		{"today's marks", "The Project Gutenberg eBook of The Tin Boat\n\n" + start + "\nThe boat.\n\nIt sank.\n\n" +
			end + "\nLicence.\n", "The boat.\n\nIt sank."},
		{"this", "x\n*** START OF THIS PROJECT GUTENBERG EBOOK X ***\ny\n*** END OF THIS PROJECT GUTENBERG EBOOK X " +
			"***\nz", "y"},
		{"without blanks", "x\n***START OF THE PROJECT GUTENBERG EBOOK X***\ny\n***END OF THE PROJECT GUTENBERG " +
			"EBOOK X***\nz", "y"},
		{"under copyright", "x\n*** START OF THE COPYRIGHTED PROJECT GUTENBERG EBOOK X ***\ny\n*** END OF THE " +
			"COPYRIGHTED PROJECT GUTENBERG EBOOK X ***\nz", "y"},
		{"small print", "Who\n*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*\n\ny\n\nEnd of the " +
			"Project Gutenberg Etext of X\nz", "y"},
		{"older small print",
			"Who\n*END THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.07.02.92*END*\ny\nEnd of Project Gutenberg's X\nz",
			"y"},
		{"both, the last one counts", "a\n" + start +
			"b\n*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*\ny\n", "y"},
		{"mark over two lines", "x\n*** START OF THE PROJECT GUTENBERG EBOOK A VERY LONG TITLE OF\nA BOOK ***\ny\n",
			"y"},
		{"mark without stars behind it", "x\n*** START OF THE PROJECT GUTENBERG EBOOK X\n\ny\n\n* * *\n\nz",
			"y\n\n* * *\n\nz"},
		{"small letters, Windows",
			"x\r\n*** Start of the Project Gutenberg EBook X ***\r\ny\r\n*** End of the Project Gutenberg EBook X " +
				"***\r\nz", "y"},
		{"German", "x\n" + start + "y\nEnde dieses Projekt Gutenberg Etextes X\nz", "y"},
		{"credits", start + "\n\nProduced by A. Person and\nothers\n\nE-text prepared by B. Person\n\nTHE TIN " +
			"BOAT\n\nProduced by nobody.\n", "THE TIN BOAT\n\nProduced by nobody."},
		{"no footer", start + "y\n", "y"},
		{"footer alone", "y\n" + end + "z\n", "y"},
		{"two books", start + "One.\n" + end + "Licence.\nHeader.\n" + start + "Two.\n" + end + "Licence.\n",
			"One.\n\nTwo."},
		{"a book and a text about it", "y\nEnd of Project Gutenberg, said the headline.\nz\n",
			"y\nEnd of Project Gutenberg, said the headline.\nz"},
		{"header too far down", long + start + "y\n", strings.TrimSpace(long + start + "y\n")},
		{"nothing but a header", "x\n" + start, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := clean(t, tt.text, corpus.Cleaning{}); got != tt.want {
				t.Errorf("%q becomes\n%q, want\n%q", tt.text, got, tt.want)
			}
		})
	}
}

func TestKeepGutenberg(t *testing.T) {
	text := "x\n*** START OF THE PROJECT GUTENBERG EBOOK X ***\ny\n\n*** END OF THE PROJECT GUTENBERG EBOOK X ***\nz"
	if got := clean(t, text, corpus.Cleaning{KeepGutenberg: true}); got != text {
		t.Errorf("got %q", got)
	}
}

// Lines of any length pass whole, wherever the pieces that they are read in end.
func TestLongLines(t *testing.T) {
	for _, size := range []int{1<<16 - 2, 1<<16 - 1, 1 << 16, 1<<16 + 1, 3 << 16} {
		for _, letter := range []string{"a", "é", "漢", "🙂"} {
			line := "x" + strings.Repeat(letter, size/len(letter))
			for _, text := range []string{line, line + "\n\n\n" + line + "\r\n" + line} {
				want := strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n\n\n", "\n\n")
				if got := clean(t, text, corpus.Cleaning{}); got != want {
					t.Fatalf("a line of %d bytes of %s: %d bytes, want %d", len(line), letter, len(got), len(want))
				}
			}
		}
	}
}

func TestWhatIsNoTextIsRefused(t *testing.T) {
	far := strings.Repeat("words and more words\r\n", 10_000)
	for _, tt := range []struct {
		name, text string
		sort       error
		want       string
	}{
		{"Latin-1", "caf\xe9", corpus.ErrNotUTF8, "byte 3 is 0xE9"},
		{"Latin-1 further down", far + "caf\xe9 ", corpus.ErrNotUTF8, "byte 220003 is 0xE9"},
		{"cut off inside a character", "caf\xc3", corpus.ErrNotUTF8, "byte 3 is 0xC3"},
		{"UTF-16, little endian", "\xff\xfeh\x00i\x00", corpus.ErrNotUTF8, "UTF-16"},
		{"UTF-16, big endian", "\xfe\xff\x00h\x00i", corpus.ErrNotUTF8, "UTF-16"},
		{"UTF-16 without a mark", "h\x00i\x00", corpus.ErrBinary, "byte 1 is 0"},
		{"picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", corpus.ErrNotUTF8, "byte 0 is 0x89"},
		{"archive", "PK\x03\x04\x0a\x00\x00", corpus.ErrBinary, "byte 5 is 0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := corpus.Clean(io.Discard, strings.NewReader(tt.text), "some/file.txt", corpus.Cleaning{})
			if !errors.Is(err, tt.sort) || !strings.Contains(err.Error(), tt.want) ||
				!strings.Contains(err.Error(), "some/file.txt") {
				t.Errorf("error %v, want %v of some/file.txt with %q", err, tt.sort, tt.want)
			}
		})
	}
}

func TestReplacingInvalidBytes(t *testing.T) {
	opt := corpus.Cleaning{ReplaceInvalid: true}
	if got, want := clean(t, "caf\xe9 \xe9\xe9 x", opt), "caf\uFFFD \uFFFD x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := corpus.Clean(io.Discard, strings.NewReader("a\x00\xff"), "x", opt); !errors.Is(err, corpus.ErrBinary) {
		t.Errorf("a file with zero bytes: %v", err)
	}
}

func TestErrorsOfReadingAndWritingAreKept(t *testing.T) {
	broken := errors.New("broken")
	r := io.MultiReader(strings.NewReader("text\n"), iotest.ErrReader(broken))
	if err := corpus.Clean(io.Discard, r, "x.txt", corpus.Cleaning{}); !errors.Is(err, broken) ||
		!strings.Contains(err.Error(), "x.txt") {
		t.Errorf("reading: %v", err)
	}
	if err := corpus.Clean(failing{broken}, strings.NewReader("text"), "x.txt", corpus.Cleaning{}); !errors.Is(err,
		broken) {
		t.Errorf("writing: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func FuzzClean(f *testing.F) {
	for _, seed := range []string{
		"", "a\r\n\r\n\r\nb", "\uFEFFx\r\ry", "caf\xe9", "\x00", "\xff\xfe", "  \n\n x \t \n \n",
		"h\n*** START OF THE PROJECT GUTENBERG EBOOK X\nY ***\nProduced by\nZ\n\ntext\nEnd of Project Gutenberg\n*** " +
			"START OF THIS PROJECT GUTENBERG EBOOK ***\nmore",
		"*END*THE SMALL PRINT!*END*\n\nx", oldHeader + verses(2) + oldEnd + smallPrint,
		oldHeader + smallPrint + "x" + oldEnd,
		"x\nEnd of Project Gutenberg\n\n\n***START**THE SMALL PRINT!\ny",
		modern + "Note: Project Gutenberg also\nx\n\ny",
		strings.Repeat("a", 1<<16) + "\r" + strings.Repeat("é", 1<<15) + "\n",
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, text string, replace bool) {
		opt := corpus.Cleaning{ReplaceInvalid: replace}
		var got, halves, kept strings.Builder
		err := corpus.Clean(&got, strings.NewReader(text), "x", opt)
		again := corpus.Clean(&halves, iotest.HalfReader(strings.NewReader(text)), "x", opt)
		if (err == nil) != (again == nil) || got.String() != halves.String() {
			t.Fatalf("read in halves: %q, %v; want %q, %v", halves.String(), again, got.String(), err)
		}
		if err != nil {
			if utf8.ValidString(text) && !strings.Contains(text, "\x00") {
				t.Fatalf("%q is a text: %v", text, err)
			}
			return
		}
		if s := got.String(); !utf8.ValidString(s) || strings.ContainsAny(s, "\r\x00") ||
			strings.Contains(s, "\n\n\n") ||
			strings.HasPrefix(s, "\n") || strings.HasSuffix(s, "\n") {
			t.Fatalf("not clean: %q", s)
		}
		opt.KeepGutenberg = true
		if err := corpus.Clean(&kept, strings.NewReader(text), "x", opt); err != nil {
			t.Fatal(err)
		}
		if len(kept.String()) < len(got.String())-2 { // a blank line is put between two books
			t.Fatalf("%d bytes with headers, %d without", kept.Len(), got.Len())
		}
		if strings.HasPrefix(kept.String(), "\uFEFF") {
			return // a second mark would go as well
		}
		var twice strings.Builder
		if err := corpus.Clean(&twice, strings.NewReader(kept.String()), "x", opt); err != nil ||
			twice.String() != kept.String() {
			t.Fatalf("cleaned again: %q, %v; want %q", twice.String(), err, kept.String())
		}
	})
}
