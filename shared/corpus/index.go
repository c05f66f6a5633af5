package corpus

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"llmfromscratch/shared/atomicfile"
)

const (
	// IndexFile is the name of the index in a prepared folder.
	IndexFile    = "corpus.json"
	indexVersion = 1
	maxIndex     = 1 << 28 // bytes: room for a million sources
)

// Index says what a prepared folder holds.
type Index struct {
	Version     int      `json:"version"`
	Fingerprint string   `json:"fingerprint"` // of sources and settings, 16 hexadecimal digits
	Tokenizer   string   `json:"tokenizer"`
	VocabSize   int      `json:"vocab_size"`
	EndOfText   int      `json:"end_of_text"`  // id between two documents
	ShardTokens int      `json:"shard_tokens"` // ids in every shard but the last of a part
	HeldOut     float64  `json:"held_out"`     // part of the texts that validation was to get
	Cleaning    Cleaning `json:"cleaning"`
	Train       Part     `json:"train"`
	Validation  Part     `json:"validation"`
	Sources     []Source `json:"sources"` // in the order of the documents
}

// Part is the training or the validation part of a corpus.
type Part struct {
	Tokens int     `json:"tokens"`
	Shards []Shard `json:"shards"`
}

// Shard is a file of token ids.
type Shard struct {
	Name   string `json:"name"`
	Tokens int    `json:"tokens"`
	SHA256 string `json:"sha256"` // of the whole file
}

// Source is a file that the ids were made from.
type Source struct {
	Name             string `json:"name"`
	Bytes            int64  `json:"bytes"`
	SHA256           string `json:"sha256"`
	TextBytes        int64  `json:"text_bytes"` // after cleaning
	TrainTokens      int    `json:"train_tokens"`
	ValidationTokens int    `json:"validation_tokens"`
}

// ReadIndex reads and checks the index of a prepared folder; it does not look at the shards. When there is none, the
// error is an fs.ErrNotExist.
func ReadIndex(dir string) (*Index, error) {
	path := filepath.Join(dir, IndexFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is missing: has the folder been prepared to the end? (%w)", path, fs.ErrNotExist)
	}
	if err != nil {
		return nil, err
	}
	if info.Size() > maxIndex {
		return nil, fmt.Errorf("%s has %d bytes, more than the index of any corpus", path, info.Size())
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	index, err := parseIndex(data)
	if err != nil {
		return nil, fmt.Errorf("%s is no index that can be used: %w", path, err)
	}
	return index, nil
}

func parseIndex(data []byte) (*Index, error) {
	var version struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(data, &version); err != nil {
		return nil, err
	}
	if version.Version != indexVersion {
		return nil, fmt.Errorf("its version is %d, this program reads %d: prepare the texts again", version.Version,
			indexVersion)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var index Index
	if err := dec.Decode(&index); err != nil {
		return nil, err
	}
	return &index, index.check()
}

// check compares what the index says with itself.
func (x *Index) check() error {
	if _, err := fingerprintBytes(x.Fingerprint); err != nil {
		return err
	}
	if err := checkVocabulary(x.VocabSize, x.EndOfText); err != nil {
		return err
	}
	if x.ShardTokens < 1 || x.ShardTokens > MaxShardTokens {
		return fmt.Errorf("%d token ids in a shard, want 1 to %d", x.ShardTokens, MaxShardTokens)
	}
	if err := checkRatio(x.HeldOut); err != nil {
		return err
	}
	if err := x.checkPart(training); err != nil {
		return err
	}
	if err := x.checkPart(validation); err != nil {
		return err
	}
	if x.Train.Tokens == 0 {
		return errors.New("it has no token ids to train on")
	}
	return nil
}

// checkPart checks names, sizes and the sum of the shards of a part.
func (x *Index) checkPart(p part) error {
	shards, sum := x.part(p).Shards, 0
	for i, shard := range shards {
		if want := x.header(p, i).name(); shard.Name != want {
			return fmt.Errorf("shard %d of %v is called %q, want %q", i, p, shard.Name, want)
		}
		full := shard.Tokens == x.ShardTokens
		if i == len(shards)-1 {
			full = shard.Tokens >= 1 && shard.Tokens <= x.ShardTokens
		}
		if !full {
			return fmt.Errorf("shard %s has %d token ids; a shard has %d, and only the last one of a part may have "+
				"fewer",
				shard.Name, shard.Tokens, x.ShardTokens)
		}
		if sum > math.MaxInt-shard.Tokens {
			return fmt.Errorf("shard %s: more token ids than this machine can count", shard.Name)
		}
		sum += shard.Tokens
	}
	if sum != x.part(p).Tokens {
		return fmt.Errorf("the shards of %v have %d token ids together, the index says %d", p, sum, x.part(p).Tokens)
	}
	return nil
}

func (x *Index) part(p part) *Part {
	if p == validation {
		return &x.Validation
	}
	return &x.Train
}

// set enters the shards of a part and how many of their ids each source gave.
func (x *Index) set(p part, shards []Shard, counts []int) {
	tokens := 0
	for _, s := range shards {
		tokens += s.Tokens
	}
	*x.part(p) = Part{Tokens: tokens, Shards: shards}
	for i, n := range counts {
		if p == validation {
			x.Sources[i].ValidationTokens = n
		} else {
			x.Sources[i].TrainTokens = n
		}
	}
}

// header is that of a shard of this corpus.
func (x *Index) header(p part, number int) header {
	fingerprint, err := fingerprintBytes(x.Fingerprint)
	if err != nil {
		panic(err) // check has seen it
	}
	return header{vocabSize: x.VocabSize, part: p, number: number, fingerprint: fingerprint}
}

// write puts the index in place, in one step.
func (x *Index) write(dir string) error {
	return atomicfile.Write(filepath.Join(dir, IndexFile), func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(x)
	})
}

func fingerprintBytes(digits string) (b [8]byte, err error) {
	raw, err := hex.DecodeString(digits)
	if err != nil || len(raw) != len(b) || hex.EncodeToString(raw) != digits {
		return b, fmt.Errorf("fingerprint %q, want %d hexadecimal digits", digits, 2*len(b))
	}
	return [8]byte(raw), nil
}

func checkVocabulary(size, endOfText int) error {
	if size < 1 || size > MaxVocabSize {
		return fmt.Errorf("a vocabulary of %d: ids of 16 bits have room for 1 to %d", size, MaxVocabSize)
	}
	if endOfText < 0 || endOfText >= size {
		return fmt.Errorf("the id between two documents is %d, outside the vocabulary of %d", endOfText, size)
	}
	return nil
}
