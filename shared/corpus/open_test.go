package corpus_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"llmfromscratch/shared/corpus"
)

// small is a prepared folder with training shards of 100, 100 and some ids.
func small(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	if err := os.WriteFile(path, []byte(story(5, 300)), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := corpus.Files([]string{path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	opt := options()
	opt.ShardTokens = 100
	out := filepath.Join(dir, "out")
	if _, err := corpus.Prepare(t.Context(), out, l.Files, opt); err != nil {
		t.Fatal(err)
	}
	return out
}

func open(t *testing.T, dir string) *corpus.Corpus {
	t.Helper()
	c, err := corpus.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestReadCrossesShards(t *testing.T) {
	c := open(t, small(t))
	n := c.Train.Len()
	if shards := len(c.Index.Train.Shards); shards != 3 {
		t.Fatalf("%d shards, want 3", shards)
	}
	all := make([]int, n)
	if err := c.Train.Read(all, 0); err != nil {
		t.Fatal(err)
	}
	for from := range n {
		for _, size := range []int{0, 1, 2, 99, 150, n - from} {
			got := make([]int, min(size, n-from))
			if err := c.Train.Read(got, from); err != nil || !slices.Equal(got, all[from:from+len(got)]) {
				t.Fatalf("%d ids from %d: %v, %v", len(got), from, got, err)
			}
		}
	}
	for _, tt := range []struct{ from, size int }{{-1, 1}, {n, 1}, {n - 1, 2}, {0, n + 1}, {math.MaxInt, 1}} {
		if err := c.Train.Read(make([]int, tt.size), tt.from); err == nil ||
			!strings.Contains(err.Error(), "train: token ids") {
			t.Errorf("%d ids from %d: error %v", tt.size, tt.from, err)
		}
	}
}

func TestManyMayRead(t *testing.T) {
	c := open(t, small(t))
	all := make([]int, c.Train.Len())
	if err := c.Train.Read(all, 0); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for seed := range uint64(8) {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(seed, 0))
			for range 500 {
				got, from := make([]int, 30), r.IntN(len(all)-30)
				if err := c.Train.Read(got, from); err != nil || !slices.Equal(got, all[from:from+30]) {
					t.Errorf("from %d: %v, %v", from, got, err)
				}
			}
		})
	}
	wg.Wait()
}

// Reading must not load a corpus: a window takes memory for itself alone.
func TestReadingTakesNoMemoryForTheCorpus(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": story(1, 8_000_000)})
	opt := options()
	opt.ShardTokens = 3_000_000
	prepare(t, filepath.Join(dir, "out"), list(t, dir), opt)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	c := open(t, filepath.Join(dir, "out"))
	window := make([]int, 1024)
	for i := range 100 {
		if err := c.Train.Read(window, i*c.Train.Len()/101); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
		t.Errorf("%d bytes were allocated to read 100 windows of %d ids", took, len(window))
	}
}

func TestOpenNamesWhatDoesNotFit(t *testing.T) {
	whole := small(t)
	index, err := corpus.ReadIndex(whole)
	if err != nil {
		t.Fatal(err)
	}
	first, second, last := index.Train.Shards[0].Name, index.Train.Shards[1].Name, index.Train.Shards[2].Name
	edit := func(change func(data []byte) []byte) func(string) error {
		return func(path string) error {
			data, err := os.ReadFile(path)
			return errors.Join(err, os.WriteFile(path, change(data), 0o644))
		}
	}
	for _, tt := range []struct {
		name, file string
		damage     func(path string) error
		want       []string
	}{
		{"cut off", first, func(path string) error { return os.Truncate(path, 231) },
			[]string{first, "231 bytes", "100 token ids take 232"}},
		{"cut off in the header", first, func(path string) error { return os.Truncate(path, 10) },
			[]string{first, "10 bytes"}},
		{"empty", first, func(path string) error { return os.Truncate(path, 0) }, []string{first, "0 bytes"}},
		{"longer", last, edit(func(b []byte) []byte { return append(b, 0, 0) }), []string{last, "bytes"}},
		{"gone", second, os.Remove, []string{second, "prepare"[:0]}},
		{"a folder", second, func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o755)) },
			[]string{second}},
		{"something else", first, edit(func(b []byte) []byte { return bytes.Repeat([]byte{'x'}, len(b)) }),
			[]string{first, "no file of token ids"}},
		{"another format", first, edit(func(b []byte) []byte { b[8]++; return b }), []string{first, "its format is 2"}},
		{"another vocabulary", first, edit(func(b []byte) []byte { b[12]++; return b }),
			[]string{first, "belongs to another corpus"}},
		{"another fingerprint", first, edit(func(b []byte) []byte { b[31]++; return b }),
			[]string{first, "belongs to another corpus"}},
		{"the wrong place", first, func(path string) error {
			data, err := os.ReadFile(filepath.Join(filepath.Dir(path), second))
			return errors.Join(err, os.WriteFile(path, data, 0o644))
		}, []string{first, "another place"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "copy")
			if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, tt.file)
			if err := tt.damage(path); err != nil {
				t.Fatal(err)
			}
			c, err := corpus.Open(dir)
			if err == nil {
				c.Close()
				t.Fatal("no error")
			}
			for _, want := range append(tt.want, path) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}

