package gpt2

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/safetensors"
)

// headerKey is the metadata entry in which a file in the book's layout keeps the header of the Hugging Face file it was
// made of. With it the way back gives the same bytes, whatever order, prefix, metadata and padding that file has.
const headerKey = "huggingface_header"

// keptHeader is the header of a Hugging Face file, empty when the way back could not give the same bytes: the file has
// numbers other than F32, or masks other than the usual.
func (w *weights) keptHeader(cfg gpt.Config) (string, error) {
	if _, ok := w.file.(safetensorsFile); !ok || w.layout != HuggingFaceLayout {
		return "", nil
	}
	for _, t := range w.list {
		if t.kind != "F32" {
			return "", nil
		}
		if !isBuffer(w.layout, w.plain(t.name)) {
			continue
		}
		usual := hubTensor(cfg, t.name, nil)
		if !slices.Equal(t.shape, usual.Shape) {
			return "", nil
		}
		got, err := w.hold(t.name)
		if err != nil {
			return "", err
		}
		want := make([]float32, len(got))
		if usual.fill(want); !slices.EqualFunc(got, want, sameBits) {
			return "", nil
		}
	}
	return readHeader(w.path)
}

// readHeader is the text of a safetensors file's header, padding included.
func readHeader(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var length uint64
	if err := binary.Read(f, binary.LittleEndian, &length); err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	header, err := io.ReadAll(io.LimitReader(f, int64(min(length, safetensors.MaxHeader))))
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return string(header), nil
}

// tensorsOfHeader lists the tensors of a kept header in the order of their numbers; false when the header does not
// describe the model any more, because that was changed in the meantime.
func tensorsOfHeader(header string, cfg gpt.Config, tied bool) ([]newTensor, bool) {
	// The size of the file is where its last tensor ends; with it the header is checked as that of any file.
	var places map[string]struct {
		Offsets []int64 `json:"data_offsets"`
	}
	if err := json.Unmarshal([]byte(header), &places); err != nil {
		return nil, false
	}
	content := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	content = append(content, header...)
	size := int64(0)
	for _, p := range places {
		for _, offset := range p.Offsets {
			size = max(size, offset)
		}
	}
	f, err := safetensors.NewFile("kept header", bytes.NewReader(content), int64(len(content))+size)
	if err != nil {
		return nil, false
	}
	w, err := newWeights("kept header", safetensorsFile{f})
	if err != nil || w.layout != HuggingFaceLayout {
		return nil, false
	}
	cfg.QKVBias = true
	if _, hasHead := w.byName[hubHeadName]; w.fits(cfg) != nil || !hasHead && !tied {
		return nil, false
	}
	parts := map[string][]parameter{}
	for _, p := range parametersOf(cfg) {
		name, _ := w.stored(p)
		parts[name] = append(parts[name], p)
	}
	infos := f.Tensors()
	slices.SortStableFunc(infos, func(a, b safetensors.Info) int { return cmp.Compare(a.Begin, b.Begin) })
	var list []newTensor
	for _, info := range infos {
		t := hubTensor(cfg, info.Name, parts[info.Name])
		if info.DType != "F32" || !slices.Equal(info.Shape, t.Shape) {
			return nil, false
		}
		list = append(list, t)
	}
	return list, true
}

// writeUnderHeader writes a safetensors file with a header that is there already, whole or not at all.
func writeUnderHeader(path, header string, n int, data func(i int) ([]float32, error)) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		if err := binary.Write(w, binary.LittleEndian, uint64(len(header))); err != nil {
			return err
		}
		if _, err := io.Copy(w, strings.NewReader(header)); err != nil {
			return err
		}
		for i := range n {
			values, err := data(i)
			if err != nil {
				return err
			}
			for chunk := range slices.Chunk(values, 1<<16) {
				if err := binary.Write(w, binary.LittleEndian, chunk); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
