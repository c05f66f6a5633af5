package notebook

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// smallSite is a site of two chapters and an appendix, with exercises for the first.
func smallSite() *site {
	return &site{start: true, chapters: []string{"ch02", "ch10", "appendix_d"},
		pages: []string{"ch02", "ch10", "appendix_d", "exercises/ch02"}}
}

func TestLinksLeadToThePageBeforeTheContentsAndThePageAfter(t *testing.T) {
	for name, want := range map[string]string{
		"ch02":           "[contents](index.ipynb) · [exercises](exercises/ch02.ipynb) · [chapter 10 →](ch10.ipynb)",
		"ch10":           "[← chapter 2](ch02.ipynb) · [contents](index.ipynb) · [appendix D →](appendix_d.ipynb)",
		"appendix_d":     "[← chapter 10](ch10.ipynb) · [contents](index.ipynb)",
		"exercises/ch02": "[← chapter 2](../ch02.ipynb) · [contents](../index.ipynb) · [chapter 10 →](../ch10.ipynb)",
	} {
		if got := smallSite().markdown(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	want := `<a href="../ch02.html">← chapter 2</a> · <a href="../index.html">contents</a> · ` +
		`<a href="../ch10.html">chapter 10 →</a>`
	if got := smallSite().html("exercises/ch02"); got != want {
		t.Errorf("as a page: %s, want %s", got, want)
	}
}

func TestEveryPageHasALabel(t *testing.T) {
	for name, want := range map[string]string{"index": "contents", "ch00": "chapter 0", "exercises/ch02": "exercises",
		"appendix_e": "appendix E", "bonus_8bit": "8-bit weights", "other": "other"} {
		if got := label(name); got != want {
			t.Errorf("%s is called %q, want %q", name, got, want)
		}
	}
}

func TestPagesLinkToPages(t *testing.T) {
	page := `<html><head><title>ch10</title></head><body class="a">` +
		`<h1 id="Ten">Ten &lt; 11<a class="anchor-link" href="#Ten">¶</a></h1>` +
		`<a href="exercises/ch02.ipynb">x</a> <a target="_blank" href="ch02.ipynb#cell-id=dot">y</a> ` +
		`<a href="GLOSSARY.md">z</a> ` +
		`<a href="../GLOSSARY.md#top-k">k</a> ` +
		`<a href="https://example.org/a.ipynb">out</a><p>ch02.ipynb</p></body></html>`
	got := smallSite().linked(page, "ch10")
	for _, want := range []string{
		`<title>Ten &lt; 11</title>`, `href="exercises/ch02.html"`, `href="ch02.html#cell-id=dot"`, `href="glossary.html"`,
		`href="../glossary.html#top-k"`,
		`href="https://example.org/a.ipynb"`, `<p>ch02.ipynb</p>`, "<body class=\"a\">\n<nav", "</nav>\n</body>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	if n := strings.Count(got, "<nav"); n != 2 {
		t.Errorf("%d bars, want 2", n)
	}
}

func TestPagesSayTheirLanguageAndHaveTheCoursesStyle(t *testing.T) {
	page := smallSite().linked("<html><head></head><body></body></html>", "ch02")
	for _, want := range []string{`<html lang="en">`, pageStyle + "</style>\n</head>", `<nav aria-label="pages">`} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not in %s", want, page)
		}
	}
	for _, part := range []string{"url(", "@import", "http"} {
		if strings.Contains(pageStyle, part) {
			t.Errorf("the style needs more than its page: %s", part)
		}
	}
}

func TestWhatIsPrintedInColumnsIsNotBroken(t *testing.T) {
	const before, after = `<div class="jp-RenderedText x" data-mime-type="text/plain">` + "\n<pre>", "</pre>\n</div>"
	for text, columns := range map[string]bool{
		"loss   3.2\nsteps   10":        true,
		"[[0.1, 0.2],\n [0.3, 0.4]]":    true,
		"&lt;unk&gt;   7":               true,
		"a line as a person writes it":  false,
		"    moved in":                  false,
		"ends in blanks    \nnext":      false,
		"a story\ntold  twice\nthe end": false,
		"GPT(\n  (emb): Embedding(9, 2)\n  (out): Linear(2, 9)\n)\n  end":  true,
		"GPT(\n  (emb): Embedding(9, 2)\n  " + strings.Repeat("word ", 14): false,
		"[[8 709] [304 616] [522 138]]":                                    false,
	} {
		page := smallSite().linked(before+text+after, "ch02")
		if got := strings.Contains(page, `<pre class="columns" tabindex="0">`+text+after); got != columns {
			t.Errorf("%q: %v in %s", text, got, page)
		}
	}
}

