package text_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

func numbers(n int) []int {
	ids := make([]int, n)
	for i := range ids {
		ids[i] = i
	}
	return ids
}

func dataset(t *testing.T, ids []int, maxLength, stride int) *text.Dataset {
	t.Helper()
	ds, err := text.NewDataset(ids, maxLength, stride)
	if err != nil {
		t.Fatal(err)
	}
	return ds
}

// batches are the batches of one epoch, all or the first so many.
func batches(t *testing.T, l *dataloader.Loader[text.Batch], most int) []text.Batch {
	t.Helper()
	var all []text.Batch
	for b, err := range l.Epoch() {
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, b); len(all) == most {
			break
		}
	}
	return all
}

func createLoader(t *testing.T, txt string, opt text.LoaderOptions, seed int64) *dataloader.Loader[text.Batch] {
	t.Helper()
	l, err := text.CreateDataLoader(txt, opt, torchrand.New(seed))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTargetsAreInputsOneIDFurther(t *testing.T) {
	for _, c := range []struct{ n, maxLength, stride, windows int }{
		{5, 4, 1, 1}, {6, 4, 1, 2}, {6, 4, 2, 1}, {7, 4, 2, 2}, {2, 1, 1, 1}, {100, 7, 3, 31}, {100, 10, 10, 9},
		{101, 10, 10, 10}, {50, 4, 60, 1},
	} {
		ds := dataset(t, numbers(c.n), c.maxLength, c.stride)
		if ds.Len() != c.windows {
			t.Errorf("%+v: %d windows", c, ds.Len())
		}
		for i := range ds.Len() {
			in, out := ds.At(i)
			if len(in) != c.maxLength || len(out) != c.maxLength || in[0] != i*c.stride ||
				!slices.Equal(in[1:], out[:len(out)-1]) || out[len(out)-1] != in[len(in)-1]+1 {
				t.Errorf("%+v, window %d: %v and %v", c, i, in, out)
			}
		}
	}
}

func TestWindowsCountAsInTheBooksLoop(t *testing.T) {
	for n := 1; n < 30; n++ {
		for maxLength := 1; maxLength < n; maxLength++ {
			for stride := 1; stride < 12; stride++ {
				want := 0
				for start := 0; start < n-maxLength; start += stride {
					want++
				}
				if got := dataset(t, numbers(n), maxLength, stride).Len(); got != want {
					t.Fatalf("%d ids, windows of %d every %d: %d windows, want %d", n, maxLength, stride, got, want)
				}
			}
		}
	}
}

func TestDatasetRefuses(t *testing.T) {
	for _, c := range []struct {
		ids               []int
		maxLength, stride int
		is                error
		says              string
	}{
		{nil, 4, 1, text.ErrEmptyText, "empty"},
		{numbers(4), 4, 1, text.ErrTooShort, "4 token ids, a window of 4 and its targets need 5"},
		{numbers(3), 256, 128, text.ErrTooShort, "longer text"},
		{numbers(9), 0, 1, nil, "max length"},
		{numbers(9), -1, 1, nil, "max length"},
		{numbers(9), 4, 0, nil, "stride"},
	} {
		ds, err := text.NewDataset(c.ids, c.maxLength, c.stride)
		if ds != nil || err == nil || !strings.Contains(err.Error(), c.says) || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%d ids, %d, %d: error %v, want one that says %q", len(c.ids), c.maxLength, c.stride, err, c.says)
		}
	}
}

func TestTooShortTextIsRefused(t *testing.T) {
	fig, err := book.Find("ch02.loader.too_short")
	if err != nil {
		t.Fatal(err)
	}
	txt, err := fig.Input("text").String()
	if err != nil {
		t.Fatal(err)
	}
	opt := text.DefaultLoaderOptions()
	if opt.MaxLength, err = fig.Input("max_length").Int(); err != nil {
		t.Fatal(err)
	}
	if _, err = text.CreateDataLoader(txt, opt, torchrand.New(123)); !errors.Is(err, text.ErrTooShort) {
		t.Errorf("error %v, want ErrTooShort", err)
	} else {
		check(t, "ch02.loader.too_short", "error")
	}
	if _, err := text.CreateDataLoader("", opt, torchrand.New(123)); !errors.Is(err, text.ErrEmptyText) {
		t.Errorf("error %v, want ErrEmptyText", err)
	}
}

func TestDatasetKeepsItsOwnIDs(t *testing.T) {
	ids := numbers(10)
	ds := dataset(t, ids, 4, 1)
	ids[0] = 99
	in, out := ds.At(0)
	in[1], out[1] = 77, 77
	if in, out = ds.At(0); !slices.Equal(in, []int{0, 1, 2, 3}) || !slices.Equal(out, []int{1, 2, 3, 4}) {
		t.Errorf("%v and %v after others wrote to their slices", in, out)
	}
}

