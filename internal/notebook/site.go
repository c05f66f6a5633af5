package notebook

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Start is the course's start page. It is text alone, so there is nothing to run and no output to check: [Find] leaves
// it out, and its page is made from the file as it is.
const Start = "index.ipynb"

// exercisesDir is the folder of the exercises.
const exercisesDir = "exercises/"

// site is a folder of notebooks and the pages that are built of them.
type site struct {
	dir      string   // of the notebooks
	start    bool     // whether there is a start page
	chapters []string // "ch03", in reading order
	pages    []string // all: "ch03", …, "exercises/ch03", …
}

// newSite looks at a folder of notebooks.
func newSite(dir string) (*site, error) {
	names, err := Find(dir, nil)
	if err != nil {
		return nil, err
	}
	s := &site{dir: dir, start: exists(filepath.Join(dir, Start))}
	for _, name := range names {
		name = strings.TrimSuffix(name, ".ipynb")
		s.pages = append(s.pages, name)
		if !strings.HasPrefix(name, exercisesDir) {
			s.chapters = append(s.chapters, name)
		}
	}
	return s, nil
}

// link is a link to another page.
type link struct{ text, page string }

// around are the links at the top of a page: to what comes before, the contents, the exercises, what comes after.
// Exercises stand between their chapter and the next.
func (s *site) around(name string) []link {
	chapter, exercises := strings.CutPrefix(name, exercisesDir)
	i := slices.Index(s.chapters, chapter)
	var links []link
	add := func(ok bool, format, page string) {
		if ok {
			links = append(links, link{fmt.Sprintf(format, label(page)), page})
		}
	}
	if exercises {
		add(i >= 0, "← %s", chapter)
	} else if i > 0 {
		add(true, "← %s", s.chapters[i-1])
	}
	add(s.start, "%s", strings.TrimSuffix(Start, ".ipynb"))
	add(!exercises && slices.Contains(s.pages, exercisesDir+chapter), "%s", exercisesDir+chapter)
	if i >= 0 && i+1 < len(s.chapters) {
		add(true, "%s →", s.chapters[i+1])
	}
	return links
}

// label is what a link to a page says: "chapter 3", "appendix D", "contents", "exercises".
func label(name string) string {
	switch {
	case name+".ipynb" == Start:
		return "contents"
	case strings.HasPrefix(name, exercisesDir):
		return "exercises"
	case isChapter(name):
		return "chapter " + strings.TrimLeft(name[len("ch"):len(name)-1], "0") + name[len(name)-1:]
	}
	if letter, ok := strings.CutPrefix(name, "appendix_"); ok {
		return "appendix " + strings.ToUpper(letter)
	}
	return cmp.Or(bonus[name], name)
}

// bonus are the names of notebooks that belong to no chapter of the book.
var bonus = map[string]string{"bonus_8bit": "8-bit weights", "own_parts": "own parts"}

// relative is the way from one page to another.
func relative(from, to string) string {
	if path.Dir(from) == path.Dir(to) {
		return path.Base(to)
	}
	if path.Dir(from) == "." {
		return to
	}
	return "../" + to
}

// markdown is a page's links as the line of its notebook.
func (s *site) markdown(name string) string {
	return s.line(name, func(l link) string {
		return fmt.Sprintf("[%s](%s.ipynb)", l.text, relative(name, l.page))
	})
}

// html is a page's links as a bar of the built page.
func (s *site) html(name string) string {
	return s.line(name, func(l link) string {
		return fmt.Sprintf(`<a href="%s.html">%s</a>`, relative(name, l.page), l.text)
	})
}

// line joins a page's links.
func (s *site) line(name string, write func(link) string) string {
	var parts []string
	for _, l := range s.around(name) {
		parts = append(parts, write(l))
	}
	return strings.Join(parts, " · ")
}
