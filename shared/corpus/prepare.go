package corpus

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"

	"github.com/gofrs/flock"
)

// Encoder turns a text into token ids. The ids of a text cut before white space that follows something else must be
// those of the parts, one behind the other; GPT-2's encoding is like that.
type Encoder func(text string) ([]int, error)

// Tokenizer is what a corpus is prepared with.
type Tokenizer struct {
	Name      string                  // goes into the index, for the reader to compare
	VocabSize int                     // at most [MaxVocabSize]
	EndOfText int                     // id that goes between two documents
	New       func() (Encoder, error) // each worker has an encoder of its own
}

// Options of a preparation.
type Options struct {
	Tokenizer   Tokenizer
	Cleaning    Cleaning
	ShardTokens int                                  // ids in a shard
	Validation  float64                              // part of the texts that is held out, 0 to [MaxValidation]
	Workers     int                                  // that tokenize at once; 0: one for each core
	OnProgress  func(stage Stage, done, total int64) // called now and then, in bytes of text; nil: nobody
}

// Stage is a part of the work.
type Stage string

// The stages of [Prepare]: all sources are read before anything is written, so that what is wrong with one of them is
// known at once.
const (
	Checking   Stage = "checking"
	Tokenizing Stage = "tokenizing"
)

// Result is what [Prepare] did.
type Result struct {
	Index    *Index
	UpToDate bool     // nothing had to be done
	Damage   error    // why shards that should have been up to date were made again; nil: they were not
	Empty    []string // names of sources without any text
}

