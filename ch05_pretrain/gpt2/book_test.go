package gpt2_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
)

// TestVariantsOfTheBooksFilesGiveTheSameLogits: state dicts of the book's GPTModel with its masks, as the author's
// files have them, without, and with masks of another kind; under other names of the file, too.
func TestVariantsOfTheBooksFilesGiveTheSameLogits(t *testing.T) {
	m, err := gpt2.Load(tiny)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := gpt2.Save(dir, m, gpt2.BookLayout); err != nil {
		t.Fatal(err)
	}
	saved := readFile(t, filepath.Join(dir, pretrain.ModelFile))
	isMask := func(r rawTensor) bool { return strings.HasSuffix(r.name, ".att.mask") }
	for name, change := range map[string]func([]rawTensor) []rawTensor{
		"as saved":      func(l []rawTensor) []rawTensor { return l },
		"without masks": func(l []rawTensor) []rawTensor { return slices.DeleteFunc(l, isMask) },
		"by name":       sortedByName,
		"masks of truth values": func(l []rawTensor) []rawTensor {
			for i := range l {
				if isMask(l[i]) {
					l[i].kind, l[i].content = "BOOL", make([]byte, 32*32)
				}
			}
			return l
		},
	} {
		t.Run(name, func(t *testing.T) {
			list := change(rawList(t, saved))
			m, err := gpt2.Load(folder(t, map[string][]byte{"gpt2-small-124M.safetensors": encode(t, "",
				list)}))
			if err != nil {
				t.Fatal(err)
			}
			checkTiny(t, m)
		})
	}
}
