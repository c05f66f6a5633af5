package text_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
)

const smallText = "low low low low low lower lower newest newest newest newest newest newest widest widest " +
	"widest<|endoftext|>low"

func smallBPE(t testing.TB) *text.BPE {
	t.Helper()
	b, err := text.TrainBPE(context.Background(), smallText, 266, text.EndOfText)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// mergesOf shows the merges of an encoding trained to so many.
func mergesOf(t testing.TB, txt string, n int) (shown []string) {
	t.Helper()
	b, err := text.TrainBPE(context.Background(), txt, 256+n)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range b.Merges() {
		shown = append(shown, m[0]+"+"+m[1])
	}
	return shown
}

func TestTrainingTakesTheMostFrequentPair(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		// aa 4 times; then a+b and aa+a twice each, a+b has the smaller ids
		{"aaabdaaabac", []string{"a+a", "a+b", "aa+ab"}},
		{"ab ab ab", []string{"a+b", " +ab"}}, // a pair never crosses the blank before a word
		{"xyxy xyz", []string{"x+y"}},
	} {
		if got := mergesOf(t, c.text, len(c.want)); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestTrainingCountsAgainAfterEveryMerge(t *testing.T) {
	// The counts that training keeps up to date must be those of counting anew.
	txt := strings.Repeat(smallText+" the cat sat on the mat, banana ananas aaaa aaaaa ", 2)
	b, err := text.TrainBPE(context.Background(), txt, 300)
	if err != nil {
		t.Fatal(err)
	}
	var words [][]string
	for piece := range text.PreTokens(txt) {
		words = append(words, strings.Split(piece, ""))
	}
	for rank, m := range b.Merges() {
		counts := map[[2]string]int{}
		for _, w := range words {
			for i := range len(w) - 1 {
				counts[[2]string{w[i], w[i+1]}]++
			}
		}
		for p, n := range counts {
			if n > counts[m] {
				t.Fatalf("merge %d is %q, %d times, but %q is there %d times", rank, m, counts[m], p, n)
			}
		}
		for k, w := range words {
			var out []string
			for i := 0; i < len(w); i++ {
				if i+1 < len(w) && w[i] == m[0] && w[i+1] == m[1] {
					out = append(out, w[i]+w[i+1])
					i++
				} else {
					out = append(out, w[i])
				}
			}
			words[k] = out
		}
	}
}

func TestTrainingIsDeterministic(t *testing.T) {
	first := mergesOf(t, smallText, 20)
	for range 5 {
		if again := mergesOf(t, smallText, 20); !slices.Equal(first, again) {
			t.Fatalf("%q and %q", first, again)
		}
	}
}

func TestTrainRefuses(t *testing.T) {
	stopped, stop := context.WithCancel(context.Background())
	stop()
	for _, c := range []struct {
		ctx     context.Context
		text    string
		size    int
		special []string
		says    string
	}{
		{context.Background(), smallText, 255, nil, "256 bytes"},
		{context.Background(), smallText, 257, []string{"<a>", "<b>"}, "ask for 258"},
		{context.Background(), "", 257, nil, "longer text"},
		{context.Background(), "abab", 300, nil, "longer text"},
		{context.Background(), smallText, 270, []string{"<a>", "<a>"}, "twice"},
		{context.Background(), smallText, 270, []string{""}, "empty"},
		{stopped, smallText, 270, nil, context.Canceled.Error()},
	} {
		b, err := text.TrainBPE(c.ctx, c.text, c.size, c.special...)
		if b != nil || err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q, %d tokens, special %q: error %v, want one that says %q", c.text, c.size, c.special, err,
				c.says)
		}
	}
}

func TestSpecialTokensAreLastAndNotLearnedFrom(t *testing.T) {
	b := smallBPE(t)
	if b.VocabSize() != 266 {
		t.Errorf("vocabulary of %d, want 266", b.VocabSize())
	}
	if id, ok := b.SpecialID(text.EndOfText); !ok || id != 265 {
		t.Errorf("id of %s is %d, %v", text.EndOfText, id, ok)
	}
	for _, m := range b.Merges() {
		if strings.Contains(m[0]+m[1], "|") {
			t.Errorf("merge %q comes from a special token", m)
		}
	}
	_, err := b.Encode(smallText)
	var refused *text.SpecialTokenError
	if !errors.As(err, &refused) || refused.Token != text.EndOfText {
		t.Errorf("error %v, want one that names %s", err, text.EndOfText)
	}
	ids, err := b.Encode("low<|endoftext|>", text.EndOfText)
	if err != nil || ids[len(ids)-1] != 265 || len(ids) != 2 {
		t.Errorf("%v, error %v, want low as one id and 265", ids, err)
	}
}

