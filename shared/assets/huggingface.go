package assets

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// go-huggingface's hub package is not used here: it asks the hub's API before it looks at its cache, has no offline
// switch, and neither resumes nor checks a download. Its cache layout, which Python shares, is read below.

const hubScheme = "hf://"

func isHub(address string) bool { return strings.HasPrefix(address, hubScheme) }

// hubFile is a parsed "hf://owner/repository@revision/file".
type hubFile struct{ repo, revision, file string }

func parseHub(address string) (hubFile, bool) {
	rest, ok := strings.CutPrefix(address, hubScheme)
	if !ok {
		return hubFile{}, false
	}
	repo, rest, ok1 := strings.Cut(rest, "@")
	revision, file, ok2 := strings.Cut(rest, "/")
	return hubFile{repo, revision, file}, ok1 && ok2
}

// resolve turns a mirror of the table into an address that can be requested. HF_ENDPOINT names another hub.
func resolve(mirror string) string {
	h, ok := parseHub(mirror)
	if !ok {
		return mirror
	}
	return hubEndpoint() + "/" + h.repo + "/resolve/" + h.revision + "/" + h.file
}

func hubEndpoint() string {
	if e := os.Getenv("HF_ENDPOINT"); e != "" {
		return strings.TrimRight(e, "/")
	}
	return "https://huggingface.co"
}

// authorize adds the user's token to a request to the hub itself, and to no other host.
func authorize(req *http.Request) {
	token := os.Getenv("HF_TOKEN")
	if token == "" {
		return
	}
	if hub, err := url.Parse(hubEndpoint()); err == nil && hub.Host == req.URL.Host && hub.Scheme == req.URL.Scheme {
		req.Header.Set("Authorization", "Bearer "+token)
	}
}

// hubCache is the folder in which the Hugging Face tools keep what they downloaded; empty when there is no home.
func hubCache() string {
	for _, name := range []string{"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"} {
		if dir := os.Getenv(name); dir != "" {
			return dir
		}
	}
	if dir := os.Getenv("HF_HOME"); dir != "" {
		return filepath.Join(dir, "hub")
	}
	if dir := os.Getenv("XDG_CACHE_HOME"); dir != "" {
		return filepath.Join(dir, "huggingface", "hub")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".cache", "huggingface", "hub") // on Windows and macOS too
}

// inHubCache lists where the shared cache would keep the asset: models--owner--name/snapshots/revision/file, the
// pinned revision first, then others that are there; also under the short names that older tools used ("gpt2").
func inHubCache(a Asset) (paths []string) {
	root := hubCache()
	if root == "" {
		return nil
	}
	for _, mirror := range a.Mirrors {
		h, ok := parseHub(mirror)
		if !ok {
			continue
		}
		_, short, _ := strings.Cut(h.repo, "/")
		for i, repo := range []string{h.repo, short} {
			snapshots := filepath.Join(root, "models--"+strings.ReplaceAll(repo, "/", "--"), "snapshots")
			pinned := filepath.Join(snapshots, h.revision, filepath.FromSlash(h.file))
			if i == 0 {
				paths = append(paths, pinned)
			}
			revisions, err := os.ReadDir(snapshots)
			if err != nil {
				continue
			}
			for _, revision := range revisions {
				path := filepath.Join(snapshots, revision.Name(), filepath.FromSlash(h.file))
				if _, err := os.Stat(path); err == nil && !(i == 0 && path == pinned) {
					paths = append(paths, path)
				}
			}
		}
	}
	return paths
}
