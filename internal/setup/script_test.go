package setup

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"
)

func TestKernelWithoutThePagesPartIsInstalledAgain(t *testing.T) {
	root := fakeRoot(t)
	if err := os.WriteFile(kernelScript(root), []byte("// older"), 0o644); err != nil {
		t.Fatal(err)
	}
	if ok, what := Kernel(root, nil).Done(t.Context()); ok {
		t.Errorf("ready with another script: %s", what)
	}
	if err := os.Remove(kernelScript(root)); err != nil {
		t.Fatal(err)
	}
	if ok, what := Kernel(root, nil).Done(t.Context()); ok {
		t.Errorf("ready without the script: %s", what)
	}
}

// The script is loaded by Node as the classic Notebook loads it, with a tooltip and a page of our own.
func TestPageShowsDescriptionsInMarkdownAsText(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node on the PATH")
	}
	const before = `
const shown = [], styles = [];
const tooltip = { Tooltip: function () {} };
tooltip.Tooltip.prototype._show = function (reply) { shown.push(reply.content.data["text/plain"] || ""); };
global.document = { createElement: () => ({}), head: { appendChild: s => styles.push(s.textContent) } };
global.define = (names, make) => { make(tooltip).onload(); make(tooltip).onload(); };
`
	const after = `
const tip = new tooltip.Tooltip();
const say = data => tip._show({ content: { data: data } });
say({ "text/markdown": markdown });
say({ "text/plain": "as it is", "text/markdown": "**other**" });
say({});
console.log(JSON.stringify({ shown: shown, styles: styles.length }));
`
	markdown, err := json.Marshal("```go\nfunc Dot(a, b []float32) *T // [x](y)\n```\n\n---\n\nDot is a\\*b, see " +
		"[Scores](https://x.y/z).\n\n\n\n[`attention.Dot` on pkg.go.dev](https://pkg.go.dev/x)\n")
	if err != nil {
		t.Fatal(err)
	}
	script := before + string(kernelJS) + "const markdown = " + string(markdown) + ";" + after
	out, err := exec.CommandContext(t.Context(), node, "-e", script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var got struct {
		Shown  []string
		Styles int
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	want := []string{"func Dot(a, b []float32) *T // [x](y)\n\nDot is a*b, see Scores.", "as it is", ""}
	if len(got.Shown) != len(want) {
		t.Fatalf("shown %q", got.Shown)
	}
	for i := range want {
		if got.Shown[i] != want[i] {
			t.Errorf("%d: %q, want %q", i, got.Shown[i], want[i])
		}
	}
}