func TestComparisonsAndWhatWasSavedStandBack(t *testing.T) {
	const before, after = `<div class="jp-RenderedText" data-mime-type="text/plain">` + "\n<pre>", "</pre>"
	text := "loaded from build/saved/x\na result\nch02.a: reproduced (book prints [1,  2])\nthe end\n"
	page := smallSite().linked(before+text+after, "ch02")
	want := "<pre><span class=\"aside\">loaded from build/saved/x\n</span>a result\n" +
		"<span class=\"aside\">ch02.a: reproduced (book prints [1,  2])\n</span>the end\n</pre>"
	if !strings.Contains(page, want) {
		t.Errorf("%s is not in %s", want, page)
	}
}

func TestWhatBelongsTogetherStaysOnOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"<p>by 3.4 % of\n100\n%, 12 ms or 7 MiB</p>": "<p>by 3.4\u00a0% of\n100\u00a0%, 12\u00a0ms or 7\u00a0MiB</p>",
		"<p><b>88</b> %, 3 msgs, x % y</p>":          "<p><b>88</b>\u00a0%, 3 msgs, x % y</p>",
		"<p>GPT-2's, a GPT-like one</p>":             `<p><span class="whole">GPT-2</span>'s, a GPT-like one</p>`,
		"<pre>3 % GPT-2 <span>4 %</span></pre>":      "<pre>3 % GPT-2 <span>4 %</span></pre>",
		"<svg><text>3 % GPT-2</text></svg>":          "<svg><text>3 % GPT-2</text></svg>",
		`<a title="3 % of GPT-2">b</a>`:              `<a title="3 % of GPT-2">b</a>`,
		"<script>a = 3 % b</script>":                 "<script>a = 3 % b</script>",
		"<code>[in, out]</code>":                     `<code class="whole">[in, out]</code>`,
		"<code>gpt.Model</code>":                     "<code>gpt.Model</code>",
		"<code>[batch, seq, embed]</code>":           "<code>[batch, seq, embed]</code>",
		"<code>a &lt;= b, c == de</code>":            "<code>a &lt;= b, c == de</code>",
		"<code>a &lt;= b &amp; c</code>":             `<code class="whole">a &lt;= b &amp; c</code>`,
		"<pre><code>a b</code></pre>":                "<pre><code>a b</code></pre>",
	} {
		if got := keptTogether(text); got != want {
			t.Errorf("%s\nbecomes %s,\nwant    %s", text, got, want)
		}
	}
	heading := `<h2 id="x">3` + noBreakSpace + `% of <span class="whole">GPT-2</span><a class="anchor-link"`
	if got := headings(heading); len(got) != 1 || got[0].text != "3 % of GPT-2" {
		t.Errorf("the heading that is searched is %q", got)
	}
}

func TestCellsOfTablesAreMarkedByTheirLength(t *testing.T) {
	for cell, want := range map[string]string{
		"<td>[0.5, 0.5]</td>":                              `<td class="whole">[0.5, 0.5]</td>`,
		"<td>parameters</td>":                              "<td>parameters</td>",
		"<td>a text of <b>some</b></td>":                   "<td>a text of <b>some</b></td>",
		`<td style="x">a text as <b>long as this</b></td>`: `<td class="long" style="x">a text as <b>long as this</b></td>`,
	} {
		if page := smallSite().linked(cell, "ch02"); !strings.Contains(page, want) {
			t.Errorf("%s is not in %s", want, page)
		}
	}
}

