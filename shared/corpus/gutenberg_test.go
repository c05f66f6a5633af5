package corpus_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/shared/corpus"
)

const (
	oldHeader = "The Project Gutenberg EBook of Orchard Lines, by A. Person\n#3 in our series by A. Person\n\n" +
		"Copyright laws are changing all over the world.\n\nTitle: Orchard Lines\n\nAuthor: A. Person\n\n"
	smallPrint = "***START**THE SMALL PRINT!**FOR PUBLIC DOMAIN EBOOKS**START***\n" +
		"Why is this here?\n\nNo warranty.\n\n*END THE SMALL PRINT! FOR PUBLIC DOMAIN EBOOKS*Ver.02/11/02*END*\n"
	oldEnd = "\nEnd of the Project Gutenberg EBook of Orchard Lines\n\n"
	modern = "*** START OF THE PROJECT GUTENBERG EBOOK ORCHARD LINES ***\n"
)

// verses are n lines.
func verses(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Line %d: the kettle sang.\n", i)
	}
	return b.String()
}

// Small print may stand before the book or behind it, and a book may be shorter than its header or longer than what a
// reader holds back.
func TestSmallPrintIsNoPartOfTheBook(t *testing.T) {
	for _, n := range []int{1, 3, 50, 999, 1100} {
		book := strings.TrimSpace(verses(n))
		for _, c := range []struct{ name, text string }{
			{"behind", oldHeader + book + "\n" + oldEnd + smallPrint},
			{"behind, with a line more", oldHeader + book + "\n" + oldEnd + smallPrint +
				"[Portions of this header are copyright (C) 2001\nand may be reprinted.]\n"},
			{"behind, without a line for the end", oldHeader + book + "\n\n" + smallPrint},
			{"behind, no line for its own end", oldHeader + book + "\n" + oldEnd +
				strings.SplitAfter(smallPrint, "\n")[0] + "Why?\n"},
			{"behind, no header", book + "\n" + oldEnd + smallPrint},
			{"before", oldHeader + smallPrint + book + "\n" + oldEnd},
			{"before, with a line more", oldHeader + smallPrint + "[Portions of this header are copyright.]\n\n" +
				book + oldEnd},
			{"before, and a mark", oldHeader + smallPrint + "Who\n" + modern + book + "\n"},
			{"above a licence", oldHeader + book + "\n" + oldEnd + "*** START: FULL LICENSE ***\n\nNo warranty.\n"},
			{"above a licence, no header", book + "\n" + oldEnd + "*** START: FULL LICENSE ***\n\nNo warranty.\n"},
			{"no end", oldHeader + book + "\n"},
			{"Windows", strings.ReplaceAll(oldHeader+book+"\n"+oldEnd+smallPrint, "\n", "\r\n")},
		} {
			if got := clean(t, c.text, corpus.Cleaning{}); got != book {
				t.Errorf("%s, %d lines: it begins %.80q and ends %.80q", c.name, n, got, got[max(0, len(got)-80):])
			}
		}
	}
}

func TestTwoBooksWithSmallPrintInOneFile(t *testing.T) {
	one := oldHeader + smallPrint + "One.\n" + oldEnd
	if got := clean(t, one+strings.ReplaceAll(one, "One.", "Two."), corpus.Cleaning{}); got != "One.\n\nTwo." {
		t.Errorf("before the books: %q", got)
	}
}

func TestNotesBeforeTheBookGo(t *testing.T) {
	const book = "TALE 0\n\nA lamplighter.\n\nNote: this is the book's."
	for _, note := range []string{
		"Note: Project Gutenberg also has an HTML version of this\n      file with the drawings. See 10000-h.htm",
		"NOTE: Project Gutenberg also has an HTML version",
		"[Note: Images of the original pages are available\nthrough a library.]",
		"Transcriber's Note: the spelling is the author's.",
		"[Transcriber's Notes: obvious errors\nwere corrected.]",
		"Transcribers' note.\nItalics are marked.",
		"This file was produced from images made available by a library.",
		"E-text prepared by B. Person",
		"Produced by A. Person\n\nNote: This file has two parts.",
		"HTML version by C. Person\n\n\nScanned by D. Person",
	} {
		text := "Header.\n" + modern + "\n\n" + note + "\n\n\n" + book + "\n"
		if got := clean(t, text, corpus.Cleaning{}); got != book {
			t.Errorf("%q: %q", note, got)
		}
	}
}

