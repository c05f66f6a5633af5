package serve

import (
	"encoding/json"
	"fmt"
	"strings"

	"llmfromscratch/internal/chat"
)

// message is a part of a conversation as clients write it.
type message struct {
	Role    string  `json:"role"`
	Content content `json:"content"`
}

// content is a text, or a list of parts that are texts.
type content string

// UnmarshalJSON reads either.
func (c *content) UnmarshalJSON(raw []byte) error {
	if json.Unmarshal(raw, (*string)(c)) == nil {
		return nil
	}
	var parts []json.RawMessage
	if json.Unmarshal(raw, &parts) != nil {
		return invalid("messages", "invalid_type", "content: want a string or a list of parts")
	}
	var all strings.Builder
	for _, raw := range parts {
		var kind struct{ Type string }
		if json.Unmarshal(raw, &kind) == nil && kind.Type != "" && kind.Type != "text" {
			return invalid("messages", "unsupported_parameter", "unsupported parameter: content of type %q is not "+
				"supported by this server, only text", kind.Type)
		}
		var part struct {
			Type string  `json:"type"`
			Text *string `json:"text"`
		}
		if err := decode(raw, &part, "content."); err != nil {
			return err
		}
		if part.Text == nil {
			return invalid("messages", "invalid_type", "content: a part has no text")
		}
		all.WriteString(*part.Text)
	}
	*c = content(all.String())
	return nil
}

// conversation reads messages. "developer" is another name for the role "system".
func conversation(raw []json.RawMessage) ([]chat.Message, error) {
	if len(raw) == 0 {
		return nil, invalid("messages", "invalid_value", "messages: want at least one")
	}
	list := make([]chat.Message, len(raw))
	for i, r := range raw {
		var m message
		if err := decode(r, &m, fmt.Sprintf("messages[%d].", i)); err != nil {
			return nil, err
		}
		list[i] = chat.Message{Role: m.Role, Content: string(m.Content)}
		if m.Role == "developer" {
			list[i].Role = chat.System
		}
	}
	return list, nil
}
