package torchrand

import (
	"encoding/binary"
	"errors"
	"math"
)

// MarshalBinary is the whole state.
func (g *Generator) MarshalBinary() ([]byte, error) {
	b := make([]byte, 0, 4*stateSize+13)
	for _, w := range g.words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(g.position))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(g.cached))
	if g.hasCached {
		return append(b, 1), nil
	}
	return append(b, 0), nil
}

// UnmarshalBinary restores a state.
func (g *Generator) UnmarshalBinary(b []byte) error {
	if len(b) != 4*stateSize+13 {
		return errors.New("torchrand: state of wrong length")
	}
	for i := range g.words {
		g.words[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	b = b[4*stateSize:]
	position := binary.LittleEndian.Uint32(b)
	if position > stateSize || b[12] > 1 {
		return errors.New("torchrand: broken state")
	}
	g.position = int(position)
	g.cached = math.Float64frombits(binary.LittleEndian.Uint64(b[4:]))
	g.hasCached = b[12] == 1
	return nil
}
