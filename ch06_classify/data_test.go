package classify_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// smsPath is the SMS Spam Collection; the test is skipped where it is not at hand.
func smsPath(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("LLM_DATA_DIR")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	path := filepath.Join(dir, book.NeedSpam)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs %s of the book: set LLM_DATA_DIR to its folder (%v)", book.NeedSpam, err)
	}
	return path
}

func smsMessages(t testing.TB) []classify.Message {
	t.Helper()
	list, err := classify.ReadFile(smsPath(t))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func smsSplit(t testing.TB) classify.Split {
	t.Helper()
	s, err := classify.BookSplit(smsMessages(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var tokenizer = sync.OnceValue(func() text.Tokenizer {
	gpt2, err := text.NewGPT2()
	if err != nil {
		panic(err)
	}
	return gpt2.Allowing()
})

func check(t *testing.T, id string, got any) {
	t.Helper()
	if v := book.Check(id, got); !v.OK {
		t.Errorf("%s: %v", id, v)
	}
}

func rowsOf(list []classify.Message) []int {
	rows := make([]int, len(list))
	for i, m := range list {
		rows[i] = m.Row
	}
	return rows
}

func TestCollectionIsReadAsPandasReadsIt(t *testing.T) {
	path := smsPath(t)
	list := smsMessages(t)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(raw), "\n")
	var texts, labels []string
	differing := []map[string]any{}
	for _, m := range list {
		texts, labels = append(texts, m.Text), append(labels, m.Label.String())
		if m.Lines != 1 || lines[m.Line-1] != m.Label.String()+"\t"+m.Text {
			differing = append(differing, map[string]any{"row": m.Row, "first_line": m.Line, "lines": m.Lines,
				"text": m.Text})
		}
	}
	check(t, "ch06.csv.sha", map[string]any{"texts": texts, "labels": labels})
	check(t, "ch06.csv.quoting", differing)
	ham, spam := classify.Count(list)
	check(t, "ch06.counts", map[string]int{"ham": ham, "spam": spam})
}

func TestBalanceAndSplitHaveTheOrderOfPandas(t *testing.T) {
	balanced, err := classify.Balance(smsMessages(t), classify.SampleSeed)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "ch06.balanced.ham_rows", rowsOf(balanced[:747]))
	ham, spam := classify.Count(balanced)
	check(t, "ch06.balanced.counts", map[string]int{"ham": ham, "spam": spam})
	s := smsSplit(t)
	check(t, "ch06.split.rows", map[string]any{"train": rowsOf(s.Train), "validation": rowsOf(s.Validation),
		"test": rowsOf(s.Test)})
	if !slices.IsSorted(rowsOf(balanced[747:])) {
		t.Error("spam is not in the order of the file")
	}
}

func TestSplitComesBackFromItsFiles(t *testing.T) {
	list, err := classify.Read(strings.NewReader(string(sample.SMS())))
	if err != nil {
		t.Fatal(err)
	}
	s, err := classify.BookSplit(list)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "new", "folder")
	if err := s.Write(dir); err != nil {
		t.Fatal(err)
	}
	back, err := classify.ReadSplit(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, part := range [][2][]classify.Message{{s.Train, back.Train}, {s.Validation, back.Validation},
		{s.Test, back.Test}} {
		if len(part[0]) != len(part[1]) {
			t.Fatalf("part %d: %d messages, %d came back", i, len(part[0]), len(part[1]))
		}
		for j, m := range part[0] {
			if m.Text != part[1][j].Text || m.Label != part[1][j].Label {
				t.Errorf("part %d, message %d came back as %+v, was %+v", i, j, part[1][j], m)
			}
		}
	}
	if _, err := classify.ReadSplit(t.TempDir()); err == nil || !strings.Contains(err.Error(), classify.TrainFile) {
		t.Errorf("an empty folder: %v", err)
	}
}

func messages(ham, spam int) []classify.Message {
	var list []classify.Message
	for i := range ham + spam {
		m := classify.Message{Row: i, Text: fmt.Sprint("message ", i)}
		if i >= ham {
			m.Label = classify.Spam
		}
		list = append(list, m)
	}
	return list
}

func TestBalanceAndSplitRefuse(t *testing.T) {
	if _, err := classify.Balance(messages(5, 0), 1); err == nil || !strings.Contains(err.Error(), "no spam") {
		t.Errorf("no spam: %v", err)
	}
	if _, err := classify.Balance(messages(2, 3), 1); err == nil || !strings.Contains(err.Error(), "2 ham messages") {
		t.Errorf("more spam than ham: %v", err)
	}
	for _, parts := range [][2]float64{{0, 0.1}, {0.7, 0}, {0.9, 0.1}, {0.9, 0.2}, {-1, 0.5}} {
		if _, err := classify.RandomSplit(messages(50, 50), parts[0], parts[1], 1); err == nil {
			t.Errorf("parts %v were accepted", parts)
		}
	}
	if _, err := classify.RandomSplit(messages(3, 2), 0.7, 0.1, 1); err == nil ||
		!strings.Contains(err.Error(), "too few") {
		t.Errorf("five messages: %v", err)
	}
}

func TestDatasetPadsCutsAndCounts(t *testing.T) {
	list := []classify.Message{{Text: "Hello, I am a message"}, {Text: "Hi", Label: classify.Spam}}
	for _, c := range []struct {
		length, want, truncated int
	}{{classify.Longest, 6, 0}, {3, 3, 1}, {1, 1, 1}, {10, 10, 0}} {
		ds, err := classify.NewDataset(list, tokenizer(), classify.Padding{Length: c.length, ID: text.EndOfTextID})
		if err != nil {
			t.Fatal(err)
		}
		if ds.Padding.Length != c.want || ds.Truncated != c.truncated || ds.Len() != 2 {
			t.Errorf("length %d: rows of %d, %d truncated, want %d and %d", c.length, ds.Padding.Length, ds.Truncated,
				c.want, c.truncated)
		}
		ids, label := ds.At(1)
		want := []int{17250}
		for len(want) < c.want {
			want = append(want, text.EndOfTextID)
		}
		if !slices.Equal(ids, want) || label != classify.Spam {
			t.Errorf("length %d: second message %v %v, want %v spam", c.length, ids, label, want)
		}
		b, err := ds.Batch([]int{1, 0})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(b.Labels, []int{1, 0}) || !slices.Equal(b.Lengths, []int{1, min(6, c.want)}) {
			t.Errorf("length %d: batch %+v", c.length, b)
		}
	}
	ds, err := classify.NewDataset(list, tokenizer(), classify.Padding{Length: classify.Unpadded})
	if err != nil {
		t.Fatal(err)
	}
	if long, _ := ds.At(0); len(long) != 6 {
		t.Errorf("unpadded: %v", long)
	}
	if short, _ := ds.At(1); len(short) != 1 {
		t.Errorf("unpadded: %v", short)
	}
}

func TestDatasetRefuses(t *testing.T) {
	pad := classify.BookPadding()
	if _, err := classify.NewDataset(messages(1, 1), tokenizer(), classify.Padding{Length: -2}); err == nil {
		t.Error("a length of -2 was accepted")
	}
	list := []classify.Message{{Text: "a"}, {Text: "b<|endoftext|>", Row: 17}}
	if _, err := classify.NewDataset(list, tokenizer(), pad); err == nil || !strings.Contains(err.Error(), "row 17") {
		t.Errorf("a special token in a message: %v", err)
	}
	list[1].Text = ""
	if _, err := classify.NewDataset(list, tokenizer(), pad); err == nil ||
		!strings.Contains(err.Error(), "row 17: the message is empty") {
		t.Errorf("an empty message: %v", err)
	}
	s := classify.Split{Train: messages(2, 2), Validation: messages(1, 1), Test: messages(1, 1)}
	if _, err := classify.NewLoaders(s, tokenizer(), classify.BookData(), torchrand.New(1)); err == nil ||
		!strings.Contains(err.Error(), "4 training messages") {
		t.Errorf("a batch larger than the training part: %v", err)
	}
	s.Test = nil
	if _, err := classify.NewLoaders(s, tokenizer(), classify.DataOptions{BatchSize: 2, Padding: pad},
		torchrand.New(1)); err == nil || !strings.Contains(err.Error(), "test messages") {
		t.Errorf("no test messages: %v", err)
	}
}

func TestLoadersKeepWithinTheContextLengthAndCountWhatIsCut(t *testing.T) {
	s := classify.Split{Train: messages(4, 4), Validation: messages(1, 1), Test: messages(1, 1)}
	s.Train[3].Text = "one two three four five six"
	s.Test[0].Text = "one two three four five six seven"
	for _, c := range []struct{ context, length, truncated int }{{0, 6, 1}, {6, 6, 1}, {9, 6, 1}, {4, 4, 2}} {
		l, err := classify.NewLoaders(s, tokenizer(), classify.DataOptions{
			BatchSize: 2, Padding: classify.BookPadding(), ContextLength: c.context}, torchrand.New(1))
		if err != nil {
			t.Fatal(err)
		}
		if l.Padding.Length != c.length || l.Truncated != c.truncated {
			t.Errorf("context %d: rows of %d, %d messages cut, want %d and %d", c.context, l.Padding.Length,
				l.Truncated, c.length, c.truncated)
		}
	}
}

func TestLoadersAreTheBooks(t *testing.T) {
	s := smsSplit(t)
	l, err := classify.NewLoaders(s, tokenizer(), classify.BookData(), torchrand.New(123))
	if err != nil {
		t.Fatal(err)
	}
	check(t, "ch06.max_length", l.Padding.Length)
	check(t, "ch06.loader.counts", []int{l.Train.Len(), l.Validation.Len(), l.Test.Len()})
	if l.Truncated != 0 {
		t.Errorf("%d messages are longer than the longest training message", l.Truncated)
	}
	var last classify.Batch
	for b, err := range l.Train.Epoch() {
		if err != nil {
			t.Fatal(err)
		}
		last = b
	}
	check(t, "ch06.loader.shapes", [][]int{{len(last.Inputs), len(last.Inputs[0])}, {len(last.Labels)}})

	ds, err := classify.NewDataset(s.Train, tokenizer(), classify.Padding{Length: 7, ID: text.EndOfTextID})
	if err != nil {
		t.Fatal(err)
	}
	b, err := ds.Batch([]int{0, 1, 2, 3})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "ch06.dataset.truncated", b.Inputs)
}

func ExampleBalance() {
	list, err := classify.Read(strings.NewReader("ham\tAre you there?\nspam\tWIN a prize\nham\tYes, " +
		"\"soon\"\nham\tBye\n"))
	if err != nil {
		panic(err)
	}
	fmt.Println(classify.Count(list))
	balanced, err := classify.Balance(list, classify.SampleSeed)
	if err != nil {
		panic(err)
	}
	for _, m := range balanced {
		fmt.Println(m.Row, m.Label, m.Text)
	}
	// Output:
	// 3 1
	// 0 ham Are you there?
	// 1 spam WIN a prize
}

func ExamplePadding_Fit() {
	p := classify.Padding{Length: 4, ID: 0}
	fmt.Println(p.Fit([]int{7, 8}))
	fmt.Println(p.Fit([]int{7, 8, 9, 10, 11, 12}))
	// Output:
	// [7 8 0 0] 2 0
	// [7 8 9 10] 4 2
}

func TestLengthsAreThoseOfTheTexts(t *testing.T) {
	ds, err := classify.NewDataset([]classify.Message{{Text: "one two three"}, {Text: "one"}}, tokenizer(),
		classify.Padding{Length: 2})
	if err != nil {
		t.Fatal(err)
	}
	if got := ds.Lengths(); len(got) != 2 || got[0] != 2 || got[1] != 1 {
		t.Errorf("lengths %v, want 2 (of 3, cut) and 1", got)
	}
}
