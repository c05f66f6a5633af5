package notebook

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"llmfromscratch/shared/atomicfile"
)

// copiesFile is where [Copy] notes what it copied.
const copiesFile = ".copies.json"

// beside are the files that notebooks link to.
var beside = []string{"GLOSSARY.md"}

// Copies says what [Copy] found.
type Copies struct {
	New   []string // copied now
	Old   []string // changed by their reader, and kept though there is a newer notebook
	Total int
}

// Copy brings the notebooks of a folder into another, where they can be run and changed while git sees nothing. A copy
// that its reader has changed is never replaced: of one that was only run, the outputs are lost when there is a newer
// notebook, and only then.
func Copy(from, to string) (Copies, error) {
	var c Copies
	names, err := Find(from, nil)
	if err != nil {
		return c, err
	}
	for _, name := range append([]string{Start}, beside...) {
		if exists(filepath.Join(from, name)) {
			names = append(names, name)
		}
	}
	noted, err := readCopies(to)
	if err != nil {
		return c, err
	}
	for _, name := range names {
		if err := c.one(filepath.Join(from, name), filepath.Join(to, name), name, noted); err != nil {
			return c, err
		}
	}
	c.Total = len(names)
	data, err := json.MarshalIndent(noted, "", " ")
	if err != nil {
		return c, err
	}
	return c, atomicfile.WriteBytes(filepath.Join(to, copiesFile), append(data, '\n'))
}

// one copies one file, unless there is a copy that is to be kept. noted has the digests of what was copied before.
func (c *Copies) one(from, to, name string, noted map[string]string) error {
	source, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	wanted := digest(source)
	there, err := os.ReadFile(to)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err == nil {
		switch has := digest(there); {
		case has == wanted: // perhaps with other outputs, which are the reader's
			noted[name] = wanted
			return nil
		case has != noted[name] && noted[name] == wanted:
			return nil
		case has != noted[name]:
			c.Old = append(c.Old, name)
			return nil
		}
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if err := atomicfile.WriteBytes(to, source); err != nil {
		return err
	}
	noted[name] = wanted
	c.New = append(c.New, name)
	return nil
}

// digest is a short name for what somebody wrote: of a notebook the kinds and texts of its cells, of anything else, and
// of a notebook that cannot be read, all of it.
func digest(data []byte) string {
	h := sha256.New()
	nb, err := Parse(data)
	if err != nil {
		h.Write(data)
		return hex.EncodeToString(h.Sum(nil))
	}
	for _, cell := range nb.Cells {
		fmt.Fprintf(h, "%s %q\n", cell.Type, cell.Source)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// readCopies reads what was noted in a folder; nothing when nothing was copied there.
func readCopies(dir string) (map[string]string, error) {
	noted := map[string]string{}
	data, err := os.ReadFile(filepath.Join(dir, copiesFile))
	if errors.Is(err, os.ErrNotExist) {
		return noted, os.MkdirAll(dir, 0o755)
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &noted); err != nil {
		return nil, fmt.Errorf("%s: %w: remove it; then copies that differ are kept", copiesFile, err)
	}
	return noted, nil
}

// String says in a line what was copied, and what there is newer.
func (c Copies) String() string {
	line := fmt.Sprintf("%d files, %d of them new", c.Total, len(c.New))
	if len(c.Old) > 0 {
		slices.Sort(c.Old)
		line += fmt.Sprintf("; you have changed %q, of which there are newer ones: remove yours to get them", c.Old)
	}
	return line
}
