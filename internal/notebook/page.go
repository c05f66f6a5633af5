package notebook

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"llmfromscratch/internal/setup"
)

// templateName is the nbconvert template of the project's pages. It is Jupyter's own one, but for pictures: nbconvert
// 6.5, which Debian and Ubuntu have, cleans an SVG until nothing is left of it.
const templateName = "llmfromscratch"

var templateFiles = map[string]string{
	"conf.json": `{"base_template": "lab", "mimetypes": {"text/html": true}}`,
	"index.html.j2": `{%- extends 'lab/index.html.j2' -%}
{%- block data_svg scoped -%}
<div class="jp-RenderedSVG jp-OutputArea-output" data-mime-type="image/svg+xml">
{{ output.data['image/svg+xml'] }}
</div>
{%- endblock data_svg -%}
`,
}

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

// writeHTML turns the executed copies into pages beside them.
func writeHTML(ctx context.Context, opt Options, results []Result) error {
	byDir := map[string][]string{}
	for _, r := range results {
		if _, err := os.Stat(r.Output); err == nil {
			byDir[filepath.Dir(r.Output)] = append(byDir[filepath.Dir(r.Output)], r.Output)
		}
	}
	if err := writeTemplate(opt.Root); err != nil {
		return err
	}
	for dir, files := range byDir {
		args := append([]string{"nbconvert", "--to", "html", "--template", templateName, "--output-dir", dir}, files...)
		if err := opt.jupyter(ctx, filepath.Join(opt.Root, "build", "notebooks", "html.log"), nil,
			args...); err != nil {
			return fmt.Errorf("write HTML pages: %w", err)
		}
	}
	return nil
}
