package gpt

import (
	"errors"
	"fmt"

	"github.com/gomlx/compute"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/nn"
)

// SetFlash lets all blocks compute attention in one operation while training: see attention.MultiHead. It saves the
// scores, one number for each head and pair of tokens several times over, and the time to write and read them.
// CheckTraining says whether a backend can.
func (m *Model) SetFlash(on bool) error {
	for i, block := range m.Blocks {
		att, ok := block.Att.(*attention.MultiHead)
		if !ok {
			return fmt.Errorf("block %d has attention of type %T, want *attention.MultiHead", i, block.Att)
		}
		att.Flash = on
	}
	return nil
}

// checkFlash looks at what attention in one operation needs.
func (m *Model) checkFlash(be compute.Backend) error {
	for _, block := range m.Blocks {
		att, ok := block.Att.(*attention.MultiHead)
		switch {
		case !ok || !att.Flash:
			continue
		case att.Dropout.P > 0:
			return errors.New("flash attention cannot drop attention weights: set their dropout rate to 0")
		case m.Precision != nn.BFloat16:
			return fmt.Errorf("flash attention works in half precision only, want %v, have %v", nn.BFloat16,
				m.Precision)
		}
		for _, op := range []compute.OpType{compute.OpTypeFusedScaledDotProductAttention,
			compute.OpTypeFusedScaledDotProductAttentionVJP} {
			if !be.Capabilities().Operations[op] {
				return fmt.Errorf("flash attention: the backend %s lacks the operation %v", be.Name(), op)
			}
		}
	}
	return nil
}