func TestWindowFiguresOfSection26(t *testing.T) {
	tok := gpt2(t)
	sample := encode(t, tok, verdict(t))[50:]
	check(t, "ch02.window.xy", map[string][]int{"x": sample[:4], "y": sample[1:5]})
	var ids, texts []any
	for i := 1; i <= 4; i++ {
		context, err := tok.Decode(sample[:i])
		if err != nil {
			t.Fatal(err)
		}
		next, err := tok.Decode(sample[i : i+1])
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, []any{sample[:i], sample[i]})
		texts = append(texts, []any{context, next})
	}
	check(t, "ch02.window.pairs_ids", ids)
	check(t, "ch02.window.pairs_text", texts)
}

func TestLoaderFiguresOfSection26(t *testing.T) {
	story := verdict(t)
	both := func(b text.Batch) map[string]any {
		return map[string]any{"inputs": b.Inputs, "targets": b.Targets}
	}
	one := batches(t, createLoader(t, story, text.LoaderOptions{BatchSize: 1, MaxLength: 4, Stride: 1}, 123), 2)
	check(t, "ch02.loader.b1.first", both(one[0]))
	check(t, "ch02.loader.b1.second", both(one[1]))
	eight := batches(t, createLoader(t, story, text.LoaderOptions{BatchSize: 8, MaxLength: 4, Stride: 4}, 123), 1)[0]
	check(t, "ch02.loader.b8s4", both(eight))
	check(t, "ch02.emb.batch", eight.Inputs)
	for id, opt := range map[string]text.LoaderOptions{
		"ch02.ex2.w2s2": {BatchSize: 4, MaxLength: 2, Stride: 2},
		"ch02.ex2.w8s2": {BatchSize: 4, MaxLength: 8, Stride: 2},
	} {
		check(t, id, batches(t, createLoader(t, story, opt, 123), 1)[0].Inputs)
	}
}

func TestLoaderSizes(t *testing.T) {
	// The settings of the figure and what a loader makes of each.
	type size struct {
		BatchSize   int   `json:"batch_size"`
		MaxLength   int   `json:"max_length"`
		Stride      int   `json:"stride"`
		DropLast    bool  `json:"drop_last"`
		Windows     int   `json:"windows"`
		Batches     int   `json:"batches"`
		LastRows    int   `json:"last_batch_rows"`
		LastInputs  []int `json:"last_window_first5"`
		LastTargets int   `json:"last_window_last_target"`
	}
	sizes := []size{
		{BatchSize: 4, MaxLength: 256, Stride: 128, DropLast: true}, {BatchSize: 4, MaxLength: 256, Stride: 128},
		{BatchSize: 2, MaxLength: 256, Stride: 256, DropLast: true},
		{BatchSize: 8, MaxLength: 4, Stride: 1, DropLast: true},
		{BatchSize: 8, MaxLength: 4, Stride: 4}, {BatchSize: 3, MaxLength: 7, Stride: 3, DropLast: true},
		{BatchSize: 3, MaxLength: 7, Stride: 3}, {BatchSize: 5, MaxLength: 100, Stride: 33},
		{BatchSize: 1, MaxLength: 5144, Stride: 1}, {BatchSize: 16, MaxLength: 2, Stride: 5, DropLast: true},
	}
	ids := encode(t, gpt2(t), verdict(t))
	for i := range sizes {
		s := &sizes[i]
		ds := dataset(t, ids, s.MaxLength, s.Stride)
		l, err := text.NewLoader(ds, dataloader.Options{BatchSize: s.BatchSize, DropLast: s.DropLast,
			RNG: torchrand.New(1)})
		if err != nil {
			t.Fatal(err)
		}
		all := batches(t, l, -1)
		if len(all) != l.Len() {
			t.Errorf("%d batches, Len says %d", len(all), l.Len())
		}
		last := all[len(all)-1]
		row := len(last.Inputs) - 1
		s.Windows, s.Batches, s.LastRows = ds.Len(), len(all), len(last.Inputs)
		s.LastInputs, s.LastTargets = last.Inputs[row][:min(5, s.MaxLength)], last.Targets[row][s.MaxLength-1]
	}
	check(t, "ch02.loader.sizes", sizes)
}

func TestShuffledLoaderFollowsPyTorch(t *testing.T) {
	l := createLoader(t, verdict(t), text.LoaderOptions{BatchSize: 8, MaxLength: 4, Stride: 4, Shuffle: true,
		DropLast: true}, 123)
	firsts := func() (tokens [][]int) {
		for _, b := range batches(t, l, 3) {
			var row []int
			for _, in := range b.Inputs {
				row = append(row, in[0])
			}
			tokens = append(tokens, row)
		}
		return tokens
	}
	// The loader of window numbers draws as the loader of windows does.
	windows, err := dataloader.New(dataset(t, encode(t, gpt2(t), verdict(t)), 4, 4).Len(),
		func(indices []int) ([]int, error) { return slices.Clone(indices), nil },
		dataloader.Options{BatchSize: 8, Shuffle: true, DropLast: true, RNG: torchrand.New(123)})
	if err != nil {
		t.Fatal(err)
	}
	var order []int
	for indices := range windows.Epoch() {
		if order = append(order, indices...); len(order) == 24 {
			break
		}
	}
	check(t, "ch02.loader.shuffled", map[string]any{
		"first_tokens_epoch1": firsts(), "first_tokens_epoch2": firsts(), "window_numbers_epoch1": order,
	})
}
