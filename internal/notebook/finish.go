package notebook

import (
	_ "embed"
	"errors"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"llmfromscratch/internal/glossary"
	"llmfromscratch/shared/atomicfile"
)

var (
	toNotebook = regexp.MustCompile(`(<a [^>]*?href=")([\w./-]+)\.ipynb(#[^"]*)?"`)
	toGlossary = regexp.MustCompile(`(<a [^>]*?href=")((?:\.\./)?)GLOSSARY\.md(#[^"]*)?"`)
	titleTag   = regexp.MustCompile(`<title>[^<]*</title>`)
	bodyTag    = regexp.MustCompile(`<body[^>]*>`)
	printed    = regexp.MustCompile(`(?s)(<div class="jp-RenderedText[^>]*>\s*<pre)>(.*?)</pre>`)
	columns    = regexp.MustCompile(`\S {2,}\S|^\[\[+[^\]]*\],?$|^ +\[`)
	indented   = regexp.MustCompile(`^ {2,}\S`)
	aside      = regexp.MustCompile(`(?m)^(?:[\w.]+: (?:reproduced|not compared)\b|` +
		`(?:making|saved in|loaded from) build/saved/).*\n?`)
)

// pageStyle is what the course's pages look like.
//
//go:embed page.css
var pageStyle string

// finish makes the pages of these notebooks in out parts of the whole: each gets a bar of links at its top and end, and
// what links to a notebook links to its page. Where a notebook has no page yet, a short one says how to make it. Last
// come the glossary's page and the start page, which can search them all.
func (s *site) finish(out string, names []string) error {
	for _, name := range names {
		err := change(pagePath(out, name), func(page string) string {
			return s.linked(page, name)
		})
		if err != nil {
			return err
		}
	}
	if !s.start {
		return nil
	}
	for _, name := range s.pages {
		if err := s.announce(out, name); err != nil {
			return err
		}
	}
	terms, err := glossary.Read(s.dir)
	if err != nil {
		return err
	}
	if len(terms) > 0 {
		if err := atomicfile.WriteBytes(pagePath(out, "glossary"), []byte(glossaryPage(terms))); err != nil {
			return err
		}
	}
	found, err := s.entries(out, terms)
	if err != nil {
		return err
	}
	return change(pagePath(out, "index"), func(page string) string {
		return afterBody(s.linked(page, "index"), searchBox(found))
	})
}

// pagePath is the file of a notebook's page.
func pagePath(out, name string) string { return filepath.Join(out, filepath.FromSlash(name)+".html") }

// change replaces the text of a file. Of a file that is not there nothing is made.
func change(path string, by func(text string) string) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(path, []byte(by(string(data))))
}

// linked is a page with its language, title and style, its two bars, and links to pages instead of notebooks.
func (s *site) linked(page, name string) string {
	page = toNotebook.ReplaceAllString(page, `$1$2.html$3"`)
	page = toGlossary.ReplaceAllString(page, `$1${2}glossary.html$3"`)
	page = tableCell.ReplaceAllStringFunc(page, sizedCell)
	page = printed.ReplaceAllStringFunc(styled(page), printedWell)
	if heads := headings(page); len(heads) > 0 {
		if at := titleTag.FindStringIndex(page); at != nil {
			page = page[:at[0]] + "<title>" + html.EscapeString(heads[0].text) + "</title>" + page[at[1]:]
		}
	}
	links := s.html(name)
	if links == "" || name == "index" {
		return page
	}
	bar := `<nav aria-label="pages">` + links + "</nav>\n"
	page = afterBody(page, bar)
	if at := strings.LastIndex(page, "</body>"); at >= 0 {
		return page[:at] + bar + page[at:]
	}
	return page + bar
}

// styled is a page that says its language and has the course's style.
func styled(page string) string {
	page = strings.Replace(page, "<html>", `<html lang="en">`, 1)
	page = keptTogether(page)
	return strings.Replace(page, "</head>", "<style>\n"+pageStyle+"</style>\n</head>", 1)
}

// printedWell marks what was printed in columns, such as a matrix, which could not be read when it is broken anywhere,
// and the lines that stand back behind the results: comparisons with the book, and what was saved where.
func printedWell(output string) string {
	m := printed.FindStringSubmatch(output)
	text := aside.ReplaceAllString(m[2], `<span class="aside">$0</span>`)
	if inColumns(html.UnescapeString(anyTag.ReplaceAllString(aside.ReplaceAllString(m[2], ""), ""))) {
		return m[1] + ` class="columns" tabindex="0">` + text + "</pre>"
	}
	return m[1] + ">" + text + "</pre>"
}

// shortLine is how many characters a line has, at most, that can be read without the end of it in sight.
const shortLine = 70

// inColumns says whether more than half of the lines of a text are rows of a table or of a matrix, or are short and
// indented, as the parts of a model are when it is printed.
func inColumns(text string) bool {
	rows, steps, lines, longest := 0, 0, 0, 0
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \n")
		if line == "" {
			continue
		}
		lines++
		longest = max(longest, utf8.RuneCountInString(line))
		if columns.MatchString(line) {
			rows++
		}
		if indented.MatchString(line) {
			steps++
		}
	}
	return 2*rows > lines || steps > 1 && 2*steps > lines && longest <= shortLine
}

// afterBody puts a text at the beginning of a page's body.
func afterBody(page, text string) string {
	at := 0
	if body := bodyTag.FindStringIndex(page); body != nil {
		at = body[1]
	}
	return page[:at] + "\n" + text + page[at:]
}

// announce writes the page of a notebook that has none yet.
func (s *site) announce(out, name string) error {
	path := pagePath(out, name)
	if exists(path) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	only := filepath.ToSlash(filepath.Join(filepath.Base(s.dir), name))
	title := label(name)
	if chapter, ok := strings.CutPrefix(name, exercisesDir); ok {
		title += " of " + label(chapter)
	}
	text := "<h1>" + title + "</h1>\n<p>This notebook has not been run yet. <code>make notebooks ONLY=" + only +
		"</code> runs it and makes its page.</p>"
	return atomicfile.WriteBytes(path, []byte(s.linked(fmt.Sprintf(plainPage, title, text), name)))
}

// plainPage is a page without cells: its title and its text.
const plainPage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s</title>
<style>
body { font: 15px/1.45 sans-serif; padding: 1em }
</style></head>
<body>
%s
</body></html>
`
