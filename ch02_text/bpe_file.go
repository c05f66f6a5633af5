package text

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"

	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/textfile"
)

// bpeFile is a byte-pair encoding as JSON. Tokens are written as in GPT-2's files, a blank as Ġ.
type bpeFile[M any] struct {
	Vocab map[string]int `json:"vocab"` // token -> id
	// "Ġ t": two tokens and the blank between them, in the order of learning
	Merges  M              `json:"merges"`
	Special map[string]int `json:"special_tokens"` // token, as it is -> id
}

// Save writes the encoding to one JSON file, whole or not at all: "vocab" is what GPT-2's encoder.json has, "merges"
// are the lines of its vocab.bpe, and "special_tokens" stand apart.
func (b *BPE) Save(path string) error {
	file := bpeFile[[]string]{Vocab: map[string]int{}, Merges: []string{}, Special: b.special}
	for id, token := range b.tokens {
		if special, ok := b.special[token]; !ok || special != id {
			file.Vocab[printToken(token)] = id
		}
	}
	for _, m := range b.Merges() {
		file.Merges = append(file.Merges, printToken(m[0])+" "+printToken(m[1]))
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		return enc.Encode(file)
	})
}

// LoadBPE reads an encoding that Save has written. The error names the file and the line or entry that is wrong.
func LoadBPE(path string) (*BPE, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("byte-pair encoding: %w", err)
	}
	return parseBPE(path, data)
}

// LoadGPT2Files reads an encoding from two files in the form of GPT-2's encoder.json and vocab.bpe. The files do not
// tell special tokens from others, so they are to be named; GPT-2's has [EndOfText]. The error names the file and the
// line or entry that is wrong; a token that no merge makes is one, which finds a vocab.bpe that was cut short.
func LoadGPT2Files(encoderPath, mergesPath string, special ...string) (*BPE, error) {
	encoder, err := os.ReadFile(encoderPath)
	if err != nil {
		return nil, fmt.Errorf("byte-pair encoding: %w", err)
	}
	merges, err := os.ReadFile(mergesPath)
	if err != nil {
		return nil, fmt.Errorf("byte-pair encoding: %w", err)
	}
	return parseGPT2Files(encoderPath, encoder, mergesPath, merges, special)
}

func parseBPE(name string, data []byte) (*BPE, error) {
	var file bpeFile[json.RawMessage]
	if err := parseJSON(name, data, &file); err != nil {
		return nil, err
	}
	a := assembly{name: name, vocab: file.Vocab, special: file.Special, rules: jsonRules(name, file.Merges)}
	return a.build()
}

