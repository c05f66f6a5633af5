package corpus_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"llmfromscratch/shared/corpus"
)

// letters is a tokenizer for tests: the id of a byte is its value, endOfText has one of its own.
const endOfText = 256

func letters() corpus.Tokenizer {
	return corpus.Tokenizer{Name: "bytes", VocabSize: 257, EndOfText: endOfText, New: func() (corpus.Encoder, error) {
		return func(text string) ([]int, error) {
			time.Sleep(time.Duration(len(text)%3) * 100 * time.Microsecond) // so that workers overtake each other
			ids := make([]int, len(text))
			for i := range len(text) {
				ids[i] = int(text[i])
			}
			return ids, nil
		}, nil
	}}
}

func options() corpus.Options {
	return corpus.Options{Tokenizer: letters(), ShardTokens: 60_000, Validation: 0.1}
}

// story is a text of about so many bytes.
func story(seed uint64, size int) string {
	r := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	for b.Len() < size {
		b.WriteString([]string{"The boat ", "sank. ", "It rose,\n", "for nobody\n\n", "knew why. "}[r.IntN(5)])
	}
	return strings.TrimSpace(b.String())
}

func library(t *testing.T) []corpus.File {
	t.Helper()
	files := map[string]string{"empty.txt": " \r\n", "one.txt": story(0, 600_000)} // several pieces
	for i := range 12 {
		files[fmt.Sprintf("more/%02d.txt", i)] = story(uint64(i+1), 200+300*i)
	}
	return list(t, tree(t, files))
}

func list(t *testing.T, paths ...string) []corpus.File {
	t.Helper()
	l, err := corpus.Files(paths, []string{".txt"})
	if err != nil {
		t.Fatal(err)
	}
	return l.Files
}

