package corpus

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"llmfromscratch/shared/atomicfile"
)

// A shard is a file of token ids: a header, then ids of 16 bits, little endian.
const (
	shardMagic  = "llmtoken" // 8 bytes
	headerSize  = 32
	shardFormat = 1
	tokenSize   = 2

	// MaxVocabSize is the largest vocabulary whose ids have 16 bits.
	MaxVocabSize = 1 << 16
	// MaxShardTokens is the largest size of a shard, in ids.
	MaxShardTokens = 1 << 29
)

// header is what a shard says of itself, so that one of another corpus, or one in the wrong place, is not taken for it.
type header struct {
	vocabSize   int
	part        part
	number      int
	fingerprint [8]byte // of sources and settings
}

// part is training or validation.
type part uint32

const (
	training part = iota
	validation
)

func (p part) String() string { return [...]string{"train", "validation"}[p] }

// bytes is the header as a shard begins with it.
func (h header) bytes() []byte {
	b := make([]byte, 0, headerSize)
	b = append(b, shardMagic...)
	b = binary.LittleEndian.AppendUint32(b, shardFormat)
	b = binary.LittleEndian.AppendUint32(b, uint32(h.vocabSize))
	b = binary.LittleEndian.AppendUint32(b, uint32(h.part))
	b = binary.LittleEndian.AppendUint32(b, uint32(h.number))
	return append(b, h.fingerprint[:]...)
}

// check compares the beginning of a file with the header that it should have.
func (h header) check(got []byte) error {
	want := h.bytes()
	switch {
	case bytes.Equal(got, want):
		return nil
	case !bytes.HasPrefix(got, []byte(shardMagic)):
		return errors.New("it is no file of token ids")
	case !bytes.Equal(got[8:12], want[8:12]):
		return fmt.Errorf("its format is %d, this program reads %d", binary.LittleEndian.Uint32(got[8:]), shardFormat)
	}
	return errors.New("it belongs to another corpus, or to another place in this one")
}

// name is the name of a shard's file.
func (h header) name() string {
	return fmt.Sprintf("%v-%05d.%s%s", h.part, h.number, hex.EncodeToString(h.fingerprint[:]), shardSuffix)
}

const shardSuffix = ".tokens"

// shardWriter writes the shards of one part.
type shardWriter struct {
	dir      string
	header   header // of the next shard
	perShard int
	next     func() ([]uint16, error) // the following ids; io.EOF at the end
	made     func(name string)        // is told of each shard when it is in place

	rest []uint16 // ids that came and are not written
	buf  []byte
}

// write writes all shards: each whole or not at all.
func (s *shardWriter) write() ([]Shard, error) {
	var shards []Shard
	for {
		err := s.more()
		if errors.Is(err, io.EOF) {
			return shards, nil
		}
		if err != nil {
			return nil, err
		}
		shard := Shard{Name: s.header.name()}
		hash := sha256.New()
		err = atomicfile.Write(filepath.Join(s.dir, shard.Name), func(w io.Writer) error {
			shard.Tokens, err = s.shard(io.MultiWriter(w, hash))
			return err
		})
		if err != nil {
			return nil, err
		}
		shard.SHA256 = hex.EncodeToString(hash.Sum(nil))
		shards = append(shards, shard)
		s.made(shard.Name)
		s.header.number++
	}
}

// more waits until there are ids to write.
func (s *shardWriter) more() (err error) {
	for len(s.rest) == 0 && err == nil {
		s.rest, err = s.next()
	}
	return err
}

// shard writes the header and as many ids as a shard takes, or as there are, and returns their number.
func (s *shardWriter) shard(w io.Writer) (tokens int, err error) {
	if _, err := w.Write(s.header.bytes()); err != nil {
		return 0, err
	}
	for tokens < s.perShard {
		if err := s.more(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return tokens, err
		}
		n := min(len(s.rest), s.perShard-tokens)
		s.buf = s.buf[:0]
		for _, id := range s.rest[:n] {
			s.buf = binary.LittleEndian.AppendUint16(s.buf, id)
		}
		if _, err := w.Write(s.buf); err != nil {
			return tokens, err
		}
		s.rest = s.rest[n:]
		tokens += n
	}
	return tokens, nil
}
