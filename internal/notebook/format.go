package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"llmfromscratch/shared/atomicfile"
)

// Cell types and output types of nbformat 4.
const (
	Code     = "code"
	Markdown = "markdown"
	Raw      = "raw"

	Stream        = "stream"
	DisplayData   = "display_data"
	ExecuteResult = "execute_result"
	Error         = "error"
)

// Notebook is one .ipynb file.
type Notebook struct {
	Cells         []Cell         `json:"cells"`
	Metadata      map[string]any `json:"metadata"`
	NBFormat      int            `json:"nbformat"`
	NBFormatMinor int            `json:"nbformat_minor"`
}

// Cell is one cell. Outputs and ExecutionCount belong to code cells only.
type Cell struct {
	Type           string
	ExecutionCount *int // nil: not run
	ID             string
	Metadata       map[string]any
	Outputs        []Output
	Source         Text
}

// Output is one output of a code cell. Which fields are set depends on Type: Name and Text for a stream; Data for
// display_data and execute_result; EName, EValue and Traceback for an error.
type Output struct {
	Type           string
	Name           string // "stdout" or "stderr"
	Text           Text
	Data           map[string]any // MIME type to text (a string) or JSON value
	Metadata       map[string]any
	ExecutionCount *int
	EName, EValue  string
	Traceback      []string
}

// Text is a multi-line text, which the file holds as a string or as a list of lines.
type Text string

// UnmarshalJSON accepts both forms of the file.
func (t *Text) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, (*string)(t))
	}
	var lines []string
	if err := json.Unmarshal(data, &lines); err != nil {
		return fmt.Errorf("a text is neither a string nor a list of lines: %w", err)
	}
	*t = Text(strings.Join(lines, ""))
	return nil
}

// MarshalJSON writes a list of lines, each with its line end, so that a change of one line is one line of a diff.
func (t Text) MarshalJSON() ([]byte, error) {
	lines := strings.SplitAfter(string(t), "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return encode(lines)
}

// Lines is the text's lines without their ends.
func (t Text) Lines() []string {
	return strings.Split(strings.TrimSuffix(string(t), "\n"), "\n")
}

// cellJSON has the fields of every kind of cell, in the order of the file.
type cellJSON struct {
	Type           string           `json:"cell_type"`
	ExecutionCount *json.RawMessage `json:"execution_count,omitempty"`
	ID             string           `json:"id"`
	Metadata       map[string]any   `json:"metadata"`
	Outputs        *[]Output        `json:"outputs,omitempty"`
	Source         Text             `json:"source"`
}

// UnmarshalJSON reads a cell.
func (c *Cell) UnmarshalJSON(data []byte) error {
	var in cellJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*c = Cell{Type: in.Type, ID: in.ID, Metadata: in.Metadata, Source: in.Source}
	if in.Outputs != nil {
		c.Outputs = *in.Outputs
	}
	if in.ExecutionCount != nil {
		return json.Unmarshal(*in.ExecutionCount, &c.ExecutionCount)
	}
	return nil
}

// MarshalJSON writes a cell. A code cell always has execution_count and outputs, other cells never.
func (c Cell) MarshalJSON() ([]byte, error) {
	out := cellJSON{Type: c.Type, ID: c.ID, Metadata: c.Metadata, Source: c.Source}
	if out.Metadata == nil {
		out.Metadata = map[string]any{}
	}
	if c.Type == Code {
		count, err := json.Marshal(c.ExecutionCount)
		if err != nil {
			return nil, err
		}
		raw, outputs := json.RawMessage(count), c.Outputs
		if outputs == nil {
			outputs = []Output{}
		}
		out.ExecutionCount, out.Outputs = &raw, &outputs
	}
	return encode(out)
}

// outputJSON has the fields of every kind of output.
type outputJSON struct {
	Data           map[string]any `json:"data"`
	EName          string         `json:"ename"`
	EValue         string         `json:"evalue"`
	ExecutionCount *int           `json:"execution_count"`
	Metadata       map[string]any `json:"metadata"`
	Name           string         `json:"name"`
	Type           string         `json:"output_type"`
	Text           Text           `json:"text"`
	Traceback      []string       `json:"traceback"`
}

// UnmarshalJSON reads an output; texts in Data become strings.
func (o *Output) UnmarshalJSON(data []byte) error {
	var in outputJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*o = Output{Type: in.Type, Name: in.Name, Text: in.Text, Data: in.Data, Metadata: in.Metadata,
		ExecutionCount: in.ExecutionCount, EName: in.EName, EValue: in.EValue, Traceback: in.Traceback}
	for mime, value := range o.Data {
		if text, ok := joinLines(value); ok {
			o.Data[mime] = text
		}
	}
	return nil
}

// joinLines turns a list of strings into one text. A list that is JSON data of its own stays as it is.
func joinLines(value any) (string, bool) {
	list, ok := value.([]any)
	if !ok {
		return "", false
	}
	var b strings.Builder
	for _, line := range list {
		s, ok := line.(string)
		if !ok {
			return "", false
		}
		b.WriteString(s)
	}
	return b.String(), true
}

// MarshalJSON writes the fields that the kind of output has, and no others.
func (o Output) MarshalJSON() ([]byte, error) {
	out := map[string]any{"output_type": o.Type}
	switch o.Type {
	case Stream:
		out["name"], out["text"] = o.Name, o.Text
	case Error:
		out["ename"], out["evalue"], out["traceback"] = o.EName, o.EValue, o.Traceback
	default:
		data := make(map[string]any, len(o.Data))
		for mime, value := range o.Data {
			if s, ok := value.(string); ok {
				value = Text(s)
			}
			data[mime] = value
		}
		out["data"], out["metadata"] = data, map[string]any{}
		if o.Metadata != nil {
			out["metadata"] = o.Metadata
		}
		if o.Type == ExecuteResult {
			out["execution_count"] = o.ExecutionCount
		}
	}
	return encode(out)
}

// encode is json.Marshal without turning <, > and & into escapes, which would make HTML and SVG unreadable.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Parse reads a notebook from its JSON text. Only nbformat 4 is read.
func Parse(data []byte) (*Notebook, error) {
	var nb Notebook
	if err := json.Unmarshal(data, &nb); err != nil {
		return nil, fmt.Errorf("not a notebook: %w", err)
	}
	if nb.NBFormat != 4 {
		return nil, fmt.Errorf("notebook format %d is not read here, only 4: convert it with jupyter nbconvert --to "+
			"notebook", nb.NBFormat)
	}
	return &nb, nil
}

// Read reads the notebook in a file; errors name the file.
func Read(path string) (*Notebook, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	nb, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return nb, nil
}

// Encode is the notebook as Jupyter itself writes it: keys in order, one space of indentation, a final line end.
func (nb *Notebook) Encode() ([]byte, error) {
	compact, err := encode(nb)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, compact, "", " "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// Write replaces the file at path by the notebook; on any error the old file stays.
func (nb *Notebook) Write(path string) error {
	data, err := nb.Encode()
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return atomicfile.WriteBytes(path, data)
}