// What only reading can find names the shard and the id.
func TestDamagedIDsAreFound(t *testing.T) {
	dir := small(t)
	index, err := corpus.ReadIndex(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, index.Train.Shards[1].Name)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[32+2*7+1] = 0xFF // the high byte of id 7
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	c := open(t, dir)
	if err := c.Train.Read(make([]int, 107), 0); err != nil {
		t.Errorf("ids before the damaged one: %v", err)
	}
	err = c.Train.Read(make([]int, 20), 95)
	for _, want := range []string{path, "token id 7 is 65", "vocabulary of 257"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
	if err := c.Verify(t.Context()); err == nil || !strings.Contains(err.Error(), path) ||
		!strings.Contains(err.Error(), "checksum") {
		t.Errorf("verify: %v", err)
	}
}

// A file that is cut off while it is mapped ends no program.
func TestShardCutOffWhileOpen(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not let a mapped file be cut off")
	}
	dir := tree(t, map[string]string{"a.txt": story(1, 100_000)})
	out := filepath.Join(dir, "out")
	prepare(t, out, list(t, dir), options())
	c := open(t, out)
	path := filepath.Join(out, c.Index.Train.Shards[0].Name)
	if err := os.Truncate(path, 5000); err != nil {
		t.Fatal(err)
	}
	if err := c.Train.Read(make([]int, 10), 0); err != nil {
		t.Errorf("the part that is left: %v", err)
	}
	if err := c.Train.Read(make([]int, 10), 50_000); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v does not name the shard", err)
	}
	if err := c.Verify(t.Context()); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("verify: %v", err)
	}
}

func TestReadingAfterClose(t *testing.T) {
	c := open(t, small(t))
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Train.Read(make([]int, 1), 0); err == nil || !strings.Contains(err.Error(), ".tokens") {
		t.Errorf("error %v", err)
	}
}

func TestIndexIsChecked(t *testing.T) {
	dir := small(t)
	path := filepath.Join(dir, corpus.IndexFile)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	type object = map[string]any
	shards := func(x object, part string) []any { return x[part].(object)["shards"].([]any) }
	for _, tt := range []struct {
		name   string
		change func(object)
		want   string
	}{
		{"another version", func(x object) { x["version"] = 2 }, "its version is 2"},
		{"no version", func(x object) { delete(x, "version") }, "its version is 0"},
		{"an unknown field", func(x object) { x["speed"] = 3 }, "speed"},
		{"fingerprint", func(x object) { x["fingerprint"] = "../../../etc" }, "fingerprint"},
		{"large vocabulary", func(x object) { x["vocab_size"] = 65537 }, "a vocabulary of 65537"},
		{"negative vocabulary", func(x object) { x["vocab_size"] = -1 }, "a vocabulary of -1"},
		{"smaller vocabulary", func(x object) { x["vocab_size"] = 200 }, "outside the vocabulary of 200"},
		{"other size of shards", func(x object) { x["shard_tokens"] = 101 }, "has 100 token ids"},
		{"size of shards", func(x object) { x["shard_tokens"] = 0 }, "0 token ids in a shard"},
		{"held out", func(x object) { x["held_out"] = 7 }, "held out"},
		{"sum", func(x object) { x["train"].(object)["tokens"] = 5 }, "the index says 5"},
		{"name", func(x object) { shards(x, "train")[1].(object)["name"] = "../b" }, `"../b"`},
		{"order", func(x object) { s := shards(x, "train"); s[0], s[1] = s[1], s[0] }, "shard 0 of train"},
		{"empty shard", func(x object) { shards(x, "train")[2].(object)["tokens"] = 0 }, "has 0 token ids"},
		{"negative shard", func(x object) { shards(x, "train")[2].(object)["tokens"] = -5 }, "has -5 token ids"},
		{"nothing to train on", func(x object) { x["train"] = object{"tokens": 0, "shards": []any{}} },
			"no token ids to train on"},
		{"fraction", func(x object) { x["vocab_size"] = 1.5 }, "vocab_size"},
		{"a list", func(x object) { x["train"] = []any{} }, "train"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var x object
			if err := json.Unmarshal(data, &x); err != nil {
				t.Fatal(err)
			}
			tt.change(x)
			changed, err := json.Marshal(x)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, changed, 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := corpus.Open(dir); err == nil || !strings.Contains(err.Error(), tt.want) ||
				!strings.Contains(err.Error(), path) {
				t.Errorf("error %v, want one of %s with %q", err, path, tt.want)
			}
		})
	}
	for name, text := range map[string]string{"empty": "", "cut off": string(data[:len(data)/2]), "no JSON": "<html>",
		"null": "null"} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := corpus.Open(dir); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := corpus.Open(dir); !errors.Is(err, fs.ErrNotExist) ||
		!strings.Contains(err.Error(), "prepared to the end") {
		t.Errorf("no index: %v", err)
	}
}

