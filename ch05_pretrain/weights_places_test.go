package pretrain_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/safetensors"
)

// TestPlacesLeadToTheParameters reads every tensor where its place says and compares with the loaded model.
func TestPlacesLeadToTheParameters(t *testing.T) {
	m, err := pretrain.LoadGPT2(tiny)
	if err != nil {
		t.Fatal(err)
	}
	book := filepath.Join(t.TempDir(), "book")
	if err := pretrain.SaveGPT2(book, m, pretrain.BookLayout); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]pretrain.Layout{tiny: pretrain.HuggingFaceLayout, book: pretrain.BookLayout} {
		layout, places, err := pretrain.Places(folder)
		if err != nil || layout != want {
			t.Fatalf("layout %q, want %q; %v", layout, want, err)
		}
		f, err := safetensors.Open(filepath.Join(folder, pretrain.ModelFile))
		if err != nil {
			t.Fatal(err)
		}
		all := parameters(t, m)
		if len(places) != len(all) {
			t.Errorf("%d places for %d parameters", len(places), len(all))
		}
		for _, p := range places {
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

// follow does with a tensor's values what a place says in words.
func follow(t *testing.T, p pretrain.Place, values []float32) []float32 {
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

// TestPlacesNeedsOnlyTheIndex of OpenAI's checkpoint: half a gigabyte of numbers may be missing.
func TestPlacesNeedsOnlyTheIndex(t *testing.T) {
	index, err := assets.Find("gpt2/124M/model.ckpt.index")
	if err != nil {
		t.Skip(err)
	}
	layout, places, err := pretrain.Places(index)
	if err != nil || layout != pretrain.OpenAILayout || len(places) != 197 {
		t.Fatalf("layout %q, %d places, %v", layout, len(places), err)
	}
	files := map[string]bool{}
	for _, p := range places {
		files[p.Tensor] = true
	}
	if len(files) != 148 {
		t.Errorf("%d tensors, want 148", len(files))
	}
	if head := places[len(places)-1]; head.Tensor != "model/wte" || !strings.Contains(head.How, "token embedding") {
		t.Errorf("head %+v", head)
	}
}

func TestPlacesRefusesOtherFiles(t *testing.T) {
	if _, _, err := pretrain.Places(filepath.Join(t.TempDir(), "nothing")); err == nil {
		t.Error("no error")
	}
}

func TestSettingsAreThoseOfTheModel(t *testing.T) {
	if s := pretrain.Settings(pretrain.BookRun().Model); s["n_vocab"] != 50257 || s["n_ctx"] != 256 ||
		s["n_embd"] != 768 || s["n_head"] != 12 ||
		s["n_layer"] != 12 || len(s) != 5 {
		t.Errorf("%v", s)
	}
}
