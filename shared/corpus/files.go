package corpus

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// File is a text file: one document.
type File struct {
	Path string // where it is
	// its name in the index, with slashes: the folder it was found in and the way from there, "books/verne/moon.txt"
	Name string
	Size int64 // in bytes
}

// Listing is what [Files] found.
type Listing struct {
	Files []File
	// files that were not taken: how many by the ending of their names; "hidden" for those beginning with a dot
	LeftOut map[string]int
}

// hidden counts files and folders whose names begin with a dot.
const hidden = "hidden"

// Files lists the files that paths name. A file is taken as it is. Of a folder the files with one of the endings
// (".txt"; capitals count as small letters) are taken, those of its sub-folders as well, but no hidden ones and no
// folders behind symbolic links. The order is that of paths, within a folder that of the names, the same on every
// system; a file that is named twice counts once, where it comes first.
//
// It is an error when a path does not exist, is neither file nor folder, or when a folder has no file to take.
func Files(paths, endings []string) (Listing, error) {
	l := lister{endings: endings, seen: map[string]bool{}, Listing: Listing{LeftOut: map[string]int{}}}
	if len(paths) == 0 {
		return Listing{}, errors.New("no files or folders to read texts from")
	}
	for _, path := range paths {
		if err := l.add(path); err != nil {
			return Listing{}, err
		}
	}
	return l.Listing, nil
}

type lister struct {
	endings []string
	seen    map[string]bool // real paths
	Listing
}

func (l *lister) add(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	switch {
	case info.Mode().IsRegular():
		return l.take(path, filepath.Base(path), info.Size())
	case !info.IsDir():
		return fmt.Errorf("%s is neither a file nor a folder (%s)", path, info.Mode().Type())
	}
	absolute, err := filepath.Abs(path) // the folder "." has a name too
	if err != nil {
		return err
	}
	found := map[string]int{}
	if err := l.folder(path, filepath.Base(absolute), found); err != nil {
		return err
	}
	for ending, n := range found {
		if ending != taken {
			l.LeftOut[ending] += n
		}
	}
	if found[taken] == 0 {
		return noText(path, l.endings, found)
	}
	return nil
}

const taken = "taken" // in the place of an ending, which begins with a dot or is empty

// folder takes the files of a folder and counts all that it finds by their endings.
func (l *lister) folder(root, name string, found map[string]int) error {
	root, err := filepath.EvalSymlinks(root) // WalkDir does not follow a link, not even the one it begins with
	if err != nil {
		return err
	}
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		if strings.HasPrefix(entry.Name(), ".") {
			found[hidden]++
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		ending := strings.ToLower(filepath.Ext(path))
		if !slices.Contains(l.endings, ending) {
			found[ending]++
			return nil
		}
		info, err := os.Stat(path) // of what a link points to
		if err != nil && entry.Type()&fs.ModeSymlink != 0 {
			return fmt.Errorf("%w: the link leads nowhere; remove it, or bring back what it leads to", err)
		}
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			found[ending]++
			return nil
		}
		below, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		found[taken]++
		return l.take(path, name+"/"+filepath.ToSlash(below), info.Size())
	})
}

// take adds a file unless it is there already.
func (l *lister) take(path, name string, size int64) error {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	if real, err = filepath.Abs(real); err != nil {
		return err
	}
	if l.seen[real] {
		return nil
	}
	l.seen[real] = true
	l.Files = append(l.Files, File{Path: path, Name: name, Size: size})
	return nil
}

// noText says what is in a folder that has no text file.
func noText(path string, endings []string, found map[string]int) error {
	if len(found) == 0 {
		return fmt.Errorf("folder %s is empty", path)
	}
	return fmt.Errorf("folder %s has no file whose name ends in %s (it has: %s); name other endings, or the files "+
		"themselves",
		path, strings.Join(endings, ", "), Endings(found))
}

// Endings is a count by endings in words: "2 .jpg, 1 without ending, 3 hidden".
func Endings(count map[string]int) string {
	var parts []string
	for _, ending := range slices.Sorted(maps.Keys(count)) {
		name := ending
		if name == "" {
			name = "without ending"
		}
		parts = append(parts, fmt.Sprintf("%d %s", count[ending], name))
	}
	return strings.Join(parts, ", ")
}