// FuzzOpenIndex puts any bytes in the place of the index: what opens must be consistent and readable to the end.
func FuzzOpenIndex(f *testing.F) {
	dir := small(f)
	path := filepath.Join(dir, corpus.IndexFile)
	data, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	for old, changed := range map[string]string{
		`"version": 1`: `"version": 2`, `"vocab_size": 257`: `"vocab_size": 70000`,
		`"shard_tokens": 100`: `"shard_tokens": 9223372036854775807`,
		`"tokens": 100`:       `"tokens": -100`, "train-00000": "train-00001", `"shards": [`: `"shards": null, "x": [`,
		`"held_out": 0.1`: `"held_out": 1e400`,
	} {
		f.Add(bytes.Replace(data, []byte(old), []byte(changed), 1))
	}
	f.Add([]byte("{}"))
	f.Add([]byte(`{"version":1,"fingerprint":"0000000000000000","vocab_size":1,"shard_tokens":1,"train":{"tokens":0}}`))
	work := f.TempDir()
	if err := os.CopyFS(filepath.Join(work, "c"), os.DirFS(dir)); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, index []byte) {
		if err := os.WriteFile(filepath.Join(work, "c", corpus.IndexFile), index, 0o644); err != nil {
			t.Fatal(err)
		}
		readAll(t, filepath.Join(work, "c"))
	})
}

// FuzzOpenShard puts any bytes in the place of a shard.
func FuzzOpenShard(f *testing.F) {
	dir := small(f)
	index, err := corpus.ReadIndex(dir)
	if err != nil {
		f.Fatal(err)
	}
	path := filepath.Join(dir, index.Train.Shards[1].Name)
	data, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:len(data)-1])
	f.Add(data[:32])
	f.Add([]byte{})
	for _, at := range []int{0, 8, 12, 16, 20, 24, 33, 231} {
		changed := bytes.Clone(data)
		changed[at] ^= 0xFF
		f.Add(changed)
	}
	f.Fuzz(func(t *testing.T, shard []byte) {
		if err := os.WriteFile(path, shard, 0o644); err != nil {
			t.Fatal(err)
		}
		opened := readAll(t, dir)
		if same := len(shard) == len(data) && bytes.Equal(shard[:32], data[:32]); opened != same {
			t.Fatalf("opened: %t, size and header are right: %t", opened, same)
		}
	})
}

// readAll opens a folder and reads everything: errors name a file, ids lie in the vocabulary. It tells whether it could
// be opened.
func readAll(t *testing.T, dir string) bool {
	t.Helper()
	c, err := corpus.Open(dir)
	if err != nil {
		if !strings.Contains(err.Error(), dir) {
			t.Fatalf("error %q names no file", err)
		}
		return false
	}
	defer c.Close()
	for part, tokens := range maps.All(map[string]*corpus.Tokens{"train": c.Train, "validation": c.Validation}) {
		ids := make([]int, tokens.Len())
		if err := tokens.Read(ids, 0); err != nil {
			if !strings.Contains(err.Error(), part) || !strings.Contains(err.Error(), ".tokens") {
				t.Fatalf("error %q names no shard", err)
			}
			continue
		}
		for i, id := range ids {
			if id < 0 || id >= c.Index.VocabSize {
				t.Fatalf("%s: id %d is %d of %d", part, i, id, c.Index.VocabSize)
			}
		}
	}
	if err := c.Verify(t.Context()); err != nil && !strings.Contains(err.Error(), ".tokens") {
		t.Fatalf("error %q names no shard", err)
	}
	return true
}
