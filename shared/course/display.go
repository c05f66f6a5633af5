package course

import (
	"fmt"
	"html"
	"reflect"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"

	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/plot"
)

// Display shows a picture; text says what is on it, for readers and tools that show none. Call it with what a function
// of package plot returned: course.Display("training and validation loss", course.Must(plot.Lines(chart))).
func Display(text string, svg plot.SVG) {
	show("["+text+"]", protocol.MIMEImageSVG, string(svg))
}

// show sends something to the notebook in a rich and in a plain form; a plain program prints the plain one. It waits
// before and after, because what a cell prints and what it shows reach the notebook on two ways.
func show(plain string, mime protocol.MIMEType, rich string) {
	if !gonbui.IsNotebook {
		fmt.Println(plain)
		return
	}
	gonbui.Sync()
	gonbui.SendData(&protocol.DisplayData{Data: map[protocol.MIMEType]any{mime: rich, protocol.MIMETextPlain: plain}})
	gonbui.Sync()
}

// Count is how many there are of something, such as parameters. It is written with separators, in tables and by
// fmt.Print, Printf's %v and %s: Count(163009536) is 163,009,536. Numbers that name something, such as token ids, stay
// an int.
type Count int

// String writes the number with separators.
func (c Count) String() string { return diagram.Thousands(int(c)) }

// Table shows a small table: a header, then rows of as many values. Floats get four decimals; numbers stand to the
// right, those of type [Count] with separators, and so do columns of texts that are numbers, with a unit or without,
// such as "4.2 %"; lists stand in one line.
//
//	course.Table([]string{"word", "id"}, []any{"Hello", 15496}, []any{"world", 995})
func Table(header []string, rows ...[]any) {
	plain, rich, err := table(header, rows)
	OK(err)
	show(plain, protocol.MIMETextHTML, rich)
}

// brokenLine is what [Format] puts between the rows of a list.
var brokenLine = regexp.MustCompile(`\n+ *`)

// written is a number as text, with an optional unit: "1,024", "−0.5", "4.2%", "12 ms".
var written = regexp.MustCompile(
	`^[-−+]?\d[\d,]*(\.\d+)?(e[-+]?\d+)?( ?(%|×|ns|µs|ms|s|min|h|B|KB|MB|GB|KiB|MiB|GiB))?$`)

// isNumber reports whether a value stands to the right in its column: a number, or a text that is one.
func isNumber(v any) bool {
	switch v := v.(type) {
	case int, int32, int64, float32, float64, uint64, uint32, Count:
		return true
	case string:
		return written.MatchString(v)
	}
	return false
}

// inCell is a value as [Format] writes it, but in one line and without the blanks that align columns: a shape is
// [1, 768, 2304].
func inCell(v any) string {
	if rv := reflect.ValueOf(v); isList(rv) {
		var b strings.Builder
		f := formatter{digits: digits, shorten: count(rv) > maxShown}
		f.write(&b, rv, 0)
		return brokenLine.ReplaceAllString(b.String(), " ")
	}
	return strings.ReplaceAll(Format(v), "\n", " ")
}

// table writes both forms.
func table(header []string, rows [][]any) (plain, rich string, err error) {
	cells := [][]string{header}
	right := make([]bool, len(header))
	for j := range right {
		right[j] = len(rows) > 0
	}
	for i, row := range rows {
		if len(row) != len(header) {
			return "", "", fmt.Errorf("table: row %d has %d values for %d columns", i, len(row), len(header))
		}
		line := make([]string, len(row))
		for j, v := range row {
			line[j] = inCell(v)
			right[j] = right[j] && isNumber(v)
		}
		cells = append(cells, line)
	}
	wide := make([]int, len(header))
	for _, line := range cells {
		for j, s := range line {
			wide[j] = max(wide[j], utf8.RuneCountInString(s))
		}
	}

	var text, page strings.Builder
	page.WriteString("<table>")
	for i, line := range cells {
		tag := "td"
		if i == 0 {
			tag = "th"
		}
		page.WriteString("<tr>")
		for j, s := range line {
			gap := strings.Repeat(" ", wide[j]-utf8.RuneCountInString(s))
			align := "left"
			if right[j] {
				s, align = gap+s, "right"
			} else if j < len(line)-1 {
				s += gap
			}
			if j > 0 {
				text.WriteString("  ")
			}
			text.WriteString(s)
			fmt.Fprintf(&page, `<%s style="text-align:%s">%s</%s>`, tag, align, html.EscapeString(strings.TrimSpace(s)),
				tag)
		}
		page.WriteString("</tr>")
		if i < len(cells)-1 {
			text.WriteByte('\n')
		}
	}
	page.WriteString("</table>")
	return text.String(), page.String(), nil
}
