package classify

import (
	"fmt"
	"slices"
	"strings"
)

// Config holds the choices of section 6.5 and of the experiments in exercises 6.2 and 6.3 and in the book's additional
// material.
type Config struct {
	Classes int      `json:"classes"` // outputs of the head
	Train   LayerSet `json:"train"`   // what is trained
	Token   Token    `json:"token"`   // whose output counts

	// Bidirectional lets every token see the whole message: no causal mask.
	Bidirectional bool `json:"bidirectional,omitempty"`

	// Rank and Alpha are those of the adapters, with Train: Adapters.
	Rank  int     `json:"rank,omitempty"`
	Alpha float64 `json:"alpha,omitempty"`
}

// BookConfig are those of section 6.5: two classes; last block, final norm and head are trained; the last token
// decides.
func BookConfig() Config {
	return Config{Classes: Labels, Train: LastBlock, Token: LastToken}
}

// LoRAConfig are those of appendix E: adapters of rank 16 on every linear layer instead.
func LoRAConfig() Config {
	return Config{Classes: Labels, Train: Adapters, Token: LastToken, Rank: 16, Alpha: 16}
}

// LayerSet says which parameters are trained; all others are frozen.
type LayerSet int

// The parts, smallest first.
const (
	HeadOnly      LayerSet = iota // the new output head
	LastBlock                     // also the final norm and the last transformer block (section 6.5)
	LastTwoBlocks                 // also the block before it
	AllLayers                     // everything (exercise 6.2)
	Adapters                      // only LoRA adapters, on every linear layer (appendix E)
)

var layerSetNames = []string{"head", "last-block", "last-two-blocks", "all", "lora"}

// Token says whose output decides the class.
type Token int

// The tokens.
const (
	LastToken     Token = iota // the last one of the row, which may be padding (section 6.5)
	FirstToken                 // the first one, which under a causal mask sees only itself (exercise 6.3)
	LastTextToken              // the last one before the padding
	MeanOfTokens               // the mean over all tokens of the row
)

var tokenNames = []string{"last", "first", "last-text", "mean"}

// String is "head", "last-block", "last-two-blocks", "all" or "lora".
func (p LayerSet) String() string { return nameOf(layerSetNames, int(p)) }

// String is "last", "first", "last-text" or "mean".
func (t Token) String() string { return nameOf(tokenNames, int(t)) }

// ParseLayerSet reads a part's name.
func ParseLayerSet(s string) (LayerSet, error) {
	i, err := indexOf(layerSetNames, "trained part", s)
	return LayerSet(i), err
}

// ParseToken reads a token's name.
func ParseToken(s string) (Token, error) {
	i, err := indexOf(tokenNames, "token", s)
	return Token(i), err
}

// MarshalText writes the name, for JSON.
func (p LayerSet) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// MarshalText writes the name, for JSON.
func (t Token) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads a name.
func (p *LayerSet) UnmarshalText(text []byte) (err error) {
	*p, err = ParseLayerSet(string(text))
	return err
}

// UnmarshalText reads a name.
func (t *Token) UnmarshalText(text []byte) (err error) {
	*t, err = ParseToken(string(text))
	return err
}

func nameOf(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return fmt.Sprintf("unknown (%d)", i)
	}
	return names[i]
}

func indexOf(names []string, kind, s string) (int, error) {
	if i := slices.Index(names, s); i >= 0 {
		return i, nil
	}
	return 0, fmt.Errorf("%s %q: want one of %s", kind, s, strings.Join(names, ", "))
}

// validate returns an error for settings that cannot be, for a model of so many blocks.
func (s Config) validate(blocks int) error {
	switch {
	case s.Classes < 2:
		return fmt.Errorf("a classifier of %d classes: want at least 2", s.Classes)
	case s.Train < HeadOnly || s.Train > Adapters:
		return fmt.Errorf("trained part: %v", s.Train)
	case s.Token < LastToken || s.Token > MeanOfTokens:
		return fmt.Errorf("token: %v", s.Token)
	case s.Train == LastTwoBlocks && blocks < 2:
		return fmt.Errorf("the last two blocks of a model that has %d", blocks)
	case s.Train == Adapters && s.Rank < 1:
		return fmt.Errorf("LoRA of rank %d: want at least 1", s.Rank)
	}
	return nil
}
