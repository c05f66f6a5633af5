package notebook

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	// apart is what a page's text is not: what stands as its author wrote it, and the tags.
	apart = regexp.MustCompile(`(?s)<head\b.*?</head>|<script\b.*?</script>|<style\b.*?</style>|<svg\b.*?</svg>|` +
		`<pre\b.*?</pre>|<code\b.*?</code>|<!--.*?-->|<[^>]*>`)
	withUnit   = regexp.MustCompile(`(\d|^)[ \n](%|(?:ns|µs|ms|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)\b)`)
	modelName  = regexp.MustCompile(`\bGPT-\d\w*`)
	inlineCode = regexp.MustCompile(`^<code>(.*)</code>$`)
	breakable  = regexp.MustCompile(`[^\w.]`)
	tableCell  = regexp.MustCompile(`(?s)<td( style="[^"]*")?>(.*?)</td>`)
)

const (
	noBreakSpace = "\u00a0"
	shortCode    = 14 // characters of code in a line of text that stay on one line
	shortCell    = 12 // characters of a table's cell that stay on one line
	longCell     = 18 // characters of a table's cell that need some width, if there are more
)

// keptTogether is a page whose lines do not break between a number and its unit, in a model's name, or in short code.
// A name keeps its hyphen, so that the browser's search finds it.
func keptTogether(page string) string {
	var b strings.Builder
	at := 0
	for _, m := range apart.FindAllStringIndex(page, -1) {
		b.WriteString(together(page[at:m[0]]))
		b.WriteString(wholeCode(page[m[0]:m[1]]))
		at = m[1]
	}
	b.WriteString(together(page[at:]))
	return b.String()
}

// together is a text between two tags that is broken at the right places only.
func together(text string) string {
	text = withUnit.ReplaceAllString(text, "${1}"+noBreakSpace+"${2}")
	return modelName.ReplaceAllString(text, `<span class="whole">$0</span>`)
}

// wholeCode marks short code that a line could break in. Anything else is as it was.
func wholeCode(part string) string {
	m := inlineCode.FindStringSubmatch(part)
	if m == nil {
		return part
	}
	code := html.UnescapeString(m[1])
	if utf8.RuneCountInString(code) > shortCode || !breakable.MatchString(code) {
		return part
	}
	return `<code class="whole">` + m[1] + "</code>"
}

// sizedCell marks a cell of a table that is so short that it stays on one line, or so long that it needs some width:
// otherwise a column that is out of sight on a telephone would be narrow, and the rows tall for no reason to be seen.
func sizedCell(cell string) string {
	m := tableCell.FindStringSubmatch(cell)
	text := strings.TrimSpace(html.UnescapeString(anyTag.ReplaceAllString(m[2], "")))
	switch n := utf8.RuneCountInString(text); {
	case n > longCell:
		return `<td class="long"` + m[1] + ">" + m[2] + "</td>"
	case n <= shortCell && breakable.MatchString(text):
		return `<td class="whole"` + m[1] + ">" + m[2] + "</td>"
	}
	return cell
}
