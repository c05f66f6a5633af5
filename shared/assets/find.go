package assets

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// CacheDir is the folder that [Fetch] downloads into: LLM_CACHE_DIR, or llmfromscratch in the user's cache folder.
func CacheDir() (string, error) {
	if dir := os.Getenv("LLM_CACHE_DIR"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("this system names no cache folder (%w); set LLM_CACHE_DIR to a folder of yours", err)
	}
	return filepath.Join(dir, "llmfromscratch"), nil
}

// Find returns the path of the asset called name, such as "the-verdict.txt", when it is on this machine, whole and
// unaltered; else a [NotFoundError]. It never touches the network. The first Find of a large file reads it once to
// check it.
func Find(name string) (string, error) {
	a, err := Lookup(name)
	if err != nil {
		return "", err
	}
	cache, err := CacheDir()
	if err != nil {
		return "", err
	}
	notFound := &NotFoundError{Name: name}
	for _, path := range places(a, cache) {
		err := check(a, path, cache)
		if err == nil {
			return path, nil
		}
		place := Place{Path: path}
		if !errors.Is(err, fs.ErrNotExist) {
			place.Problem = err
		}
		notFound.Looked = append(notFound.Looked, place)
	}
	return "", notFound
}

// Read returns the content of the asset called name. Like [Find], it never touches the network.
func Read(name string) ([]byte, error) {
	path, err := Find(name)
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// places lists where an asset may be.
func places(a Asset, cache string) []string {
	name := filepath.FromSlash(a.Name)
	var paths []string
	if dir := os.Getenv("LLM_DATA_DIR"); dir != "" {
		paths = append(paths, filepath.Join(dir, name))
	}
	paths = append(paths, filepath.Join(cache, name))
	return append(paths, inHubCache(a)...)
}