// A text that only speaks of these things keeps every line.
func TestTextsOfTheirOwnStayWhole(t *testing.T) {
	for _, text := range []string{
		"Note: Project Gutenberg also has an HTML version.\nMore.",
		"The Project Gutenberg EBooks are free.\nI read them all.\n\nEnd.",
		"Title: The Kettle\nAuthor: nobody\n\nIt sang.",
		"It sang.\nEnd of the Project Gutenberg EBook of X\n\nWas the last line.",
		"It sang.\nEnd of the Project Gutenberg EBook of X",
		"Transcriber's note: none.\nIt sang.",
		"START THE SMALL PRINT, he said.\nEND THE SMALL PRINT!",
		verses(1200) + "End of Project Gutenberg, I thought.\nAnd on.",
	} {
		if got := clean(t, text, corpus.Cleaning{}); got != text {
			t.Errorf("%.60q becomes %.60q, %d bytes of %d", text, got, len(got), len(text))
		}
	}
}

func TestHeadersWithoutAMarkGo(t *testing.T) {
	const book = "CHAPTER I\n\nThe kettle sang."
	for _, header := range []string{
		"The Project Gutenberg EBook of X\n\nTitle: X\n\n",
		"\ufeffThe Project Gutenberg eBook, X, by A. Person\n\n\nThis eBook is for the use of anyone anywhere at no " +
			"cost.\n\n" +
			"Title: X\n\nAuthor: A. Person\n\nRelease Date: May 1, 2004 [EBook #12]\n\nLanguage: English\n\n" +
			"Character set encoding: ASCII\n\nProduced by B. Person\nand others\n\n",
		"**The Project Gutenberg Etext of X, by A. Person**\n#1 in our series by A. Person\n\n",
		"Project Gutenberg's X, by A. Person\n\nTitle: X\n       and more of a long title\n\n",
		"This is the Project Gutenberg Etext of X\n\nPlease do not remove this header.\n\nEtext #123\n\n\n",
	} {
		if got := clean(t, header+book+"\n", corpus.Cleaning{}); got != book {
			t.Errorf("%.60q: %q", header, got)
		}
	}
}

func TestPlacesOfWrongBytesHaveLineAndColumn(t *testing.T) {
	long := "é" + strings.Repeat("x", 70_000)
	for text, want := range map[string]string{
		"one\ntwo caf\xe9":      "line 2, column 8 (byte 11 is 0xE9)",
		"one\r\ntwo\r\nab\x00":  "line 3, column 3 (byte 12 is 0)",
		"a\rb\rc\xe9":           "line 3, column 2 (byte 5 is 0xE9)",
		"\ufeffé\xe9":           "line 1, column 2 (byte 5 is 0xE9)",
		"\n" + long + "\xe9":    "line 2, column 70002 (byte 70003 is 0xE9)",
		"o\x00n\x00e\x00\n\x00": "UTF-16LE without its mark",
	} {
		err := corpus.Clean(io.Discard, strings.NewReader(text), "some/file.txt", corpus.Cleaning{})
		if err == nil || !strings.Contains(err.Error(), "some/file.txt: not ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
}

func TestFilesThatUsersGave(t *testing.T) {
	for _, c := range []struct {
		file, first, last string
		lines             int
	}{
		{"short.txt", "Line 0 of the orchard: swept the stairs, while the kettle sang.",
			"Line 49 of the orchard: weighed the flour, with great patience.", 50},
		{"long.txt", "Tree 0: 0 apples.", "Tree 1099: 43 apples.", 1100},
		{"note.txt", "Tale 0: A lamplighter swept the stairs.", "", 0},
	} {
		data, err := os.ReadFile(filepath.Join("testdata", "cases", c.file))
		if err != nil {
			t.Fatal(err)
		}
		got := clean(t, string(data), corpus.Cleaning{})
		lines := strings.Split(strings.ReplaceAll(got, "\n\n", "\n"), "\n")
		if lines[0] != c.first || c.lines > 0 && (len(lines) != c.lines || lines[len(lines)-1] != c.last) {
			t.Errorf("%s: %d lines from %q to %q", c.file, len(lines), lines[0], lines[len(lines)-1])
		}
	}
}
