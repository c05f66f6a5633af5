package gpt2

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"llmfromscratch/ch02_text"
)

// The files in which the transformers library and OpenAI keep a model's tokens, first the one that counts.
var tokenFiles = []string{"tokenizer.json", "vocab.json", "encoder.json"}

// CheckTokens is an error when a file beside the weights says that the ids of the model are not those of GPT-2's
// tokenizer: Hugging Face's tokenizer.json or vocab.json, or OpenAI's encoder.json. GPT-2's architecture is also that
// of models of other languages, with tokens of their own, whose tables often have as many rows as GPT-2's: nothing but
// these files tells. Tokens after GPT-2's, such as <|pad|> with id 50257, do not matter. Without such a file nothing is
// known against the model.
func CheckTokens(nameOrFolder string) error {
	files, err := Files(nameOrFolder)
	if err != nil {
		return err
	}
	for _, name := range tokenFiles {
		path := filepath.Join(filepath.Dir(files[0]), name)
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := checkTokens(data, name == tokenFiles[0]); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return nil // the others are the same once more
	}
	return nil
}

// checkTokens compares the content of one of the files with GPT-2's vocabulary.
func checkTokens(data []byte, isTokenizer bool) error {
	ids := map[string]int{}
	var err error
	if isTokenizer {
		ids, err = tokenizerTokens(data)
	} else if err = json.Unmarshal(data, &ids); err != nil {
		err = fmt.Errorf("it is no list of tokens with their ids: %w", err)
	}
	if err != nil {
		return err
	}
	tok, err := text.NewGPT2()
	if err != nil {
		return err
	}
	gpt2, err := tok.Vocabulary()
	if err != nil {
		return err
	}
	other := ""
	differ, lowest := 0, len(gpt2)
	for token, want := range gpt2 {
		if id, ok := ids[token]; ok && id == want {
			continue
		}
		differ++
		if want < lowest {
			lowest, other = want, token
		}
	}
	if differ == 0 {
		return nil
	}
	is := "is not among them"
	if id, ok := ids[other]; ok {
		is = fmt.Sprintf("has id %d", id)
	}
	return fmt.Errorf("its %d tokens are not GPT-2's: %d of %d differ, the first is %q, which has id %d there and "+
		"here %s",
		len(ids), differ, len(gpt2), other, lowest, is)
}

// tokenizerTokens are the tokens of a tokenizer.json, special ones included.
func tokenizerTokens(data []byte) (map[string]int, error) {
	var file struct {
		Model struct {
			Type  string          `json:"type"`
			Vocab json.RawMessage `json:"vocab"`
		} `json:"model"`
		Added []struct {
			ID      int    `json:"id"`
			Content string `json:"content"`
		} `json:"added_tokens"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("it is no tokenizer: %w", err)
	}
	if kind := file.Model.Type; !slices.Contains([]string{"", "BPE"}, kind) {
		return nil, fmt.Errorf("it is a tokenizer of kind %q, GPT-2's is a byte-pair encoding (BPE)", kind)
	}
	ids := map[string]int{}
	if err := json.Unmarshal(file.Model.Vocab, &ids); err != nil {
		return nil, fmt.Errorf("it is no tokenizer: its vocabulary is no list of tokens with their ids: %w",
			err)
	}
	for _, token := range file.Added {
		ids[token.Content] = token.ID
	}
	return ids, nil
}
