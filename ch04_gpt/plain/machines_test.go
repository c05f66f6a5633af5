package plain_test

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
)

// The logits have these bits on every machine, with vectors and without, and so the texts are the same: these were
// worked out on amd64 with AVX2, and the initial weights are drawn to the bit everywhere.
func TestLogitsHaveTheSameBitsOnEveryMachine(t *testing.T) {
	cfg := gpt.Config{VocabSize: 211, ContextLength: 40, EmbDim: 96, NumHeads: 6, NumLayers: 3, QKVBias: true}
	exact := must[*plain.Model](t)(plain.New(newModel(t, 123, cfg)))
	rounded := must[*plain.Model](t)(exact.Quantize())
	for name, tt := range map[string]struct {
		model *plain.Model
		want  string
	}{
		"float32": {exact, "c57be2620b8b4e11"},
		"8 bits":  {rounded, "f6bfb9f54629866a"},
	} {
		h := fnv.New64a()
		ids := rows(7, 2, 40, cfg.VocabSize)
		for _, text := range must[[][][]float32](t)(plain.NewPredictor(tt.model).Logits(ids)) {
			for _, logits := range text {
				if err := binary.Write(h, binary.LittleEndian, logits); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := fmt.Sprintf("%016x", h.Sum64()); got != tt.want {
			t.Errorf("%s: the logits have the hash %s, want %s", name, got, tt.want)
		}
	}
}
