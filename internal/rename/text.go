package main

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// names are a module's old and its new path.
type names struct {
	from, to string
	// top holds the files and folders beside go.mod: "shared", "tools". Of the module llm it tells "llm/shared/nn", a
	// package, from "llm/1.0", the name of a program and its version.
	top map[string]bool
}

// replace returns the text with the new path wherever it spells the old one, the number of such places, and the lines
// (from 1) where the same letters are something else and stay. also decides about a place, given as an offset, that
// looks like a mere word.
func (n names) replace(text []byte, also func(at int) bool) (replaced []byte, places int, left []int) {
	var out bytes.Buffer
	done := 0
	for {
		i := bytes.Index(text[done:], []byte(n.from))
		if i < 0 {
			out.Write(text[done:])
			return out.Bytes(), places, left
		}
		at := done + i
		out.Write(text[done:at])
		done = at + len(n.from)
		before, after := string(text[max(0, at-len("module ")):at]), string(text[done:min(done+64, len(text))])
		if startsWord(before) && (n.isPath(before, after) || wholeOrSlash(after) && also(at)) {
			out.WriteString(n.to)
			places++
		} else {
			out.WriteString(n.from)
			left = append(left, 1+bytes.Count(text[:at], []byte("\n")))
		}
	}
}

// isPath reports whether what stands before and after the old path shows that it is meant.
func (n names) isPath(before, after string) bool {
	if rest, ok := strings.CutPrefix(after, "/"); ok {
		name, _, _ := strings.Cut(word(rest), "/")
		symbol, _, _ := strings.Cut(name, ".") // ch02_text of ch02_text.NewGPT2, and at the end of a sentence
		return n.top[name] || n.top[symbol] || strings.HasPrefix(rest, "...")
	}
	if strings.HasPrefix(after, "@") { // go install path@version
		return true
	}
	// A go.mod in a test's string, and what a notebook's first cell prints.
	return endsWord(after) && (strings.HasSuffix(before, "module ") || strings.HasPrefix(after, " from this folder"))
}

// startsWord reports whether a path may begin behind before. In quoted text the last letter of \n, \t and \r does not
// belong to the path: "\tllm/shared/nn".
func startsWord(before string) bool {
	if before == "" || !inPath(before[len(before)-1]) {
		return true
	}
	for _, escape := range []string{`\n`, `\t`, `\r`} {
		if strings.HasSuffix(before, escape) {
			return true
		}
	}
	return false
}

// endsWord reports whether a path may end in front of after: a full stop ends a sentence, not a path, unless more
// letters follow.
func endsWord(after string) bool { return strings.Trim(word(after), ".") == "" }

// wholeOrSlash reports whether no longer word than the path begins in front of after.
func wholeOrSlash(after string) bool { return endsWord(after) || after[0] == '/' }

// word is the beginning of text that a path may hold: "shared/nn" of "shared/nn (Linear)".
func word(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf || !inPath(byte(r)) })
	if end < 0 {
		return text
	}
	return text[:end]
}

// inPath reports whether a module path may hold the byte.
func inPath(c byte) bool {
	return c == '-' || c == '.' || c == '_' || c == '~' || c == '/' || '0' <= c && c <= '9' ||
		'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