func prepare(t *testing.T, dir string, files []corpus.File, opt corpus.Options) *corpus.Result {
	t.Helper()
	r, err := corpus.Prepare(t.Context(), dir, files, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// content is the bytes of all files of a folder by name, less the lock.
func content(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return files
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() == ".lock" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(data)
	}
	return files
}

// documents are the texts of a part, cut at the ids between them.
func documents(t *testing.T, tokens *corpus.Tokens) []string {
	t.Helper()
	if tokens.Len() == 0 {
		return nil
	}
	ids := make([]int, tokens.Len())
	if err := tokens.Read(ids, 0); err != nil {
		t.Fatal(err)
	}
	texts := []string{""}
	var b strings.Builder
	for _, id := range ids {
		if id == endOfText {
			texts[len(texts)-1] = b.String()
			texts = append(texts, "")
			b.Reset()
			continue
		}
		b.WriteByte(byte(id))
	}
	texts[len(texts)-1] = b.String()
	return texts
}

// What comes out is what went in: every document, cleaned, in order, held out or not, and the index counts it.
func TestPreparedCorpusHoldsTheTexts(t *testing.T) {
	files, dir := library(t), t.TempDir()
	result := prepare(t, dir, files, options())
	c, err := corpus.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if !reflect.DeepEqual(c.Index, result.Index) || result.UpToDate ||
		!slices.Equal(result.Empty, []string{"books/empty.txt"}) {
		t.Errorf("result %+v", result)
	}
	train, held := documents(t, c.Train), documents(t, c.Validation)
	for i, f := range files {
		text, err := os.ReadFile(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		source := c.Index.Sources[i]
		if source.Name != f.Name || source.Bytes != f.Size {
			t.Errorf("source %d is %+v, want %s", i, source, f.Name)
		}
		want := strings.TrimSpace(string(text))
		if int(source.TextBytes) != len(want) {
			t.Errorf("%s has %d bytes of text, the index says %d", f.Name, len(want), source.TextBytes)
		}
		var got string
		if n := source.TrainTokens; n > 0 {
			got, train = train[0], train[1:]
			if len(got) != n {
				t.Errorf("%s has %d ids for training, the index says %d", f.Name, len(got), n)
			}
		}
		if n := source.ValidationTokens; n > 0 {
			tail := held[0]
			held = held[1:]
			if len(tail) != n {
				t.Errorf("%s has %d ids for validation, the index says %d", f.Name, len(tail), n)
			}
			if got != "" {
				got += want[len(got) : len(want)-len(tail)] // white space where it was cut
			}
			got += tail
		}
		if got != want {
			t.Errorf("%s: %d bytes, want %d", f.Name, len(got), len(want))
		}
	}
	if len(train)+len(held) > 0 {
		t.Errorf("%d documents too many", len(train)+len(held))
	}
	all := float64(c.Train.Len() + c.Validation.Len())
	if part := float64(c.Validation.Len()) / all; part < 0.09 || part > 0.11 {
		t.Errorf("%.3f of the ids are held out, want about 0.1", part)
	}
	for i, s := range c.Index.Train.Shards[:len(c.Index.Train.Shards)-1] {
		if s.Tokens != 60_000 {
			t.Errorf("shard %d has %d ids", i, s.Tokens)
		}
	}
}

func TestResultDoesNotDependOnTheNumberOfWorkers(t *testing.T) {
	files := library(t)
	var want map[string]string
	for _, workers := range []int{1, 2, 5, 16} {
		dir, opt := t.TempDir(), options()
		opt.Workers = workers
		prepare(t, dir, files, opt)
		got := content(t, dir)
		if want == nil {
			want = got
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%d workers give other bytes than one", workers)
		}
	}
	if len(want) < 10 {
		t.Errorf("only %d files: the test is too small", len(want))
	}
}

func TestSecondRunIsUpToDate(t *testing.T) {
	files, dir := library(t), t.TempDir()
	first := prepare(t, dir, files, options())
	before := content(t, dir)
	opt := options()
	opt.Tokenizer.New = func() (corpus.Encoder, error) { return nil, errors.New("nothing needs to be tokenized") }
	opt.Workers = 7
	second := prepare(t, dir, files, opt)
	if !second.UpToDate || !reflect.DeepEqual(first.Index, second.Index) ||
		!reflect.DeepEqual(content(t, dir), before) {
		t.Errorf("second run: %+v", second)
	}
}

// Any change of the sources or the settings is noticed; the new corpus replaces the old one, of which nothing stays.
func TestChangesAreNoticed(t *testing.T) {
	for name, change := range map[string]func(path string, opt *corpus.Options) error{
		"another letter": func(path string, _ *corpus.Options) error {
			text, err := os.ReadFile(path)
			text[10] ^= 1
			return errors.Join(err, os.WriteFile(path, text, 0o644))
		},
		"another size of shards":      func(_ string, opt *corpus.Options) error { opt.ShardTokens++; return nil },
		"another part for validation": func(_ string, opt *corpus.Options) error { opt.Validation = 0.2; return nil },
		"another tokenizer": func(_ string,
			opt *corpus.Options) error {
			opt.Tokenizer.Name = "other"
			return nil
		},
		"another cleaning": func(_ string,
			opt *corpus.Options) error {
			opt.Cleaning.KeepGutenberg = true
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			files, dir := library(t), t.TempDir()
			first := prepare(t, dir, files, options())
			opt := options()
			if err := change(files[len(files)-1].Path, &opt); err != nil {
				t.Fatal(err)
			}
			second := prepare(t, dir, files, opt)
			if second.UpToDate || second.Index.Fingerprint == first.Index.Fingerprint {
				t.Fatal("the change was not noticed")
			}
			for file := range content(t, dir) {
				if file != corpus.IndexFile && !strings.Contains(file, second.Index.Fingerprint) {
					t.Errorf("%s is still there", file)
				}
			}
			fresh := t.TempDir()
			prepare(t, fresh, files, opt)
			if !reflect.DeepEqual(content(t, dir), content(t, fresh)) {
				t.Error("the folder differs from one that was prepared afresh")
			}
		})
	}
}

func TestDamagedShardsAreMadeAgain(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"a byte changed": func(path string) error {
			data, err := os.ReadFile(path)
			data[len(data)-1] ^= 1
			return errors.Join(err, os.WriteFile(path, data, 0o644))
		},
		"cut off": func(path string) error { return os.Truncate(path, 100) },
		"gone":    os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			files, dir := library(t), t.TempDir()
			first := prepare(t, dir, files, options())
			want := content(t, dir)
			shard := first.Index.Train.Shards[1].Name
			if err := damage(filepath.Join(dir, shard)); err != nil {
				t.Fatal(err)
			}
			second := prepare(t, dir, files, options())
			if second.UpToDate || second.Damage == nil || !strings.Contains(second.Damage.Error(), shard) {
				t.Errorf("result %+v", second)
			}
			if !reflect.DeepEqual(content(t, dir), want) {
				t.Error("the shard was not mended")
			}
		})
	}
}

