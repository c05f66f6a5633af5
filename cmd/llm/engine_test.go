package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/backend"
)

// written runs "llm generate" and returns the ids, and what it says on standard error.
func written(t *testing.T, args ...string) (ids []int, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	root := newRootCmd()
	root.SetArgs(append([]string{"generate", "--json", "--tokens=12", "--eos=false"}, args...))
	root.SetOut(&out)
	root.SetErr(&errs)
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	var result struct{ IDs []int }
	if err := json.Unmarshal(out.Bytes(), &result); err != nil {
		t.Fatal(err)
	}
	return result.IDs, errs.String()
}

// Without a flag the loops write, and their text is the graph's; one line says which engine it was.
func TestEnginesWriteTheSameText(t *testing.T) {
	const be = "--backend=" + backend.GoSequential
	model := savedModel(t, exactModel(t))
	want, said := written(t, "--model", model, be, "Every effort")
	if strings.Contains(said, "engine:") || !strings.Contains(said, "backend: go") {
		t.Errorf("with a backend: %s", said)
	}
	for _, args := range [][]string{nil, {"--engine=plain"}, {"--engine=plain", "--weights=float32"}} {
		got, said := written(t, append(args, "--model", model, "Every effort")...)
		if !slices.Equal(got, want) || !strings.Contains(said, "engine: plain (loops in Go") ||
			!strings.Contains(said, "float32 weights") || strings.Contains(said, "backend:") {
			t.Errorf("%q: %v, want %v\n%s", args, got, want, said)
		}
	}
	for _, args := range [][]string{{"--engine=graph", be}, {be, "--no-cache"}} {
		if got, said := written(t, append(args, "--model", model, "Every effort")...); !slices.Equal(got, want) ||
			!strings.Contains(said, "backend: go") {
			t.Errorf("%q: %v, want %v\n%s", args, got, want, said)
		}
	}
}

// 8-bit weights made on loading and those of a folder write the same text.
func TestEightBitWeightsOnLoadingAndFromAFolder(t *testing.T) {
	model, folder := savedModel(t, exactModel(t)), filepath.Join(t.TempDir(), "q8")
	text := filepath.Join(t.TempDir(), "text.txt")
	if err := os.WriteFile(text, []byte("Every effort moves you, every day."), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := execute(t, "convert", "--from", model, "--to", folder, "--quantize", "q8", "--compare", text)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"8-bit weights: ", "perplexity ", "most likely token is the same for ",
		"trf_blocks.0.att.W_query.weight", "% of the weights' size"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	want, said := written(t, "--model", model, "--weights=q8", "Every effort")
	if !strings.Contains(said, "8-bit weights") {
		t.Error(said)
	}
	for _, path := range []string{folder, filepath.Join(folder, "model.safetensors")} {
		if got, said := written(t, "--model", path, "Every effort"); !slices.Equal(got, want) ||
			!strings.Contains(said, "8-bit weights") {
			t.Errorf("%s: %v, want %v\n%s", path, got, want, said)
		}
	}
}

// What does not go together is refused with what to do.
func TestEnginesRefuseWhatTheyCannotDo(t *testing.T) {
	model, folder := savedModel(t, exactModel(t)), filepath.Join(t.TempDir(), "q8")
	if _, err := execute(t, "convert", "--from", model, "--to", folder, "--quantize=q8"); err != nil {
		t.Fatal(err)
	}
	const be = "--backend=" + backend.GoSequential
	generate := func(args ...string) []string { return append([]string{"generate", "--model"}, args...) }
	convert := func(args ...string) []string { return append([]string{"convert", "--from", model}, args...) }
	for _, tt := range []struct {
		args []string
		want string
	}{
		{generate(model, "--engine=plain", be), "give --engine graph"},
		{generate(model, "--engine=plain", "--no-cache"), "give --engine graph"},
		{generate(model, "--weights=q8", be), "leave away what asks for the graph"},
		{generate(model, "--weights=q8", "--engine=graph"), "leave away what asks for the graph"},
		{generate(folder, be), "name the float32 weights that they were made of"},
		{generate(folder, "--weights=float32"), "name the float32 weights that they were made of"},
		{convert("--to", folder, "--quantize=q8"), "is there already"},
		{convert("--to", model, "--quantize=q8", "--force"), "would replace the weights that are read"},
		{convert("--to", filepath.Join(folder, "x.safetensors"), "--quantize=q8"), "want a folder"},
		{convert("--to", folder, "--quantize=q8", "--layout=hf"), "have one layout"},
		{convert("--to", folder, "--compare", model), "without --quantize"},
		{[]string{"convert", "--from", folder, "--to", folder + "2"}, "name the float32 weights"},
		{[]string{"convert", "--from", folder, "--to", folder + "2", "--quantize=q8"}, "name the float32 weights"},
	} {
		if _, err := execute(t, tt.args...); err == nil || !strings.Contains(forCommands(err), tt.want) {
			t.Errorf("llm %q: %v, want %q", tt.args, err, tt.want)
		}
	}
}
