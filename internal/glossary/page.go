package glossary

import (
	"fmt"
	"strings"
)

// pageTop is what the page says before its table.
const pageTop = `# Glossary

The terms of the course, each with the section that defines it and its name in the code.

| term | meaning | Go | section |
|---|---|---|---|
`

// Page is the glossary as a page of Markdown.
func Page(terms []Term) string {
	var b strings.Builder
	b.WriteString(pageTop)
	plain := strings.NewReplacer("|", `\|`, "<", "&lt;").Replace
	for _, t := range terms {
		name := ""
		if t.Go != "" {
			name = "`" + t.Go + "`"
		}
		fmt.Fprintf(&b, "| <a id=\"%s\"></a>**%s** | %s | %s | [%s](%s.ipynb) |\n", t.Anchor(), plain(t.Term),
			plain(t.Meaning), name, t.Section, t.Notebook)
	}
	return b.String()
}