// Wherever a preparation is interrupted, the folder still holds what it held before, and nothing else.
func TestInterruptedPreparationLeavesTheOldOne(t *testing.T) {
	files := library(t)
	for _, had := range []bool{true, false} {
		dir := t.TempDir()
		if had {
			prepare(t, dir, files[:3], options())
		}
		before := content(t, dir)
		for at := 1; ; at += 2 {
			ctx, cancel := context.WithCancel(t.Context())
			opt := options()
			opt.Workers = 3
			calls := 0
			opt.OnProgress = func(corpus.Stage, int64, int64) {
				if calls++; calls == at {
					cancel()
				}
			}
			_, err := corpus.Prepare(ctx, dir, files, opt)
			cancel()
			if err == nil {
				if at < 20 {
					t.Errorf("only %d steps to interrupt", at)
				}
				break
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			if got := content(t, dir); !reflect.DeepEqual(got, before) {
				t.Fatalf("interrupted at step %d (older corpus %t): the folder has %d files, had %d", at, had, len(got),
					len(before))
			}
		}
		if c, err := corpus.Open(dir); err != nil {
			t.Error(err)
		} else {
			c.Close()
		}
	}
}

func TestLeftoversOfAKilledRunAreRemoved(t *testing.T) {
	files, dir := library(t), t.TempDir()
	leftovers := []string{"train-00000.0123456789abcdef.tokens",
		".validation-00002.0123456789abcdef.tokens.00112233445566aa.tmp-write"}
	others := []string{"train-notes.tokens", "train-00000.tokens", "notes.txt"}
	for _, name := range slices.Concat(leftovers, others) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	prepare(t, dir, files, options())
	got := content(t, dir)
	for _, name := range leftovers {
		if _, there := got[name]; there {
			t.Errorf("%s is still there", name)
		}
	}
	for _, name := range others {
		if _, there := got[name]; !there {
			t.Errorf("%s, which is somebody else's, was removed", name)
		}
	}
}

func TestPrepareRefuses(t *testing.T) {
	dir := tree(t, map[string]string{
		"good/a.txt": story(1, 5000), "blank/a.txt": "\n\n", "blank/b.txt": "\uFEFF",
		"latin/a.txt": story(2, 3000) + " caf\xe9 ", "binary/a.txt": "\x7fELF\x02\x01\x01\x00\x00",
		"word/a.txt": "word",
	})
	for _, tt := range []struct {
		name   string
		folder string
		change func(*corpus.Options)
		want   []string
	}{
		{"blank files", "blank", nil, []string{"there is no text", "2 of them"}},
		{"no UTF-8", "latin", nil, []string{filepath.Join("latin", "a.txt"), "not UTF-8", "is 0xE9"}},
		{"binary", "binary", nil, []string{filepath.Join("binary", "a.txt"), "not a text", "byte 7 is 0"}},
		{"too little to hold out", "word", nil, []string{"nothing could be held out"}},
		{"large vocabulary", "good", func(o *corpus.Options) { o.Tokenizer.VocabSize = 65537 },
			[]string{"bytes", "a vocabulary of 65537", "65536"}},
		{"no vocabulary", "good", func(o *corpus.Options) { o.Tokenizer.VocabSize = 0 }, []string{"a vocabulary of 0"}},
		{"id between documents", "good", func(o *corpus.Options) { o.Tokenizer.EndOfText = 257 },
			[]string{"257", "outside the vocabulary"}},
		{"id outside the vocabulary", "good", func(o *corpus.Options) {
			o.Tokenizer.VocabSize,
				o.Tokenizer.EndOfText = 100, 0
		}, []string{"a.txt", "outside its vocabulary of 100"}},
		{"no tokenizer", "good", func(o *corpus.Options) { o.Tokenizer.New = nil }, []string{"no tokenizer"}},
		{"empty shards", "good", func(o *corpus.Options) { o.ShardTokens = 0 }, []string{"shards of 0"}},
		{"large shards", "good", func(o *corpus.Options) { o.ShardTokens = corpus.MaxShardTokens + 1 },
			[]string{"shards of"}},
		{"negative ratio", "good", func(o *corpus.Options) { o.Validation = -0.1 }, []string{"-0.1", "0 to 0.5"}},
		{"large ratio", "good", func(o *corpus.Options) { o.Validation = 0.6 }, []string{"0.6", "0 to 0.5"}},
		{"negative workers", "good", func(o *corpus.Options) { o.Workers = -1 }, []string{"-1 workers"}},
		{"failing tokenizer", "good", func(o *corpus.Options) {
			o.Tokenizer.New = func() (corpus.Encoder, error) {
				return func(string) ([]int, error) { return nil, errors.New("a word it does not know") }, nil
			}
		}, []string{"a.txt", "a word it does not know"}},
		{"missing tokenizer", "good", func(o *corpus.Options) {
			o.Tokenizer.New = func() (corpus.Encoder, error) { return nil, errors.New("no tables") }
		}, []string{"no tables"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, opt := t.TempDir(), options()
			if tt.change != nil {
				tt.change(&opt)
			}
			_, err := corpus.Prepare(t.Context(), out, list(t, filepath.Join(dir, tt.folder)), opt)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if left := content(t, out); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestReplacedBytesAreAnOption(t *testing.T) {
	dir, opt := t.TempDir(), options()
	opt.Cleaning.ReplaceInvalid, opt.Validation = true, 0
	prepare(t, dir, list(t, tree(t, map[string]string{"a.txt": "caf\xe9 au lait"})), opt)
	c, err := corpus.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if got := documents(t, c.Train); !slices.Equal(got, []string{"caf\uFFFD au lait"}) || c.Validation.Len() != 0 {
		t.Errorf("got %q", got)
	}
}

func TestFileOfSomebodyElseIsNotReplaced(t *testing.T) {
	files := library(t)
	for name, text := range map[string]string{
		"no JSON": "my notes", "other JSON": `{"speeches": 3}`, "another version": `{"version": 99}`,
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, corpus.IndexFile)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := corpus.Prepare(t.Context(), dir, files, options()); err == nil ||
			!strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v", name, err)
		}
		if got := content(t, dir); len(got) != 1 || got[corpus.IndexFile] != text {
			t.Errorf("%s: the folder has changed", name)
		}
	}
}

func TestOneProcessPreparesAFolder(t *testing.T) {
	dir := t.TempDir()
	lock := flock.New(filepath.Join(dir, ".lock"))
	if ok, err := lock.TryLock(); err != nil || !ok {
		t.Fatal(ok, err)
	}
	defer lock.Unlock()
	if _, err := corpus.Prepare(t.Context(), dir, library(t), options()); err == nil ||
		!strings.Contains(err.Error(), "another process") {
		t.Errorf("error %v", err)
	}
}

func TestChangeWhileReadingIsAnError(t *testing.T) {
	files, dir, opt := library(t), t.TempDir(), options()
	path := files[len(files)-1].Path
	opt.OnProgress = func(stage corpus.Stage, done, total int64) {
		if stage == corpus.Checking && done == total {
			if err := os.WriteFile(path, []byte("another text"), 0o644); err != nil {
				t.Error(err)
			}
		}
	}
	if _, err := corpus.Prepare(t.Context(), dir, files, opt); err == nil ||
		!strings.Contains(err.Error(), path+" changed while it was read") {
		t.Errorf("error %v", err)
	}
	if left := content(t, dir); len(left) > 0 {
		t.Errorf("left behind: %d files", len(left))
	}
}
