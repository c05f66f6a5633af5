package longrun_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/internal/small"
	"llmfromscratch/shared/corpus"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/torchrand"
)

// prepared is a corpus of some texts, open.
func prepared(t *testing.T, tok corpus.Tokenizer, opt corpus.Options, texts ...string) *corpus.Corpus {
	t.Helper()
	dir := t.TempDir()
	var files []corpus.File
	for i, txt := range texts {
		path := filepath.Join(dir, fmt.Sprintf("%02d.txt", i))
		if err := os.WriteFile(path, []byte(txt), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, corpus.File{Path: path, Name: filepath.Base(path), Size: int64(len(txt))})
	}
	opt.Tokenizer = tok
	out := filepath.Join(dir, "out")
	if _, err := corpus.Prepare(t.Context(), out, files, opt); err != nil {
		t.Fatal(err)
	}
	c, err := corpus.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func lettersCorpus() corpus.Tokenizer {
	return corpus.Tokenizer{Name: "letters", VocabSize: len(small.Alphabet), EndOfText: len(small.Alphabet) - 1,
		New: func() (corpus.Encoder, error) { return letters{}.Encode, nil }}
}

func ids(t *testing.T, tokens *corpus.Tokens) []int {
	t.Helper()
	all := make([]int, tokens.Len())
	if err := tokens.Read(all, 0); err != nil {
		t.Fatal(err)
	}
	return all
}

// A corpus has the ids that the whole texts have, <|endoftext|> between them, although it is tokenized in pieces and in
// parallel.
func TestCorpusHasGPT2sIDs(t *testing.T) {
	awkward := "It's I'll  \u00a0 'twas\t\tx  \n \n 漢字 한글 🙂🙂  12345 !!!\n"
	texts := []string{strings.TrimSpace(strings.Repeat(sample.Story()+awkward, 20)), "A border<|endoftext|>in a text.",
		"The end."}
	c := prepared(t, longrun.GPT2Corpus(), corpus.Options{ShardTokens: 50_000, Validation: 0, Workers: 4}, texts...)
	gpt2, err := text.NewGPT2()
	if err != nil {
		t.Fatal(err)
	}
	if spec := longrun.GPT2Corpus(); spec.VocabSize != gpt2.VocabSize() {
		t.Errorf("vocabulary of %d, want %d", spec.VocabSize, gpt2.VocabSize())
	} else if id, ok := gpt2.SpecialID(text.EndOfText); !ok || id != spec.EndOfText {
		t.Errorf("id between documents %d, want %d", spec.EndOfText, id)
	}
	for i, txt := range texts {
		var cleaned strings.Builder
		if err := corpus.Clean(&cleaned, strings.NewReader(txt), "x", corpus.Cleaning{}); err != nil {
			t.Fatal(err)
		}
		texts[i] = cleaned.String()
	}
	want, err := gpt2.Encode(strings.Join(texts, text.EndOfText), text.EndOfText)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(t, c.Train); !slices.Equal(got, want) {
		t.Errorf("%d ids, want %d", len(got), len(want))
	}
	if len(c.Index.Train.Shards) < 3 {
		t.Errorf("%d shards: the test is too small", len(c.Index.Train.Shards))
	}
}

// FuzzCutting: where the preparation of a corpus cuts a text, GPT-2 starts a new word in any case.
func FuzzCutting(f *testing.F) {
	gpt2, err := text.NewGPT2()
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"a cat  sat", "I'll  go", "x \u00a0 y", "a\n\n b\t\tc", "<|endoftext|> x",
		"漢 字 🙂 \xff x", "' s 's 1 2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, txt string) {
		if len(txt) > 200 {
			return
		}
		want, err := gpt2.Encode(txt, text.EndOfText)
		if err != nil {
			t.Fatal(err)
		}
		for at := 1; at < len(txt); at++ {
			before := txt[:at]
			if !strings.ContainsRune(" \n\t", rune(txt[at])) ||
				before != strings.TrimRightFunc(before, unicode.IsSpace) {
				continue
			}
			left, err := gpt2.Encode(before, text.EndOfText)
			if err != nil {
				t.Fatal(err)
			}
			right, err := gpt2.Encode(txt[at:], text.EndOfText)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(append(left, right...), want) {
				t.Errorf("%q cut at %d", txt, at)
			}
		}
	})
}

