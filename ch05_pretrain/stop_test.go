package pretrain_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
)

func ExampleStopWriter() {
	w := pretrain.NewStopWriter(os.Stdout, "\n###")
	for _, token := range []string{"Yes.", "\n## 1", "\n", "##", "# Next"} {
		fmt.Fprint(w, token)
	}
	fmt.Printf("\n%q\n", w.Found())
	// Output:
	// Yes.
	// ## 1
	// "\n###"
}

func TestStopStringsMayCrossTokens(t *testing.T) {
	for _, tt := range []struct {
		pieces, stops []string
		want, found   string
	}{
		{[]string{"one ", "two"}, nil, "one two", ""},
		{[]string{"one ", "two"}, []string{""}, "one two", ""},
		{[]string{"one ", "two"}, []string{"e t"}, "on", "e t"},
		{[]string{"one ", "two"}, []string{"twos"}, "one two", ""},
		{[]string{"aaa", "ab"}, []string{"aab"}, "aa", "aab"},
		{[]string{"ab", "cd"}, []string{"abcd", "bc"}, "a", "bc"}, // complete first
		{[]string{"abcd"}, []string{"abcd", "bc"}, "a", "bc"},
		{[]string{"x", "yz"}, []string{"yz", "xyz"}, "", "xyz"}, // the longer one
		{[]string{"stop", "more"}, []string{"stop"}, "", "stop"},
		{[]string{"🙂 \xf0\x9f", "\x99\x83"}, []string{"🙃"}, "🙂 ", "🙃"},
	} {
		var out strings.Builder
		w := pretrain.NewStopWriter(&out, tt.stops...)
		for _, piece := range tt.pieces {
			if n, err := w.Write([]byte(piece)); n != len(piece) || err != nil {
				t.Errorf("%q: %d, %v", piece, n, err)
			}
		}
		if err := w.Flush(); err != nil || out.String() != tt.want || w.Found() != tt.found {
			t.Errorf("%q before %q: %q, found %q, %v; want %q, %q", tt.pieces, tt.stops, out.String(), w.Found(), err,
				tt.want, tt.found)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestStopWriterTellsErrors(t *testing.T) {
	w := pretrain.NewStopWriter(broken{}, "x")
	if _, err := w.Write([]byte("abc")); err == nil {
		t.Error("no error")
	}
}

// How a text is cut into tokens decides neither where it ends nor what is passed on.
func FuzzStopWriterGoesByTheTextAlone(f *testing.F) {
	f.Add("one two three", "two", "e t", uint64(5))
	f.Add("aabaaabab", "aab", "aba", uint64(1))
	f.Add("🙂🙃", "🙃", "\x99", uint64(9))
	f.Fuzz(func(t *testing.T, txt, stop1, stop2 string, cuts uint64) {
		var whole, pieces strings.Builder
		one := pretrain.NewStopWriter(&whole, stop1, stop2)
		many := pretrain.NewStopWriter(&pieces, stop1, stop2)
		one.Write([]byte(txt))
		from := 0
		for i := range txt {
			if cuts>>(i%64)&1 == 1 {
				many.Write([]byte(txt[from:i]))
				from = i
			}
			if out := pieces.String(); stop1 != "" && strings.Contains(out, stop1) {
				t.Fatalf("%q was passed on, with %q in it", out, stop1)
			}
		}
		many.Write([]byte(txt[from:]))
		one.Flush()
		many.Flush()
		if whole.String() != pieces.String() || one.Found() != many.Found() {
			t.Errorf("at once %q, found %q; in pieces %q, found %q", whole.String(), one.Found(), pieces.String(),
				many.Found())
		}
		if one.Found() == "" && whole.String() != txt || !strings.HasPrefix(txt, whole.String()+one.Found()) {
			t.Errorf("%q of %q, found %q", whole.String(), txt, one.Found())
		}
	})
}
