package notebook

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"os"
	"regexp"
	"strings"

	"llmfromscratch/internal/glossary"
)

// entry is what the start page can find: a heading of a page, or a term of the glossary.
type entry struct {
	Text  string `json:"text"`
	Where string `json:"where"`           // "chapter 3"
	Href  string `json:"href"`            // from the start page
	About string `json:"about,omitempty"` // what a term means
}

// heading is a heading of a page and the name to link to it by.
type heading struct{ text, id string }

var (
	headingTag = regexp.MustCompile(`(?s)<h[1-4] id="([^"]+)">(.*?)<a class="anchor-link"`)
	anyTag     = regexp.MustCompile(`<[^>]*>`)
)

//go:embed search.html
var searchPart string

// href is where a term is defined, seen from the start page.
func href(t glossary.Term) string { return t.Notebook + ".html#cell-id=" + t.Cell }

// numbered says whether a term's section has a number of its own. A chapter's introduction and its extras have none.
func numbered(t glossary.Term) bool { return strings.Contains(t.Section, ".") }

// headings are the headings of a page.
func headings(page string) (found []heading) {
	for _, m := range headingTag.FindAllStringSubmatch(page, -1) {
		text := html.UnescapeString(anyTag.ReplaceAllString(m[2], ""))
		text = strings.ReplaceAll(text, noBreakSpace, " ") // as it is typed into the search
		found = append(found, heading{strings.TrimSpace(text), html.UnescapeString(m[1])})
	}
	return found
}

// entries are the glossary's terms and the headings of all pages in out.
func (s *site) entries(out string, terms []glossary.Term) ([]entry, error) {
	all := []entry{}
	for _, t := range terms {
		where := label(t.Notebook)
		if numbered(t) {
			where += ", section " + t.Section
		}
		all = append(all, entry{t.Term, where, href(t), t.Meaning})
	}
	for _, name := range s.pages {
		page, err := os.ReadFile(pagePath(out, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		where := label(name)
		if chapter, ok := strings.CutPrefix(name, exercisesDir); ok {
			where += " of " + label(chapter)
		}
		for _, h := range headings(string(page)) {
			all = append(all, entry{Text: h.text, Where: where, Href: name + ".html#" + h.id})
		}
	}
	return all, nil
}

// searchBox is the box to search with, as a part of a page. Its program is in search.html and opens no connection.
func searchBox(entries []entry) string {
	data, err := json.Marshal(entries) // < becomes an escape, so that no text ends the script
	if err != nil {
		panic(err) // strings can be written
	}
	return strings.Replace(searchPart, "[/*entries*/]", string(data), 1)
}

// glossaryPage is the glossary as a page.
func glossaryPage(terms []glossary.Term) string {
	var b strings.Builder
	b.WriteString("<nav><a href=\"index.html\">contents</a></nav>\n<h1>Glossary</h1>\n<table class=\"glossary\">\n" +
		"<thead><tr><th>term</th><th>meaning</th><th>in Go</th><th>section</th></tr></thead>\n<tbody>\n")
	for _, t := range terms {
		name := ""
		if t.Go != "" {
			name = "<code>" + html.EscapeString(t.Go) + "</code>"
		}
		cell, where := `<td class="section">`, t.Section
		if !numbered(t) {
			cell, where = "<td>", label(t.Notebook)
		}
		fmt.Fprintf(&b, "<tr id=\"%s\"><td><b>%s</b></td><td>%s</td><td>%s</td>%s<a href=\"%s\">%s</a></td></tr>\n",
			t.Anchor(), html.EscapeString(t.Term), html.EscapeString(t.Meaning), name, cell, href(t), where)
	}
	b.WriteString("</tbody>\n</table>")
	return styled(fmt.Sprintf(plainPage, "Glossary", b.String()))
}