// The batches of a corpus are those of a text with the same ids, in the same order.
func TestCorpusLoadersAreThoseOfTheText(t *testing.T) {
	c := prepared(t, lettersCorpus(), corpus.Options{ShardTokens: 37, Validation: 0.2}, babble(900))
	const length = 16
	opt := pretrain.DataOptions{BatchSize: 3, ContextLength: length}
	rng := torchrand.New(7)
	got, err := longrun.NewCorpusLoaders(c, opt, rng)
	if err != nil {
		t.Fatal(err)
	}
	wantRNG := torchrand.New(7)
	want := func(tokens *corpus.Tokens, shuffle bool) (*dataloader.Loader[text.Batch], int) {
		ds, err := text.NewDataset(ids(t, tokens), length, length)
		if err != nil {
			t.Fatal(err)
		}
		l, err := text.NewLoader(ds, dataloader.Options{BatchSize: 3, Shuffle: shuffle, DropLast: shuffle,
			RNG: wantRNG})
		if err != nil {
			t.Fatal(err)
		}
		return l, ds.Len()
	}
	train, trainWindows := want(c.Train, true)
	validation, validationWindows := want(c.Validation, false)
	if got.TrainTokens != trainWindows/3*3*length || got.ValidationTokens != validationWindows*length {
		t.Errorf("%d and %d tokens, there are %d and %d windows", got.TrainTokens, got.ValidationTokens, trainWindows,
			validationWindows)
	}
	for range 2 {
		for _, l := range []struct {
			got, want *dataloader.Loader[text.Batch]
		}{{got.Train, train}, {got.Validation, validation}} {
			if a, b := epochOf(t, l.got), epochOf(t, l.want); len(a) < 3 || !reflect.DeepEqual(a, b) {
				t.Errorf("%d batches, want %d equal ones", len(a), len(b))
			}
		}
	}
}

func epochOf(t *testing.T, l *dataloader.Loader[text.Batch]) (batches []text.Batch) {
	t.Helper()
	for b, err := range l.Epoch() {
		if err != nil {
			t.Fatal(err)
		}
		batches = append(batches, b)
	}
	return batches
}

// startCorpus makes model and loaders of a run on a corpus from one seed.
func startCorpus(t *testing.T, c *corpus.Corpus, run longRun) (*gpt.Model, *pretrain.Loaders) {
	t.Helper()
	rng := torchrand.New(123)
	m, err := gpt.NewModel(nn.NewBuilderFrom(rng), run.Model)
	if err != nil {
		t.Fatal(err)
	}
	loaders, err := longrun.NewCorpusLoaders(c, run.Data, rng)
	if err != nil {
		t.Fatal(err)
	}
	return m, loaders
}

// interruptCorpus trains until so many steps are done, as Ctrl-C would end it.
func interruptCorpus(t *testing.T, c *corpus.Corpus, run longRun, steps int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	run.Watchers = []pretrain.Watcher{pretrain.OnStep(func(p pretrain.Progress) error {
		if p.Step == steps {
			cancel()
		}
		return nil
	})}
	m, loaders := startCorpus(t, c, run)
	if _, err := train(t, ctx, m, loaders, run); ctx.Err() == nil || err == nil {
		t.Fatalf("interrupted run returned %v", err)
	}
}

// In the middle of an epoch, at its end and after the first step: a run on a corpus that is interrupted, even twice,
// gives the same losses and parameters as one that never was, bit for bit.
func TestCorpusRunResumedEqualsUninterrupted(t *testing.T) {
	c := prepared(t, lettersCorpus(), corpus.Options{ShardTokens: 60, Validation: 0.2}, babble(200), babble(170))
	run := smallRun()
	m, loaders := startCorpus(t, c, run)
	want, err := train(t, t.Context(), m, loaders, run)
	if err != nil {
		t.Fatal(err)
	}
	wantParameters, perEpoch := parameters(t, m), loaders.Train.Len()
	if perEpoch < 5 {
		t.Fatalf("%d batches in an epoch: there is no middle", perEpoch)
	}
	for _, stops := range [][]int{{1}, {perEpoch/2 + perEpoch}, {perEpoch}, {3, perEpoch + 2}} {
		run.Long.Checkpoint = &longrun.Checkpoint{Dir: t.TempDir()}
		for _, after := range stops {
			interruptCorpus(t, c, run, after)
		}
		m, loaders := startCorpus(t, c, run)
		got, err := train(t, t.Context(), m, loaders, run)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(parameters(t, m), wantParameters) {
			t.Errorf("interrupted after steps %v: losses\n%v, want\n%v", stops, got.StepLosses, want.StepLosses)
		}
	}
}

