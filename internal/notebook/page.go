package notebook

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"llmfromscratch/internal/setup"
)

// templateName is the nbconvert template of the project's pages. It is Jupyter's own one, but for five things: every
// cell can be linked to by its id, as in JupyterLab; the notebook's line of links is left out, since each page gets a
// bar of its own; pictures: nbconvert 6.5, which Debian and Ubuntu have, cleans an SVG until nothing is left of it, and
// one without a title gets its text here; answers to open: that version shows the Markdown in them as it is written;
// and the libraries that Jupyter's pages load from a server, which nothing here needs.
const templateName = "llmfromscratch"

var templateFiles = map[string]string{
	"conf.json": `{"base_template": "lab", "mimetypes": {"text/html": true}}`,
	"index.html.j2": `{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js_requirejs -%}{%- endblock html_head_js_requirejs -%}
{%- block html_head_js_mathjax -%}{%- endblock html_head_js_mathjax -%}
{%- block any_cell scoped -%}
{%- if cell.id != '` + navID + `' %}
<a id="cell-id={{ cell.id }}"></a>
{{ super() }}
{%- endif -%}
{%- endblock any_cell -%}
{%- block data_svg scoped -%}
{%- set svg = output.data['image/svg+xml'] -%}
{%- set text = output.data.get('text/plain', '') | trim('[]') -%}
<div class="jp-RenderedSVG jp-OutputArea-output" data-mime-type="image/svg+xml"
{%- if text and '<title' not in svg %} role="img" aria-label="{{ text | forceescape }}"{% endif %}>
{{ svg }}
</div>
{%- endblock data_svg -%}
{%- block markdowncell scoped -%}
{%- if '<details>' in cell.source -%}
<div class="jp-Cell jp-MarkdownCell jp-Notebook-cell">
<div class="jp-Cell-inputWrapper">
<div class="jp-InputArea jp-Cell-inputArea">
<div class="jp-InputPrompt jp-InputArea-prompt"></div>
<div class="jp-RenderedHTMLCommon jp-RenderedMarkdown jp-MarkdownOutput" data-mime-type="text/markdown">
{%- for part in cell.source.split('<details>') -%}
{%- if loop.first -%}
{{ part | markdown2html }}
{%- else -%}
{%- set answer, after = part.split('</details>', 1) -%}
{%- set question, answer = answer.split('</summary>', 1) -%}
<details>{{ question }}</summary>
{{ answer | markdown2html }}
</details>
{{ after | markdown2html }}
{%- endif -%}
{%- endfor -%}
</div>
</div>
</div>
</div>
{%- else -%}
{{ super() }}
{%- endif -%}
{%- endblock markdowncell -%}
`,
}

// navID is the id of the cell with a notebook's links to its neighbours.
const navID = "nav"

// writeTemplate puts the template where Jupyter looks for it.
func writeTemplate(root string) error {
	dir := filepath.Join(setup.DataDir(root), "nbconvert", "templates", templateName)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, text := range templateFiles {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// pagesDir is the folder of executed copies and pages.
func (opt Options) pagesDir() string { return filepath.Join(opt.Root, "build", "notebooks") }

// writeHTML turns the executed copies into pages beside them, and the start page into index.html.
func writeHTML(ctx context.Context, opt Options, results []Result) error {
	s, err := newSite(filepath.Join(opt.Root, opt.Dir))
	if err != nil {
		return err
	}
	byDir := map[string][]string{}
	var names []string
	for _, r := range results {
		if exists(r.Output) {
			byDir[filepath.Dir(r.Output)] = append(byDir[filepath.Dir(r.Output)], r.Output)
			names = append(names, r.Name)
		}
	}
	if s.start {
		byDir[opt.pagesDir()] = append(byDir[opt.pagesDir()], filepath.Join(s.dir, Start))
	}
	if err := writeTemplate(opt.Root); err != nil {
		return err
	}
	for _, dir := range slices.Sorted(maps.Keys(byDir)) {
		args := []string{"nbconvert", "--to", "html", "--template", templateName, "--output-dir", dir}
		args = append(args, byDir[dir]...)
		if err := opt.jupyter(ctx, filepath.Join(opt.pagesDir(), "html.log"), nil, args...); err != nil {
			return fmt.Errorf("write HTML pages: %w", err)
		}
	}
	return s.finish(opt.pagesDir(), names)
}

// exists reports whether there is a file.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
