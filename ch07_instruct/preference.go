package instruct

import (
	"fmt"
)

// Preference is one task with two answers, of which people prefer the first.
type Preference struct {
	Instruction string `json:"instruction"`
	Input       string `json:"input"`
	Chosen      string `json:"chosen"`
	Rejected    string `json:"rejected"`
}

// ReadPreferences reads a JSON list of preferences; the error says which entry is wrong, and in which line.
func ReadPreferences(data []byte) ([]Preference, error) {
	records, err := readRecords(data, []string{"instruction", "input", "chosen", "rejected"})
	if err != nil {
		return nil, fmt.Errorf("preference data: %w", err)
	}
	prefs := make([]Preference, len(records))
	for i, r := range records {
		prefs[i] = Preference{Instruction: r["instruction"], Input: r["input"], Chosen: r["chosen"],
			Rejected: r["rejected"]}
		switch p := prefs[i]; {
		case p.Instruction == "":
			return nil, fmt.Errorf("preference data: entry %d has an empty instruction", i)
		case p.Chosen == p.Rejected:
			return nil, fmt.Errorf("preference data: entry %d has the same answer twice, which prefers nothing", i)
		}
	}
	return prefs, nil
}

// entries are the two answers as entries: the chosen ones first, then the rejected ones in the same order.
func entries(prefs []Preference) []Entry {
	all := make([]Entry, 2*len(prefs))
	for i, p := range prefs {
		all[i] = Entry{Instruction: p.Instruction, Input: p.Input, Output: p.Chosen}
		all[len(prefs)+i] = Entry{Instruction: p.Instruction, Input: p.Input, Output: p.Rejected}
	}
	return all
}
