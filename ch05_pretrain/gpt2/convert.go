package gpt2

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
)

// ConvertOptions of Convert.
type ConvertOptions struct {
	Layout    Layout                // of the new file: BookLayout or HuggingFaceLayout
	Half      bool                  // F16 in the place of F32: half the size, three digits
	Overwrite bool                  // replace a file that is there; never the one that is read
	Progress  func(done, total int) // tensors written so far; nil: nobody
}

// Converted says what Convert did.
type Converted struct {
	From, To string // the two files
	Layout   Layout // of the file that was read
	Config   gpt.Config
	Along    []string // files that went along, such as vocab.json
}

// Convert reads GPT-2 weights in any layout and writes them in another, one tensor at a time, with the configuration
// that goes with it: see [Load] for what is read and [Save] for what is written. The target is a folder, or a
// file that ends in .safetensors.
//
// A file in the book's layout keeps the header of the Hugging Face file it was made of in its metadata, which PyTorch's
// readers pass over: in F32 the way back gives the same bytes. What lies beside the weights and says how texts become
// ids, such as vocab.json or tokenizer.json, goes along. As F16 each number is the nearest one that has 16 bits;
// a number beyond 65504 is an error.
func Convert(ctx context.Context, from, to string, opt ConvertOptions) (done Converted, err error) {
	if err := opt.Layout.writable(); err != nil {
		return Converted{}, err
	}
	w, err := open(from)
	if err != nil {
		return Converted{}, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	cfg, err := w.modelConfig()
	if err != nil {
		return Converted{}, err
	}
	target := to
	if !strings.HasSuffix(to, ".safetensors") {
		target = filepath.Join(to, pretrain.ModelFile)
	}
	if err := w.checkTarget(target, opt.Overwrite); err != nil {
		return Converted{}, err
	}
	source, folder := filepath.Dir(w.path), filepath.Dir(target)
	if err := checkCompanions(source, folder, opt.Overwrite); err != nil {
		return Converted{}, err
	}
	metadata, err := w.metadataFor(opt.Layout, cfg)
	if err != nil {
		return Converted{}, err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return Converted{}, err
	}
	all := 0
	err = writeWeights(target, fileForm{opt.Layout, opt.Half}, w, metadata, func(done, total int) error {
		if all = total; opt.Progress != nil {
			opt.Progress(done, total)
		}
		return ctx.Err()
	})
	if err != nil {
		return Converted{}, err
	}
	along, err := copyCompanions(source, folder)
	if err != nil {
		return Converted{}, err
	}
	if opt.Progress != nil {
		opt.Progress(all, all)
	}
	return Converted{From: w.path, To: target, Layout: w.layout, Config: cfg, Along: along}, nil
}

// SaveBeside lets write put weights that were made of those in from into the folder to, and copies what lies beside
// them and goes along, as [Convert] does. What Convert refuses it refuses before anything is written. The names are
// those of the copied files.
func SaveBeside(from, to string, overwrite bool, write func(dir string) error) (along []string, err error) {
	w, err := open(from)
	if err != nil {
		return nil, err
	}
	source := filepath.Dir(w.path)
	err = errors.Join(w.checkTarget(filepath.Join(to, pretrain.ModelFile), overwrite), w.Close())
	if err == nil {
		err = checkCompanions(source, to, overwrite)
	}
	if err == nil {
		err = write(to)
	}
	if err != nil {
		return nil, err
	}
	return copyCompanions(source, to)
}

// checkTarget refuses a target that would take the place of what is read, and, unless told otherwise, of any file.
func (w *weights) checkTarget(target string, overwrite bool) error {
	config := filepath.Join(filepath.Dir(target), pretrain.ConfigFile)
	read, err := Files(w.path)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(read, func(path string) bool { return sameFile(target, path) }) ||
		w.configPath != "" && sameFile(config, w.configPath) {
		return fmt.Errorf("writing %s with its %s would replace the weights that are read, %s: name another folder",
			target, pretrain.ConfigFile, w.path)
	}
	if overwrite {
		return nil
	}
	for _, path := range []string{target, config} {
		if _, err := os.Stat(path); err == nil {
			return fmt.Errorf("%s is there already: remove it, name another folder, or allow it to be replaced", path)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// sameFile reports whether two paths lead to one file.
func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// metadataFor is the metadata of a file made of this one.
func (w *weights) metadataFor(layout Layout, cfg gpt.Config) (map[string]string, error) {
	metadata := map[string]string{"format": "pt"}
	f, ok := w.file.(safetensorsFile)
	if !ok {
		return metadata, nil
	}
	header := f.Metadata()[headerKey] // of a file in the book's layout
	if w.layout == HuggingFaceLayout {
		var err error
		if header, err = w.keptHeader(cfg); err != nil {
			return nil, err
		}
	}
	if header != "" {
		metadata[headerKey] = header
	}
	return metadata, nil
}
