package assets

import (
	"errors"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// folders points every place that Find looks at to empty folders.
func folders(t *testing.T) (data, cache, hub string) {
	data, cache, hub = t.TempDir(), t.TempDir(), t.TempDir()
	t.Setenv("LLM_DATA_DIR", data)
	t.Setenv("LLM_CACHE_DIR", cache)
	t.Setenv("HF_HUB_CACHE", hub)
	return data, cache, hub
}

func put(t *testing.T, content string, elements ...string) string {
	path := filepath.Join(elements...)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNotFoundListsPlacesAndCommand(t *testing.T) {
	data, cache, hub := folders(t)
	put(t, "half", data, "the-verdict.txt")
	put(t, strings.Repeat("x", 20_479), cache, "the-verdict.txt")
	_, err := Find("the-verdict.txt")
	notFound := new(NotFoundError)
	if !errors.As(err, &notFound) || notFound.Name != "the-verdict.txt" || len(notFound.Looked) != 2 {
		t.Fatalf("error %#v", err)
	}
	for _, want := range []string{data, cache, "4 bytes instead of 20479", "SHA-256", "llm fetch the-verdict.txt",
		"LLM_DATA_DIR"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
	_, err = Find("gpt2/124M/model.safetensors")
	if want := filepath.Join(hub, "models--openai-community--gpt2", "snapshots",
		"607a30d783dfa663caf39e06633721c8d4cfcd7e", "model.safetensors"); err == nil ||
		!strings.Contains(err.Error(), want) {
		t.Errorf("the error lacks %q: %v", want, err)
	}
	if _, err := Find("verdict"); err == nil || !strings.Contains(err.Error(), "did you mean the-verdict.txt") {
		t.Errorf("error %v", err)
	}
}

func TestPlacesAreSearchedInOrder(t *testing.T) {
	data, cache, hub := folders(t)
	name := "gpt2/774M/config.json" // size and checksum are not in the table
	other := put(t, "{}", hub, "models--gpt2-large", "snapshots", "abc", "config.json")
	pinned := put(t, "{ }", hub, "models--openai-community--gpt2-large", "snapshots",
		"32b71b12589c2f8d625668d2335a01cac3249519", "config.json")
	inCache := put(t, "{  }", cache, name)
	inData := put(t, "{   }", data, name)
	for _, want := range []string{inData, inCache, pinned, other} {
		got, err := Find(name)
		if err != nil || got != want {
			t.Errorf("found %q (%v), want %q", got, err, want)
		}
		if content, err := Read(name); err != nil || !strings.HasPrefix(string(content), "{") {
			t.Errorf("content %q, %v", content, err)
		}
		if err := os.Remove(want); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Find(name); !errors.As(err, new(*NotFoundError)) {
		t.Errorf("error %v", err)
	}
	if entries, err := os.ReadDir(data + "/gpt2/774M"); err != nil || len(entries) > 0 {
		t.Errorf("Find wrote %v into LLM_DATA_DIR", entries)
	}
}

func TestCheckedFileIsHashedAgainOnlyWhenItChanged(t *testing.T) {
	_, cache, _ := folders(t)
	content := testContent(1000)
	asset := Asset{Name: "a", Size: 1000, SHA256: sum(content)}
	path := put(t, string(content), cache, "a")
	if err := check(asset, path, cache); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	// The documented limit: a change that keeps size and time is not seen, which shows that nothing was hashed.
	if err := os.WriteFile(path, make([]byte, 1000), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if err := check(asset, path, cache); err != nil {
		t.Errorf("the record was not used: %v", err)
	}
	later := info.ModTime().Add(time.Second)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	if err := check(asset, path, cache); err == nil {
		t.Error("a file with a new time was not hashed")
	}
}

func TestBrokenRecordIsIgnored(t *testing.T) {
	_, cache, _ := folders(t)
	content := testContent(10)
	path := put(t, string(content), cache, "a")
	for _, text := range []string{"", "{", "[]", `{"sha256":"x"}`, `{"sha256":1}`} {
		put(t, text, path+recordSuffix)
		if err := check(Asset{Name: "a", SHA256: sum(content)}, path, cache); err != nil {
			t.Errorf("record %q: %v", text, err)
		}
	}
}

func TestTableIsSound(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range All() {
		if seen[a.Name] || a.Name != path.Clean(a.Name) || !filepath.IsLocal(filepath.FromSlash(a.Name)) {
			t.Errorf("name %q comes twice or is no path below a folder", a.Name)
		}
		seen[a.Name] = true
		if a.About == "" || a.Licence == "" || a.Bytes() <= 0 || len(a.Mirrors) == 0 {
			t.Errorf("%s lacks something: %+v", a.Name, a)
		}
		if a.SHA256 != "" && (len(a.SHA256) != 64 || strings.Trim(a.SHA256, "0123456789abcdef") != "") {
			t.Errorf("%s: checksum %q", a.Name, a.SHA256)
		}
		if a.Member != "" && (a.Size == 0 || a.SHA256 == "") {
			t.Errorf("%s: a file out of an archive needs size and checksum", a.Name)
		}
		for _, mirror := range a.Mirrors {
			if u, err := url.Parse(resolve(mirror)); err != nil || u.Scheme != "https" || u.Host == "" {
				t.Errorf("%s: address %q", a.Name, mirror)
			}
		}
	}
	for _, g := range Groups() {
		members, err := Expand(g.Name)
		if err != nil || len(members) != len(g.Assets) || len(members) == 0 {
			t.Errorf("group %s: %v", g.Name, err)
		}
	}
	if len(seen) != 5+4*5 {
		t.Errorf("%d assets, want 25", len(seen))
	}
}

func TestHubAddresses(t *testing.T) {
	t.Setenv("HF_ENDPOINT", "")
	mirror := "hf://openai-community/gpt2@607a30d783dfa663caf39e06633721c8d4cfcd7e/model.safetensors"
	const path = "/openai-community/gpt2/resolve/607a30d783dfa663caf39e06633721c8d4cfcd7e/model.safetensors"
	if got, want := resolve(mirror), "https://huggingface.co"+path; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	t.Setenv("HF_ENDPOINT", "https://hub.example/")
	if got, want := resolve(mirror), "https://hub.example"+path; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestHubCacheFollowsTheEnvironment(t *testing.T) {
	for _, name := range []string{"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"} {
		t.Setenv(name, "")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		t.Skipf("no home folder: %v", err)
	}
	for _, test := range []struct{ name, value, want string }{
		{"", "", filepath.Join(home, ".cache", "huggingface", "hub")},
		{"XDG_CACHE_HOME", "x", filepath.Join("x", "huggingface", "hub")},
		{"HF_HOME", "h", filepath.Join("h", "hub")},
		{"HUGGINGFACE_HUB_CACHE", "o", "o"},
		{"HF_HUB_CACHE", "n", "n"},
	} {
		if test.name != "" {
			t.Setenv(test.name, test.value)
		}
		if got := hubCache(); got != test.want {
			t.Errorf("with %s=%s: %s, want %s", test.name, test.value, got, test.want)
		}
	}
}

// The book's own files, where a folder with them is at hand.
func TestBooksFilesHaveTheTablesChecksums(t *testing.T) {
	dir := os.Getenv("LLM_DATA_DIR")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no folder with the book's files (LLM_DATA_DIR): %v", err)
	}
	found := 0
	for _, a := range All() {
		path := filepath.Join(dir, filepath.FromSlash(a.Name))
		if _, err := os.Stat(path); err != nil {
			continue
		}
		found++
		if err := check(a, path, t.TempDir()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if found == 0 {
		t.Skipf("%s has none of the files", dir)
	}
	t.Logf("%d files of %s are as the table says", found, dir)
}