// jsonRules are the merges of a list that is JSON, one after the other: the first wrong one ends the reading.
func jsonRules(name string, list json.RawMessage) iter.Seq2[rule, error] {
	return func(yield func(rule, error) bool) {
		if list = bytes.TrimSpace(list); len(list) == 0 || string(list) == "null" {
			return
		}
		dec := json.NewDecoder(bytes.NewReader(list))
		if start, err := dec.Token(); err != nil || start != json.Delim('[') {
			yield(rule{}, fmt.Errorf("%s: \"merges\" is %.60s, want a list of texts", name, list))
			return
		}
		for i := 0; dec.More(); i++ {
			r := rule{where: fmt.Sprintf("%s: merge %d", name, i)}
			err := dec.Decode(&r.text)
			if err != nil {
				err = fmt.Errorf("%s: %w", r.where, err)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

func parseGPT2Files(encoderName string, encoder []byte, mergesName string, merges []byte,
	special []string) (*BPE, error) {
	a := assembly{name: encoderName, special: specialTokens{}}
	if err := parseJSON(encoderName, encoder, &a.vocab); err != nil {
		return nil, err
	}
	for _, token := range special {
		id, ok := a.vocab[token]
		if !ok {
			return nil, fmt.Errorf("%s: no special token %q", encoderName, token)
		}
		a.special[token] = id
		delete(a.vocab, token)
	}
	lines, err := textfile.Text(merges)
	if err != nil {
		return nil, textfile.Named(mergesName, err)
	}
	a.rules = lineRules(mergesName, lines)
	return a.build()
}

// lineRules are the merges of a text, one a line.
func lineRules(name, lines string) iter.Seq2[rule, error] {
	return func(yield func(rule, error) bool) {
		n := 0
		for line := range strings.Lines(lines) {
			line = strings.TrimSuffix(line, "\n")
			n++
			if line == "" || n == 1 && strings.HasPrefix(line, "#version") {
				continue
			}
			if !yield(rule{where: fmt.Sprintf("%s:%d", name, n), text: line}, nil) {
				return
			}
		}
	}
}

// assembly is a byte-pair encoding of which nothing has been checked.
type assembly struct {
	name           string
	vocab, special map[string]int
	rules          iter.Seq2[rule, error]
}

// sortedKeys takes no more memory than the keys need.
func sortedKeys(m map[string]int) []string {
	keys := slices.AppendSeq(make([]string, 0, len(m)), maps.Keys(m))
	slices.Sort(keys)
	return keys
}

// rule is a merge as it stands in a file.
type rule struct{ where, text string }

// build checks that ids are all different and without a gap, that every byte has one, that all tokens of the merges
// exist, and that every other token is made by one.
func (a *assembly) build() (*BPE, error) {
	tokens := make([]string, len(a.vocab)+len(a.special))
	taken := make([]bool, len(tokens))
	take := func(shown, token string, id int) error {
		if id < 0 || id >= len(tokens) || taken[id] {
			return fmt.Errorf("%s: token %q has id %d: want every id from 0 to %d once", a.name, shown, id,
				len(tokens)-1)
		}
		tokens[id], taken[id] = token, true
		return nil
	}
	ids := make(map[string]int, len(a.vocab)) // by the bytes of the token
	for _, shown := range sortedKeys(a.vocab) {
		token, ok := parseToken(shown)
		if !ok || token == "" {
			return nil, fmt.Errorf("%s: token %q is empty or has a character that stands for no byte", a.name, shown)
		}
		if err := take(shown, token, a.vocab[shown]); err != nil {
			return nil, err
		}
		ids[token] = a.vocab[shown]
	}
	for _, token := range sortedKeys(a.special) {
		if token == "" {
			return nil, fmt.Errorf("%s: a special token is empty", a.name)
		}
		if err := take(token, token, a.special[token]); err != nil {
			return nil, err
		}
	}
	var single byteIDs
	for i := range single {
		id, ok := ids[string([]byte{byte(i)})]
		if !ok {
			return nil, fmt.Errorf("%s: no token for the single byte %#02x, written %q", a.name, i, printable[i])
		}
		single[i] = id
	}
	merges, made, err := a.merges(ids)
	if err != nil {
		return nil, err
	}
	isMade := make([]bool, len(tokens))
	for _, id := range made {
		isMade[id] = true
	}
	for id, token := range tokens {
		if special, ok := a.special[token]; len(token) > 1 && !isMade[id] && (!ok || special != id) {
			return nil, fmt.Errorf("%s: no merge makes the token %q with id %d: are merges missing, or is it a "+
				"special token?",
				a.name, printToken(token), id)
		}
	}
	return newBPE(tokens, single, merges, made, a.special), nil
}

// merges looks up the tokens of the rules: the pair and what it becomes.
func (a *assembly) merges(ids map[string]int) (pairs []pair, made []int, err error) {
	seen := map[pair]string{}
	for r, err := range a.rules {
		if err != nil {
			return nil, nil, err
		}
		left, right, ok := strings.Cut(r.text, " ")
		if !ok || strings.Contains(right, " ") {
			return nil, nil, fmt.Errorf("%s: %q: want two tokens with one blank between them", r.where, r.text)
		}
		first, ok1 := parseToken(left)
		second, ok2 := parseToken(right)
		leftID, okLeft := ids[first]
		rightID, okRight := ids[second]
		id, okMade := ids[first+second]
		if !ok1 || !ok2 || !okLeft || !okRight || !okMade {
			return nil, nil, fmt.Errorf("%s: %q: %s does not have both tokens and the one they make", r.where, r.text,
				a.name)
		}
		p := pair{leftID, rightID}
		if before, twice := seen[p]; twice {
			return nil, nil, fmt.Errorf("%s: %q is already at %s", r.where, r.text, before)
		}
		seen[p] = r.where
		pairs, made = append(pairs, p), append(made, id)
	}
	return pairs, made, nil
}

// parseJSON decodes a whole file; the error names file and line.
func parseJSON(name string, data []byte, dst any) error {
	data, err := textfile.Bytes(data)
	if err != nil {
		return textfile.Named(name, err)
	}
	line, err := textfile.JSONError(data, json.Unmarshal(data, dst))
	if err != nil {
		return fmt.Errorf("%s:%d: %w", name, line, err)
	}
	return nil
}
