package text

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"llmfromscratch/shared/atomicfile"
)

// SaveGPT2Files writes the encoding in the form of GPT-2's two files, which [LoadGPT2Files] and other libraries read:
// all tokens with their ids, special tokens among them, in the order of the ids, such as {"!":0,"\"":1,"Ġthe":262}; and
// a line for each merge in the order of learning, such as "Ġ t", below the line "#version: 0.2". Each file is written
// whole or not at all.
func (b *BPE) SaveGPT2Files(encoderPath, mergesPath string) error {
	var encoder bytes.Buffer
	enc := json.NewEncoder(&encoder)
	enc.SetEscapeHTML(false)
	for id, token := range b.tokens {
		encoder.WriteByte("{,"[min(id, 1)])
		if special, ok := b.special[token]; !ok || special != id {
			token = printToken(token)
		}
		if err := enc.Encode(token); err != nil {
			return fmt.Errorf("%s: token %d: %w", encoderPath, id, err)
		}
		encoder.Truncate(encoder.Len() - 1) // the line feed that Encode adds
		fmt.Fprintf(&encoder, ":%d", id)
	}
	encoder.WriteString("}\n")
	if err := atomicfile.WriteBytes(encoderPath, encoder.Bytes()); err != nil {
		return err
	}
	return atomicfile.Write(mergesPath, func(w io.Writer) error {
		if _, err := fmt.Fprintln(w, "#version: 0.2"); err != nil {
			return err
		}
		for _, m := range b.Merges() {
			if _, err := fmt.Fprintf(w, "%s %s\n", printToken(m[0]), printToken(m[1])); err != nil {
				return err
			}
		}
		return nil
	})
}