// Prepare cleans and tokenizes files and writes shards and index to dir, which is made when needed. Where dir holds the
// same already, whole, it does nothing.
//
// Whatever happens – an error, the end of ctx, a full disk, a kill – dir holds what it held before or what it should
// hold now: shards appear whole under names of their own, and the index that names them comes last. What an earlier
// preparation left is removed after that.
func Prepare(ctx context.Context, dir string, files []File, opt Options) (*Result, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(dir, ".lock"))
	if ok, err := lock.TryLock(); err != nil {
		return nil, fmt.Errorf("lock %s: %w", lock.Path(), err)
	} else if !ok {
		return nil, fmt.Errorf("another process is preparing %s; wait for it, or choose another folder", dir)
	}
	defer lock.Unlock()

	old, err := ReadIndex(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w; it is not replaced: choose another folder, or remove it", err)
	}
	p := &preparation{dir: dir, files: files, opt: opt, old: old}
	if err := p.scan(ctx); err != nil {
		return nil, err
	}
	if old != nil && old.Fingerprint == p.index.Fingerprint {
		if p.Damage = verify(ctx, dir); p.Damage == nil {
			p.Index, p.UpToDate = old, true
			return &p.Result, nil
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
	if err := p.write(ctx); err != nil {
		p.remove(p.made, old)
		return nil, err
	}
	p.removeStale()
	p.Index = &p.index
	return &p.Result, nil
}

func verify(ctx context.Context, dir string) error {
	c, err := Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(c.Verify(ctx), c.Close())
}

func (o *Options) check() error {
	if o.Tokenizer.New == nil {
		return errors.New("prepare: no tokenizer")
	}
	if err := checkVocabulary(o.Tokenizer.VocabSize, o.Tokenizer.EndOfText); err != nil {
		return fmt.Errorf("tokenizer %s has %w", o.Tokenizer.Name, err)
	}
	if o.ShardTokens < 1 || o.ShardTokens > MaxShardTokens {
		return fmt.Errorf("shards of %d token ids: want 1 to %d", o.ShardTokens, MaxShardTokens)
	}
	if o.Workers < 0 {
		return fmt.Errorf("%d workers: want at least 1, or 0 for one on each core", o.Workers)
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return checkRatio(o.Validation)
}

// preparation is a preparation under way.
type preparation struct {
	dir   string
	files []File
	opt   Options
	old   *Index // what the folder held before; nil: nothing
	index Index
	held  []int64  // bytes of each document that are held out
	made  []string // shards written so far
	Result
}

// scan reads all sources: their checksums, how long they are once cleaned, and whether they are texts at all.
func (p *preparation) scan(ctx context.Context) error {
	var total, done int64
	for _, f := range p.files {
		total += f.Size
	}
	workers := make([]func(File) (Source, error), p.opt.Workers)
	for i := range workers {
		workers[i] = func(f File) (Source, error) { return p.source(ctx, f) }
	}
	sources := inOrder(ctx, workers, func(emit func(File) error) error {
		for _, f := range p.files {
			if err := emit(f); err != nil {
				return err
			}
		}
		return nil
	})
	var sizes []int64
	var text int64
	for source, err := range sources {
		if err != nil {
			return err
		}
		if source.TextBytes == 0 {
			p.Empty = append(p.Empty, source.Name)
		}
		p.index.Sources = append(p.index.Sources, source)
		sizes = append(sizes, source.TextBytes)
		text += source.TextBytes
		done += source.Bytes
		p.progress(Checking, done, total)
	}
	if text == 0 {
		return fmt.Errorf("there is no text: every file is empty once it is cleaned (%d of them)", len(p.files))
	}
	p.held = heldOut(sizes, p.opt.Validation)
	p.index.Version, p.index.Cleaning = indexVersion, p.opt.Cleaning
	p.index.Tokenizer, p.index.VocabSize, p.index.EndOfText = p.opt.Tokenizer.Name, p.opt.Tokenizer.VocabSize,
		p.opt.Tokenizer.EndOfText
	p.index.ShardTokens, p.index.HeldOut = p.opt.ShardTokens, p.opt.Validation
	settings, err := json.Marshal(p.index)
	if err != nil {
		return err
	}
	hash := sha256.Sum256(settings)
	p.index.Fingerprint = hex.EncodeToString(hash[:8])
	return nil
}

// source reads one file.
func (p *preparation) source(ctx context.Context, f File) (Source, error) {
	s := Source{Name: f.Name}
	var text counter
	var err error
	s.SHA256, s.Bytes, err = p.clean(ctx, f, &text)
	s.TextBytes = int64(text)
	return s, err
}

// clean writes the text of a file to w and returns the checksum and the size of what was read.
func (p *preparation) clean(ctx context.Context, f File, w io.Writer) (sum string, size int64, err error) {
	file, err := os.Open(f.Path)
	if err != nil {
		return "", 0, err
	}
	defer file.Close()
	hash := sha256.New()
	var read counter
	err = Clean(w, io.TeeReader(interruptible{ctx, file}, io.MultiWriter(hash, &read)), f.Path, p.opt.Cleaning)
	return hex.EncodeToString(hash.Sum(nil)), int64(read), err
}

func (p *preparation) progress(stage Stage, done, total int64) {
	if p.opt.OnProgress != nil {
		p.opt.OnProgress(stage, done, total)
	}
}

// ownFile is the name of a shard, or of one that was being written when its process was killed.
var ownFile = regexp.MustCompile(`^\.?(train|validation)-\d{5,}\.[0-9a-f]{16}\.tokens(\.[0-9a-f]{16}\.tmp-write)?$`)

// removeStale removes what the folder holds of earlier preparations, finished or not. It is locked, so nobody is
// writing them. What cannot be removed, on some systems because it is being read, costs space and nothing else.
func (p *preparation) removeStale() {
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return
	}
	var stale []string
	for _, entry := range entries {
		if ownFile.MatchString(entry.Name()) {
			stale = append(stale, entry.Name())
		}
	}
	p.remove(stale, &p.index)
}

// remove removes shards that an index does not name.
func (p *preparation) remove(names []string, index *Index) {
	keep := map[string]bool{}
	if index != nil {
		for _, s := range slices.Concat(index.Train.Shards, index.Validation.Shards) {
			keep[s.Name] = true
		}
	}
	for _, name := range names {
		if !keep[name] {
			os.Remove(filepath.Join(p.dir, name))
		}
	}
}

// counter counts the bytes that are written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// interruptible is a reader that ends with its context.
type interruptible struct {
	ctx context.Context
	io.Reader
}

func (r interruptible) Read(p []byte) (int, error) {
	if err := context.Cause(r.ctx); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