func TestResumeRefusesAnotherCorpus(t *testing.T) {
	opt := corpus.Options{ShardTokens: 60, Validation: 0.2}
	c, other := prepared(t, lettersCorpus(), opt, babble(350)), prepared(t, lettersCorpus(), opt, babble(360))
	run := smallRun()
	run.Long.Checkpoint = &longrun.Checkpoint{Dir: t.TempDir()}
	interruptCorpus(t, c, run, 2)
	for name, begin := range map[string]func() (*gpt.Model, *pretrain.Loaders){
		"another corpus": func() (*gpt.Model, *pretrain.Loaders) { return startCorpus(t, other, run) },
		"a text":         func() (*gpt.Model, *pretrain.Loaders) { return start(t, run.Recipe, nn.TorchMasks) },
		"other batches": func() (*gpt.Model, *pretrain.Loaders) {
			changed := run
			changed.Data.BatchSize = 3
			return startCorpus(t, c, changed)
		},
	} {
		m, loaders := begin()
		if _, err := train(t, t.Context(), m, loaders, run); err == nil ||
			!strings.Contains(err.Error(), "trained on other batches") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestCorpusLoadersRefuse(t *testing.T) {
	whole := prepared(t, lettersCorpus(), corpus.Options{ShardTokens: 60, Validation: 0.2}, babble(350))
	trainOnly := prepared(t, lettersCorpus(), corpus.Options{ShardTokens: 60}, babble(350))
	for _, tt := range []struct {
		name string
		c    *corpus.Corpus
		opt  pretrain.DataOptions
		want string
	}{
		{"nothing held out", trainOnly, pretrain.DataOptions{BatchSize: 2, ContextLength: 16},
			"without a part for validation"},
		{"window longer than the corpus", whole, pretrain.DataOptions{BatchSize: 2, ContextLength: 400},
			"training part: text too short"},
		{"window longer than what is held out", whole, pretrain.DataOptions{BatchSize: 1, ContextLength: 100},
			"validation part: text too short"},
		{"batch larger than the corpus", whole, pretrain.DataOptions{BatchSize: 100, ContextLength: 16},
			"do not fill one batch of 100"},
		{"no window", whole, pretrain.DataOptions{BatchSize: 2}, "at least 1"},
		{"no batch", whole, pretrain.DataOptions{ContextLength: 16}, "batch size 0"},
	} {
		if _, err := longrun.NewCorpusLoaders(tt.c, tt.opt, torchrand.New(1)); err == nil ||
			!strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}

// A damaged shard ends training with an error that names it.
func TestTrainingNamesADamagedShard(t *testing.T) {
	c := prepared(t, lettersCorpus(), corpus.Options{ShardTokens: 60, Validation: 0.2}, babble(350))
	run := smallRun()
	m, loaders := startCorpus(t, c, run)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := train(t, t.Context(), m, loaders, run); err == nil ||
		!strings.Contains(err.Error(), "shard ") {
		t.Errorf("error %v", err)
	}
}

// Every document that fits has a window which begins with its first token; all else are further windows of the long
// ones.
func TestDocumentWindowsBeginWithDocuments(t *testing.T) {
	const length = 8
	tokenizer := lettersCorpus()
	c := prepared(t, tokenizer, corpus.Options{ShardTokens: 37, Validation: 0.2},
		"abc", "abcdefghijklmnopqrstuvwxyz", "b", babble(40), "xyz", babble(300))
	opt := pretrain.DataOptions{BatchSize: 1, ContextLength: length}
	got, err := longrun.NewDocumentLoaders(c, opt, torchrand.New(7))
	if err != nil {
		t.Fatal(err)
	}
	all := ids(t, c.Validation)
	var want [][]int
	for at, since := 0, 0; at+length < len(all); at++ {
		if at == 0 || all[at-1] == tokenizer.EndOfText {
			since = 0
		}
		if since%length == 0 {
			want = append(want, all[at:at+length+1])
		}
		since++
	}
	batches := epochOf(t, got.Validation)
	if len(batches) != len(want) || len(want) < 5 {
		t.Fatalf("%d windows, want %d", len(batches), len(want))
	}
	for i, b := range batches {
		if !slices.Equal(b.Inputs[0], want[i][:length]) || !slices.Equal(b.Targets[0], want[i][1:]) {
			t.Errorf("window %d is %v with targets %v, want %v", i, b.Inputs[0], b.Targets[0], want[i])
		}
	}
	other, err := longrun.NewCorpusLoaders(c, opt, torchrand.New(7))
	if err != nil || got.Data == other.Data {
		t.Errorf("batches are called %q, those of the other loaders %q, %v", got.Data, other.Data, err)
	}
}
