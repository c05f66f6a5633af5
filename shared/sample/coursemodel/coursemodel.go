// Package coursemodel holds the course's own pretrained model, embedded in the program, so that a model that writes is
// at hand where nothing was downloaded.
//
// It is a GPT of four blocks of width 192 with 3,000 tokens of its own, which was pretrained on stories of the little
// world ([llmfromscratch/shared/sample/world]) and nothing else: it tells short stories for small children. It lies
// here as Hugging Face has GPT-2: config.json, model.safetensors in float16, vocab.json, merges.txt. CONTRIBUTING.md
// says how it was made.
//
// Weighed: a model to download would be better, and would not be there without a network; OpenAI's GPT-2 is that.
package coursemodel

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/atomicfile"
)

//go:embed base assistant
var files embed.FS

// Base is the folder of the pretrained model, which [llmfromscratch/ch05_pretrain/gpt2.Load] reads as it reads GPT-2.
// The files are written there, inside the project's cache, unless they are there already.
func Base() (string, error) { return folder("base") }

// Assistant is the folder of the model after it was fine-tuned on instructions, which
// [llmfromscratch/ch07_instruct.LoadAssistantWith] reads.
func Assistant() (string, error) { return folder("assistant") }

// folder writes a model into the cache. Its name has a digest of the files, so that two versions of the
// program do not write over each other.
func folder(name string) (string, error) {
	digest, err := digest(name)
	if err != nil {
		return "", err
	}
	cache, err := assets.CacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "course-model", name+"-"+digest)
	if err := write(name, dir); err != nil {
		return "", fmt.Errorf("the course's model cannot be written to %s: %w", dir, err)
	}
	return dir, nil
}

// digest are six digits that tell the files of one version from those of another.
func digest(name string) (string, error) {
	sum := sha256.New()
	err := each(name, func(file string, content []byte) error {
		fmt.Fprintf(sum, "%s %d\n", file, len(content))
		sum.Write(content)
		return nil
	})
	return fmt.Sprintf("%x", sum.Sum(nil)[:3]), err
}

// write puts the files into a folder, each whole or not at all; one that is there with the same content stays.
func write(name, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return each(name, func(file string, content []byte) error {
		target := filepath.Join(dir, file)
		old, err := os.ReadFile(target)
		if err == nil && bytes.Equal(old, content) {
			return nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return atomicfile.WriteBytes(target, content)
	})
}

// each hands over the files of a model in the order of their names.
func each(name string, use func(file string, content []byte) error) error {
	entries, err := files.ReadDir(name)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		content, err := files.ReadFile(path.Join(name, entry.Name()))
		if err != nil {
			return err
		}
		if err := use(entry.Name(), content); err != nil {
			return err
		}
	}
	return nil
}
