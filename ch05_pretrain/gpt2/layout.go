package gpt2

import (
	"fmt"
	"strconv"
	"strings"
)

// DetectLayout finds the layout of a file by the names of its tensors. Names that no layout has do not matter here. The
// error lists what it saw.
func DetectLayout(names []string) (Layout, error) {
	found, _, err := detect(names)
	return found, err
}

// detect also tells whether Hugging Face's names have "transformer." before them.
func detect(names []string) (found Layout, prefix string, err error) {
	counts := map[Layout]int{}
	prefixed := 0
	for _, name := range names {
		for _, l := range []Layout{BookLayout, HuggingFaceLayout, OpenAILayout} {
			plain := name
			if l == HuggingFaceLayout {
				plain = strings.TrimPrefix(name, hubPrefix)
			}
			if _, ok := lookup(l, plain); !ok {
				continue
			}
			counts[l]++
			if len(plain) != len(name) {
				prefixed++
			}
		}
	}
	for _, l := range []Layout{BookLayout, HuggingFaceLayout, OpenAILayout} {
		if counts[l] > counts[found] {
			found = l
		}
	}
	if counts[found] == 0 {
		return "", "", fmt.Errorf("the names of its tensors are those of no GPT-2 known here: it has %s; known are "+
			"the book's (%s), Hugging Face's (wte.weight, with or without %s before it) and OpenAI's (model/wte)",
			someNames(names), tokenName, hubPrefix)
	}
	if found == HuggingFaceLayout && prefixed > 0 {
		prefix = hubPrefix
	}
	return found, prefix, nil
}

// lookup finds the row of the table, and the block, that a name in a layout stands for. Buffers have none.
func lookup(l Layout, name string) (block int, ok bool) {
	for _, w := range weightNames {
		if block, ok := match(w.in(l), name); ok {
			return block, true
		}
	}
	return 0, false
}

// match compares a name with a pattern in which %d stands for a number, and returns the number.
func match(pattern, name string) (number int, ok bool) {
	if pattern == "" {
		return 0, false
	}
	before, after, numbered := strings.Cut(pattern, "%d")
	if !numbered {
		return 0, name == pattern
	}
	rest, ok := strings.CutPrefix(name, before)
	if !ok {
		return 0, false
	}
	digits, ok := strings.CutSuffix(rest, after)
	if !ok {
		return 0, false
	}
	number, err := strconv.Atoi(digits)
	if err != nil || strconv.Itoa(number) != digits || number < 0 { // "+1" and "01" are no names of blocks
		return 0, false
	}
	return number, true
}

// isBuffer reports whether a tensor of a layout holds no parameter.
func isBuffer(l Layout, name string) bool {
	for _, pattern := range buffers[l] {
		if _, ok := match(pattern, name); ok {
			return true
		}
	}
	return false
}

// someNames quotes the first names of a list.
func someNames(names []string) string {
	const most = 6
	if len(names) == 0 {
		return "none at all"
	}
	var quoted []string
	for _, name := range names[:min(most, len(names))] {
		quoted = append(quoted, fmt.Sprintf("%.80q", name))
	}
	s := strings.Join(quoted, ", ")
	if more := len(names) - most; more > 0 {
		s += fmt.Sprintf(" and %d more", more)
	}
	return s
}
