package torchrand_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/torchrand"
)

func state(t testing.TB, g *torchrand.Generator) []byte {
	t.Helper()
	b, err := g.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sign puts the right checksum under changed bytes.
func sign(b []byte) []byte {
	binary.LittleEndian.PutUint32(b[len(b)-4:], crc32.ChecksumIEEE(b[:len(b)-4]))
	return b
}

func TestRestoredGeneratorGoesOn(t *testing.T) {
	for _, variant := range []torchrand.Variant{
		{}, {LibmNormals: true}, {MKLMasks: true}, {LibmNormals: true, MKLMasks: true},
	} {
		for _, before := range []int{0, 1, 623, 624, 1000} {
			for _, normals := range []int{0, 1, 2} {
				g := torchrand.New(123)
				g.Variant = variant
				g.Rand(make([]float32, before))
				g.Randn(make([]float32, normals)) // an odd number keeps one value
				restored := torchrand.New(9)
				if err := restored.UnmarshalBinary(state(t, g)); err != nil {
					t.Fatal(err)
				}
				draw := func(g *torchrand.Generator) []float32 {
					x := make([]float32, 700)
					g.Randn(x[:5])
					g.Randn(x[5:200])
					g.DropoutMask(x[200:400], 0.3)
					g.Rand(x[400:])
					return x
				}
				if !slices.Equal(draw(g), draw(restored)) {
					t.Errorf("variant %+v, %d uniform and %d normal values before: the restored generator differs",
						variant, before, normals)
				}
			}
		}
	}
}

func TestDamagedStateIsRefused(t *testing.T) {
	g := torchrand.New(123)
	g.Randn(make([]float32, 3))
	good := state(t, g)
	target := torchrand.New(5)
	untouched := state(t, target)
	refuse := func(what string, b []byte, want string) {
		t.Helper()
		err := target.UnmarshalBinary(b)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", what, err, want)
		}
		if !bytes.Equal(state(t, target), untouched) {
			t.Fatalf("%s: the generator changed", what)
		}
	}
	change := func(at int, to ...byte) []byte {
		b := bytes.Clone(good)
		copy(b[at:], to)
		return b
	}
	refuse("nothing", nil, "0 bytes: want 2521")
	refuse("cut short", good[:len(good)-1], "2520 bytes")
	refuse("too long", append(bytes.Clone(good), 0), "2522 bytes")
	refuse("other mark", sign(change(0, 'T')), `begins with "Torchrn1"`)
	for i := 8; i < len(good); i++ {
		refuse("changed byte", change(i, good[i]^0x10), "damaged")
	}
	const left, flags, kept = 8 + 4*624, 8 + 4*624 + 4, 8 + 4*624 + 5
	refuse("no seed", sign(change(8, make([]byte, 4*624)...)), "without a seed")
	refuse("too many words", sign(change(left, 0x71, 2, 0, 0)), "625 words left")
	refuse("unknown flag", sign(change(flags, 9)), "unknown flags 0x9")
	refuse("value that is not kept", sign(change(flags, 0)), "kept normal value")
	refuse("kept NaN", sign(change(kept, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f)), "kept normal value NaN")
	refuse("kept infinity", sign(change(kept, 0, 0, 0, 0, 0, 0, 0xf0, 0x7f)), "kept normal value +Inf")
	if err := target.UnmarshalBinary(good); err != nil {
		t.Error(err)
	}
}

func FuzzUnmarshalBinary(f *testing.F) {
	g := torchrand.New(123)
	f.Add(state(f, g))
	g.Randn(make([]float32, 3))
	g.Variant.MKLMasks = true
	f.Add(state(f, g))
	f.Add([]byte("torchrn1"))
	f.Fuzz(func(t *testing.T, b []byte) {
		check := func(b []byte) {
			g := torchrand.New(1)
			if g.UnmarshalBinary(b) != nil {
				if !bytes.Equal(state(t, g), state(t, torchrand.New(1))) {
					t.Error("refused bytes changed the generator")
				}
				return
			}
			if !bytes.Equal(state(t, g), b) {
				t.Error("accepted bytes are not the state they led to")
			}
			g.Randn(make([]float32, 20)) // does not panic
			g.Float64()
		}
		check(b)
		if len(b) >= 4 {
			check(sign(bytes.Clone(b)))
		}
	})
}

func FuzzPerm(f *testing.F) {
	f.Add(int64(123), uint16(9))
	f.Add(int64(-1), uint16(0))
	f.Fuzz(func(t *testing.T, seed int64, n uint16) {
		total, part := int(n), int(n/3)
		shuffled := make([]int, total)
		for i := range shuffled {
			shuffled[i] = i
		}
		torchrand.NewPython(seed).Shuffle(total, func(i, j int) {
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		})
		numpy := torchrand.NewNumpy(uint32(seed)).Permutation(total)
		for what, p := range map[string][]int{
			"Perm": torchrand.New(seed).Perm(total), "Permutation": numpy, "Shuffle": shuffled,
		} {
			if len(p) != total {
				t.Fatalf("%s: %d numbers, want %d", what, len(p), total)
			}
			seen := make([]bool, total)
			for _, k := range p {
				if k < 0 || k >= total || seen[k] {
					t.Fatalf("%s(%d): %d out of range or twice", what, total, k)
				}
				seen[k] = true
			}
		}
		if s := torchrand.NewNumpy(uint32(seed)).Sample(total, part); !slices.Equal(s, numpy[:part]) {
			t.Errorf("Sample(%d, %d) is not the begin of the permutation", total, part)
		}
	})
}
