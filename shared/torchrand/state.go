package torchrand

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
)

// The state of a generator in bytes, integers with the low byte first:
//
//	8     the mark below, which holds the version
//	4*624 words of the engine
//	4     words left of them
//	1     flags
//	8     kept normal value, float64; 0 when there is none
//	4     CRC-32 (IEEE) of all before
const (
	stateMark  = "torchrn1"
	stateBytes = len(stateMark) + 4*stateSize + 4 + 1 + 8 + 4
)

const (
	flagCached = 1 << iota
	flagLibmNormals
	flagMKLMasks
	flagsEnd
)

// MarshalBinary is the whole state, so that a run can go on where it stopped: the engine, the kept normal value and the
// [Variant]. It is 2521 bytes long and the error is always nil.
func (g *Generator) MarshalBinary() ([]byte, error) {
	b := make([]byte, 0, stateBytes)
	b = append(b, stateMark...)
	for _, w := range g.engine.words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(g.engine.left))
	flags := byte(0)
	for _, f := range []struct {
		set bool
		bit byte
	}{
		{g.hasCached, flagCached},
		{g.Variant.LibmNormals, flagLibmNormals},
		{g.Variant.MKLMasks, flagMKLMasks},
	} {
		if f.set {
			flags |= f.bit
		}
	}
	b = append(b, flags)
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(g.cached))
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b)), nil
}

// UnmarshalBinary restores a state that [Generator.MarshalBinary] gave. On an error, for bytes that are no such state
// or are damaged, the generator stays as it was.
func (g *Generator) UnmarshalBinary(b []byte) error {
	if len(b) != stateBytes {
		return fmt.Errorf("torchrand: generator state of %d bytes: want %d", len(b), stateBytes)
	}
	if string(b[:len(stateMark)]) != stateMark {
		return fmt.Errorf("torchrand: generator state begins with %q: want %q", b[:len(stateMark)], stateMark)
	}
	body, sum := b[:stateBytes-4], binary.LittleEndian.Uint32(b[stateBytes-4:])
	if got := crc32.ChecksumIEEE(body); got != sum {
		return fmt.Errorf("torchrand: generator state is damaged: checksum %08x, want %08x", got, sum)
	}
	body = body[len(stateMark):]

	var n Generator
	for i := range n.engine.words {
		n.engine.words[i] = binary.LittleEndian.Uint32(body[4*i:])
	}
	body = body[4*stateSize:]
	left, flags := binary.LittleEndian.Uint32(body), body[4]
	n.cached = math.Float64frombits(binary.LittleEndian.Uint64(body[5:]))
	n.hasCached = flags&flagCached != 0
	n.Variant = Variant{LibmNormals: flags&flagLibmNormals != 0, MKLMasks: flags&flagMKLMasks != 0}
	switch {
	case n.engine.words == [stateSize]uint32{}:
		return errors.New("torchrand: generator state without a seed")
	case left > stateSize:
		return fmt.Errorf("torchrand: generator state with %d words left: want at most %d", left, stateSize)
	case flags >= flagsEnd:
		return fmt.Errorf("torchrand: generator state with unknown flags %#x", flags)
	case !n.hasCached && math.Float64bits(n.cached) != 0 || math.IsNaN(n.cached) || math.IsInf(n.cached, 0):
		return fmt.Errorf("torchrand: generator state with the kept normal value %v", n.cached)
	}
	n.engine.left = int(left)
	*g = n
	return nil
}
