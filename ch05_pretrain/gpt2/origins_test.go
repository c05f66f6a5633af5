package gpt2_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/safetensors"
)

// TestOriginsLeadToTheParameters reads every tensor where its origin says and compares with the loaded model.
func TestOriginsLeadToTheParameters(t *testing.T) {
	m, err := gpt2.Load(tiny)
	if err != nil {
		t.Fatal(err)
	}
	book := filepath.Join(t.TempDir(), "book")
	if err := gpt2.Save(book, m, gpt2.BookLayout); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]gpt2.Layout{tiny: gpt2.HuggingFaceLayout, book: gpt2.BookLayout} {
		layout, origins, err := gpt2.Origins(folder)
		if err != nil || layout != want {
			t.Fatalf("layout %q, want %q; %v", layout, want, err)
		}
		f, err := safetensors.Open(filepath.Join(folder, pretrain.ModelFile))
		if err != nil {
			t.Fatal(err)
		}
		all := parameters(t, m)
		if len(origins) != len(all) {
			t.Errorf("%d origins for %d parameters", len(origins), len(all))
		}
		for _, p := range origins {
			values, shape, err := f.Float32s(p.Tensor)
			if err != nil || !slices.Equal(shape, p.TensorShape) {
				t.Fatalf("%s: tensor %s of shape %v, want %v; %v", p.Parameter, p.Tensor, shape, p.TensorShape, err)
			}
			if got := follow(t, p, values); !slices.Equal(got, all["/"+strings.ReplaceAll(p.Parameter, ".", "/")]) {
				t.Errorf("%s is not %q of %s", p.Parameter, p.How, p.Tensor)
			}
		}
		f.Close()
	}
}

// follow does with a tensor's values what an origin says in words.
func follow(t *testing.T, p gpt2.Origin, values []float32) []float32 {
	t.Helper()
	how := p.How
	from, width := 0, p.TensorShape[len(p.TensorShape)-1]
	if strings.HasPrefix(how, "columns ") || strings.HasPrefix(how, "numbers ") {
		var to int
		if _, err := fmt.Sscanf(how[len("columns "):], "%d to %d", &from, &to); err != nil {
			t.Fatal(err)
		}
		width = to - from + 1
	}
	whole := p.TensorShape[len(p.TensorShape)-1]
	var part []float32
	for row := 0; row < len(values); row += whole {
		part = append(part, values[row+from:row+from+width]...)
	}
	if !strings.HasSuffix(how, "transposed") {
		return part
	}
	turned, rows := make([]float32, len(part)), len(part)/width
	for i, v := range part {
		turned[i%width*rows+i/width] = v
	}
	return turned
}

// TestOriginsNeedsOnlyTheIndex of OpenAI's checkpoint: half a gigabyte of numbers may be missing.
func TestOriginsNeedsOnlyTheIndex(t *testing.T) {
	index, err := assets.Find("gpt2/124M/model.ckpt.index")
	if err != nil {
		t.Skip(err)
	}
	layout, origins, err := gpt2.Origins(index)
	if err != nil || layout != gpt2.OpenAILayout || len(origins) != 197 {
		t.Fatalf("layout %q, %d origins, %v", layout, len(origins), err)
	}
	files := map[string]bool{}
	for _, p := range origins {
		files[p.Tensor] = true
	}
	if len(files) != 148 {
		t.Errorf("%d tensors, want 148", len(files))
	}
	if head := origins[len(origins)-1]; head.Tensor != "model/wte" || !strings.Contains(head.How, "token embedding") {
		t.Errorf("head %+v", head)
	}
}

func TestOriginsRefusesOtherFiles(t *testing.T) {
	if _, _, err := gpt2.Origins(filepath.Join(t.TempDir(), "nothing")); err == nil {
		t.Error("no error")
	}
}
