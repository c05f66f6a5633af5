package gpt2_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
)

// thereAndBack converts a file of Hugging Face's names to the book's and back.
func thereAndBack(t *testing.T, content []byte) []byte {
	t.Helper()
	from := folder(t, map[string][]byte{pretrain.ModelFile: content})
	middle, back := t.TempDir(), t.TempDir()
	done, err := gpt2.Convert(t.Context(), from, middle, gpt2.ConvertOptions{Layout: gpt2.BookLayout})
	if err != nil || done.Layout != gpt2.HuggingFaceLayout || done.Config.NumHeads != 4 {
		t.Fatal(done, err)
	}
	last, total := -1, 0
	opt := gpt2.ConvertOptions{Layout: gpt2.HuggingFaceLayout, Progress: func(d, n int) {
		if d != last+1 {
			t.Errorf("progress jumps from %d to %d", last, d)
		}
		last, total = d, n
	}}
	if done, err = gpt2.Convert(t.Context(), middle, back, opt); err != nil || done.Layout != gpt2.BookLayout {
		t.Fatal(done, err)
	}
	if last != total || total < 28 {
		t.Errorf("progress ends at %d of %d", last, total)
	}
	m, err := gpt2.Load(middle)
	if err != nil {
		t.Fatal(err)
	}
	checkTiny(t, m)
	return readFile(t, filepath.Join(back, pretrain.ModelFile))
}

func TestConvertingBackGivesTheSameBytesWhateverTheForm(t *testing.T) {
	isMask := func(r rawTensor) bool { return strings.HasSuffix(r.name, ".attn.bias") }
	metadata := `"__metadata__":{"origin":"a \"test\"","format":"pt"}`
	for name, form := range map[string]struct {
		metadata string
		change   func([]rawTensor) []rawTensor
	}{
		"as in the folder":      {`"__metadata__":{"format":"pt"}`, func(l []rawTensor) []rawTensor { return l }},
		"no metadata, no masks": {"", func(l []rawTensor) []rawTensor { return slices.DeleteFunc(l, isMask) }},
		"sorted by name":        {metadata, func(l []rawTensor) []rawTensor { return sortedByName(l) }},
		"prefix, head, reversed": {metadata, func(l []rawTensor) []rawTensor {
			l = append(prefixed(l), rawTensor{"lm_head.weight", "F32", l[1].shape, nil, l[1].values})
			slices.Reverse(l)
			return append(l, rawTensor{"transformer.h.1.attn.masked_bias", "F32", nil, nil, []float32{-1e4}})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			content := encode(t, form.metadata, form.change(tinyTensors(t)))
			if !bytes.Equal(thereAndBack(t, content), content) {
				t.Error("other bytes")
			}
		})
	}
}

func sortedByName(list []rawTensor) []rawTensor {
	slices.SortFunc(list, func(a, b rawTensor) int { return strings.Compare(a.name, b.name) })
	return list
}

// TestConvertingBackWithoutTheHeader: what cannot come back as it was comes back in the usual form.
func TestConvertingBackWithoutTheHeader(t *testing.T) {
	usual := readFile(t, filepath.Join(tiny, pretrain.ModelFile))
	for name, change := range map[string]func([]rawTensor) []rawTensor{
		"other masks": func(l []rawTensor) []rawTensor {
			for i := range l {
				if strings.HasSuffix(l[i].name, ".attn.bias") {
					l[i].values[1] = 1
				}
			}
			return sortedByName(l)
		},
		"masks of bytes": func(l []rawTensor) []rawTensor {
			for i := range l {
				if strings.HasSuffix(l[i].name, ".attn.bias") {
					l[i].kind, l[i].content = "U8", make([]byte, 32*32)
				}
			}
			return sortedByName(l)
		},
	} {
		if !bytes.Equal(thereAndBack(t, encode(t, "", change(tinyTensors(t)))), usual) {
			t.Errorf("%s: not the usual form", name)
		}
	}
}

// TestKeptHeaderOfAnotherModelIsNotUsed: the model was changed after it had been converted.
func TestKeptHeaderOfAnotherModelIsNotUsed(t *testing.T) {
	middle := t.TempDir()
	if _, err := gpt2.Convert(t.Context(), tiny, middle,
		gpt2.ConvertOptions{Layout: gpt2.BookLayout}); err != nil {
		t.Fatal(err)
	}
	m, err := gpt2.Load(middle)
	if err != nil {
		t.Fatal(err)
	}
	bigger, err := gpt2.ExtendVocabulary(m, 3, gpt2.MeanRows)
	if err != nil {
		t.Fatal(err)
	}
	back := t.TempDir()
	if err := gpt2.Save(back, bigger, gpt2.HuggingFaceLayout); err != nil {
		t.Fatal(err)
	}
	again, err := gpt2.Load(back)
	if err != nil {
		t.Fatal(err)
	}
	if !equalParameters(parameters(t, again), parameters(t, bigger)) {
		t.Error("the model with more tokens is another one after saving")
	}
	// A header that somebody wrote by hand does not decide what is written.
	for i, header := range []string{"{", "{}", `{"wte.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`,
		`{"a":{"data_offsets":[-9223372036854775808,9223372036854775807]}}`} {
		f := readFile(t, filepath.Join(middle, pretrain.ModelFile))
		list := rawList(t, f)
		content := encode(t, fmt.Sprintf(`"__metadata__":{"huggingface_header":%q}`, header), list)
		dir := folder(t, map[string][]byte{pretrain.ModelFile: content})
		out := t.TempDir()
		if _, err := gpt2.Convert(t.Context(), dir, out,
			gpt2.ConvertOptions{Layout: gpt2.HuggingFaceLayout}); err != nil {
			t.Fatal(i, err)
		}
		if !bytes.Equal(readFile(t, filepath.Join(out, pretrain.ModelFile)),
			readFile(t, filepath.Join(tiny, pretrain.ModelFile))) {
			t.Errorf("header %q changes what is written", header)
		}
	}
}

func TestConvertEndsWhenInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	target := t.TempDir()
	_, err := gpt2.Convert(ctx, tiny, target, gpt2.ConvertOptions{Layout: gpt2.BookLayout,
		Progress: func(done, _ int) {
			if done == 3 {
				cancel()
			}
		}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if files, err := filepath.Glob(filepath.Join(target, "*")); err != nil || len(files) > 0 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}