func TestTheLongerOfTwoSpecialTokensCounts(t *testing.T) {
	b, err := text.TrainBPE(context.Background(), "", 258, "<a>", "<a><b>")
	if err != nil {
		t.Fatal(err)
	}
	ids, err := b.Encode("<a><a><b>", "<a>", "<a><b>")
	if err != nil || !slices.Equal(ids, []int{256, 257}) {
		t.Errorf("%v, error %v, want 256 257", ids, err)
	}
}

func TestBPERoundTripsAwkwardTexts(t *testing.T) {
	b := smallBPE(t)
	for _, s := range allAwkward() {
		ids, err := b.Encode(s, text.EndOfText)
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if back, err := b.Decode(ids); err != nil || back != string([]rune(s)) {
			t.Errorf("%q comes back as %q, error %v", s, back, err)
		}
	}
}

// mergeByLooking is the obvious loop: look for the pair with the lowest rank, merge it, look again.
func mergeByLooking(parts []string, rank map[string]int) []string {
	for {
		best, at := -1, 0
		for i := range len(parts) - 1 {
			if r, ok := rank[parts[i]+"\x00"+parts[i+1]]; ok && (best < 0 || r < best) {
				best, at = r, i
			}
		}
		if best < 0 {
			return parts
		}
		parts = append(append(slices.Clone(parts[:at]), parts[at]+parts[at+1]), parts[at+2:]...)
	}
}

func TestMergingEqualsTheObviousLoop(t *testing.T) {
	b, err := text.TrainBPE(context.Background(), strings.Repeat(smallText+"abababbaabbabaaab", 3), 290)
	if err != nil {
		t.Fatal(err)
	}
	rank := map[string]int{}
	for i, m := range b.Merges() {
		rank[m[0]+"\x00"+m[1]] = i
	}
	for n := range 400 {
		word := strings.Map(func(r rune) rune { return rune("abwest"[(n*int(r)+n/7)%6]) },
			fmt.Sprintf("%0*b", 1+n%23, n*n))
		var got []string
		for _, id := range b.EncodeOrdinary(word) {
			part, err := b.Decode([]int{id})
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, part)
		}
		if want := mergeByLooking(strings.Split(word, ""), rank); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func FuzzBPERoundTrip(f *testing.F) {
	for _, s := range awkward {
		f.Add(s)
	}
	b := smallBPE(f)
	f.Fuzz(func(t *testing.T, s string) {
		ids, err := b.Encode(s, text.AllSpecial)
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if back, err := b.Decode(ids); err != nil || back != string([]rune(s)) {
			t.Errorf("%q comes back as %q, error %v", s, back, err)
		}
	})
}

func FuzzTrain(f *testing.F) {
	for _, s := range awkward {
		f.Add(s, 5)
	}
	f.Fuzz(func(t *testing.T, s string, merges int) {
		if len(s) > 200 || merges < 0 || merges > 50 {
			return
		}
		b, err := text.TrainBPE(context.Background(), s, 256+merges)
		if err != nil {
			return // the text has fewer pairs
		}
		ids := b.EncodeOrdinary(s)
		if back, err := b.Decode(ids); err != nil || back != string([]rune(s)) {
			t.Errorf("%q comes back as %q, error %v", s, back, err)
		}
		if n := len(string([]rune(s))); len(ids) > n {
			t.Errorf("%q: %d ids for %d bytes", s, len(ids), n)
		}
	})
}

func BenchmarkTrainBPE(b *testing.B) {
	var words strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&words, "%s%s%s ", []string{"low", "new", "wid", "high", "old"}[i%5],
			[]string{"er", "est", "ness", ""}[i%4], []string{"ly", "s", "", "ish", "ing", "ed", "less"}[i*i%7])
	}
	b.SetBytes(int64(words.Len()))
	for b.Loop() {
		if _, err := text.TrainBPE(context.Background(), words.String(), 300); err != nil {
			b.Fatal(err)
		}
	}
}
