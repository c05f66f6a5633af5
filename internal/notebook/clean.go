package notebook

import (
	"regexp"
	"strings"
)

// Clean strips what differs from run to run and from machine to machine: timings and view state of cells, versions and
// names of an installed kernel, terminal control codes. Executed code cells are numbered from 1 from top to bottom.
// Texts that name a place on the machine are left alone: [Notebook.CheckOutputs] reports them.
func (nb *Notebook) Clean() {
	nb.NBFormat, nb.NBFormatMinor = 4, 5
	nb.Metadata = map[string]any{
		"kernelspec": map[string]any{"display_name": "Go (gonb)", "language": "go", "name": "gonb"},
		"language_info": map[string]any{"file_extension": ".go", "mimetype": "text/x-go", "name": "go",
			"pygments_lexer": "go"},
	}
	count := 0
	for i := range nb.Cells {
		c := &nb.Cells[i]
		kept := map[string]any{}
		if tags, ok := c.Metadata["tags"]; ok {
			kept["tags"] = tags
		}
		c.Metadata = kept
		c.Source = Text(strings.TrimRight(string(c.Source), " \t\n"))
		if c.Type != Code || c.ExecutionCount == nil {
			continue
		}
		count++
		n := count
		c.ExecutionCount = &n
		c.Outputs = mergeStreams(c.Outputs)
		for j := range c.Outputs {
			o := &c.Outputs[j]
			o.Text = Text(plain(string(o.Text)))
			if o.Type == ExecuteResult {
				o.ExecutionCount = &n
			}
			if text, ok := o.Data["text/plain"].(string); ok {
				o.Data["text/plain"] = plain(text)
			}
		}
	}
}

// mergeStreams joins neighbouring pieces of the same stream: how a program's output was cut into messages is chance.
func mergeStreams(in []Output) []Output {
	var out []Output
	for _, o := range in {
		if last := len(out) - 1; o.Type == Stream && last >= 0 && out[last].Type == Stream && out[last].Name == o.Name {
			out[last].Text += o.Text
			continue
		}
		out = append(out, o)
	}
	return out
}

var escapes = regexp.MustCompile(`\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07`)

// plain is a text as a terminal would show it in the end: "10%\r20%\n" is "20%\n". Colours are dropped.
func plain(s string) string {
	s = strings.ReplaceAll(escapes.ReplaceAllString(s, ""), "\r\n", "\n")
	if !strings.ContainsAny(s, "\r\b") {
		return s
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		line = strings.TrimRight(line, "\r")
		line = line[strings.LastIndexByte(line, '\r')+1:]
		lines[i] = strings.ReplaceAll(line, "\b", "")
	}
	return strings.Join(lines, "\n")
}