// Jupyter makes the page, where there is one.
func TestPagesShowAnswersChartsAndNothingFromAServer(t *testing.T) {
	if _, err := exec.LookPath("jupyter"); err != nil {
		t.Skip("no jupyter on the PATH")
	}
	root := t.TempDir()
	opt := Options{Root: root, Dir: "notebooks"}
	nb, one := good(), 1
	answer := "<details><summary>Why?</summary>\n\nBecause of `main`, *really*.\n\n</details>\n\nAnd **so** on."
	chart := Output{Type: DisplayData, Metadata: map[string]any{}, Data: map[string]any{
		"image/svg+xml": "<svg></svg>", "text/plain": "[a chart of 2 < 3]"}}
	nb.Cells = append(nb.Cells, Cell{Type: Markdown, ID: "why", Source: Text(answer)},
		Cell{Type: Code, ID: "chart", Source: "draw()", ExecutionCount: &one, Outputs: []Output{chart}})
	write(t, root, "notebooks/ch02.ipynb", "")
	path := filepath.Join(opt.pagesDir(), "ch02.ipynb")
	write(t, opt.pagesDir(), "ch02.ipynb", "")
	if err := nb.Write(path); err != nil {
		t.Fatal(err)
	}
	if err := writeHTML(t.Context(), opt, []Result{{Name: "ch02", Output: path}}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(pagePath(opt.pagesDir(), "ch02"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	for _, want := range []string{"<summary>Why?</summary>", "<code>main</code>, <em>really</em>",
		"<strong>so</strong>",
		`role="img" aria-label="a chart of 2 &lt; 3"`, "<svg></svg>"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not in the page", want)
		}
	}
	if strings.Contains(page, "<script src=") || strings.Contains(page, "MathJax") {
		t.Error("the page loads a library")
	}
}

// write writes a file below a folder.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestTheStartPageSearchesHeadingsAndTerms(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	write(t, dir, "glossary.json", `[{"term":"logit","meaning":"A number </script> before softmax","go":"gpt.Model",`+
		`"notebook":"ch02","section":"2.1","cell":"text-1"},`+
		`{"term":"reward","meaning":"Of an extra","notebook":"ch02","section":"2","cell":"text-2"}]`)
	write(t, out, "index.html", `<body><h1 id="A">A<a class="anchor-link" href="#A">¶</a></h1></body>`)
	write(t, out, "ch02.html", `<body><h1 id="Two">Two<a class="anchor-link" href="#Two">¶</a></h1>`+
		`<h2 id="2.1-Soft-&amp;-hard">2.1 <em>Soft</em> &amp; hard<a class="anchor-link" href="#x">¶</a></h2></body>`)
	s := smallSite()
	s.dir = filepath.Join(dir, "")
	if err := s.finish(out, []string{"ch02", "ch10"}); err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	index := read("index.html")
	for _, want := range []string{
		`{"text":"logit","where":"chapter 2, section 2.1","href":"ch02.html#cell-id=text-1"`,
		`{"text":"reward","where":"chapter 2","href":"ch02.html#cell-id=text-2"`,
		`{"text":"2.1 Soft \u0026 hard","where":"chapter 2","href":"ch02.html#2.1-Soft-\u0026-hard"}`,
	} {
		if !strings.Contains(index, want) {
			t.Errorf("the start page does not find %s: %s", want, index)
		}
	}
	if n := strings.Count(index, "</script>"); n != 1 {
		t.Errorf("%d ends of scripts", n)
	}
	for _, part := range []string{"http:", "https:", "src=", "fetch(", "import"} {
		if strings.Contains(searchPart, part) {
			t.Errorf("the search needs more than its page: %s", part)
		}
	}
	if page := read("ch10.html"); !strings.Contains(page, "make notebooks ONLY=") ||
		!strings.Contains(page, "ch02.html") {
		t.Errorf("a notebook that was not run: %s", page)
	}
	for _, want := range []string{
		`<td class="section"><a href="ch02.html#cell-id=text-1">2.1</a></td>`, "&lt;/script&gt;", `<tr id="logit">`,
		`<td><a href="ch02.html#cell-id=text-2">chapter 2</a></td>`, // "section 2" there is none
	} {
		if page := read("glossary.html"); !strings.Contains(page, want) {
			t.Errorf("the glossary has no %s: %s", want, page)
		}
	}
	read("exercises/ch02.html")
}

// The program of the page is run by Node, where there is one.
func TestSearchFindsTermsBeforeHeadingsAndExactOnesFirst(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node on the PATH")
	}
	_, script, _ := strings.Cut(searchBox([]entry{{Text: "attention weight", About: "x"}, {Text: "3 Attention"},
		{Text: "attention", About: "A café"}, {Text: "Chapter 5"}}), "<script>")
	script, _, _ = strings.Cut(script, "</script>")
	script += `
console.log(JSON.stringify(["Attention", "weight attention", "CAFE", "  ", "nothing"].map(q =>
  find(entries, q).map(e => e.text))));`
	got, err := exec.CommandContext(t.Context(), node, "-e", script).Output()
	if err != nil {
		t.Fatal(err)
	}
	var found [][]string
	if err := json.Unmarshal(got, &found); err != nil {
		t.Fatalf("%s: %v", got, err)
	}
	want := [][]string{{"attention", "attention weight", "3 Attention"}, {"attention weight"}, {"attention"}, {}, {}}
	if !slices.EqualFunc(found, want, slices.Equal) {
		t.Errorf("found %q, want %q", found, want)
	}
}
