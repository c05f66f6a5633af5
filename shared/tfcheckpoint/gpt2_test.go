package tfcheckpoint_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"llmfromscratch/shared/tfcheckpoint"
)

// openGPT2 opens the real index of GPT-2 124M, with the first 3 MB of its data file when they are there.
func openGPT2(t *testing.T) (c *tfcheckpoint.Checkpoint, haveData bool) {
	t.Helper()
	dir := os.Getenv("LLM_DATA_DIR")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	dir = filepath.Join(dir, "gpt2", "124M")
	index, err := os.ReadFile(filepath.Join(dir, "model.ckpt.index"))
	if err != nil {
		t.Skipf("GPT-2's index is not here (LLM_DATA_DIR): %v", err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "model.ckpt.data-00000-of-00001.truncated"))
	if err != nil {
		data = nil
	}
	c, err = openFiles(t, index, data)
	if err != nil {
		t.Fatal(err)
	}
	return c, data != nil
}

func TestGPT2HasItsTensors(t *testing.T) {
	c, _ := openGPT2(t)
	want := map[string][]int{"model/wte": {50257, 768}, "model/wpe": {1024, 768}, "model/ln_f/g": {768},
		"model/ln_f/b": {768}}
	for block := range 12 {
		for name, shape := range map[string][]int{
			"attn/c_attn/w": {1, 768, 2304}, "attn/c_attn/b": {2304},
			"attn/c_proj/w": {1, 768, 768}, "attn/c_proj/b": {768},
			"mlp/c_fc/w": {1, 768, 3072}, "mlp/c_fc/b": {3072},
			"mlp/c_proj/w": {1, 3072, 768}, "mlp/c_proj/b": {768},
			"ln_1/g": {768}, "ln_1/b": {768}, "ln_2/g": {768}, "ln_2/b": {768},
		} {
			want[fmt.Sprintf("model/h%d/%s", block, name)] = shape
		}
	}
	tensors := c.Tensors()
	if len(tensors) != 148 || len(want) != 148 {
		t.Errorf("%d tensors, want %d", len(tensors), len(want))
	}
	elements := 0
	for _, info := range tensors {
		if !slices.Equal(info.Shape, want[info.Name]) || info.DType != "F32" {
			t.Errorf("%s has kind %s and shape %v, want %v", info.Name, info.DType, info.Shape, want[info.Name])
		}
		elements += info.Len()
	}
	if elements != 124_439_808 { // section 5.5
		t.Errorf("%d parameters, want 124439808", elements)
	}
}

func TestGPT2sFirstTensorsAreReadAndTheCutIsNamed(t *testing.T) {
	c, haveData := openGPT2(t)
	if !haveData {
		t.Skip("the beginning of GPT-2's data file is not here (LLM_DATA_DIR)")
	}
	got, shape, err := c.Float32s("model/h0/attn/c_attn/b") // Float32s compares the checksum
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(shape, []int{2304}) || slices.ContainsFunc(got,
		func(v float32) bool { return math.IsNaN(float64(v)) || math.Abs(float64(v)) > 10 }) {
		t.Errorf("shape %v, first values %v", shape, got[:4])
	}
	t.Logf("model/h0/attn/c_attn/b begins %v", got[:4])

	cut := new(tfcheckpoint.TruncatedError)
	if err := c.Check(context.Background()); !errors.As(err, &cut) || cut.Tensor != "model/h0/attn/c_attn/w" ||
		cut.Have != 3<<20 {
		t.Errorf("the first tensor that is cut off: %v", err)
	}
	for _, info := range c.Tensors() {
		_, _, err := c.Float32s(info.Name)
		if whole := info.Offset+info.Size <= 3<<20; whole != (err == nil) || !whole && !errors.As(err, &cut) {
			t.Errorf("%s at %d: %v", info.Name, info.Offset, err)
		}
	}
}
