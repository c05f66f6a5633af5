package instruct

import (
	"fmt"
	"slices"
	"strings"

	"llmfromscratch/ch02_text"
)

// MostLeftOut is the largest share of a file's entries that may be left out because their answers have no room: of
// 1,100 entries 275. Where there are more, the model's context is not made for such entries.
const MostLeftOut = 0.25

// LeftOut are the entries of a file whose questions leave no room for a single token of the answer within a context.
type LeftOut struct {
	Places  []int // in the file, counted from 0
	Context int   // tokens

	all int // entries of the file
}

// Len is the number of entries.
func (l LeftOut) Len() int { return len(l.Places) }

// String names the entries, the first ten of them: "entries 12 and 36: the question leaves no room for an answer in the
// context of 224 tokens".
func (l LeftOut) String() string {
	return fmt.Sprintf("%s: the question leaves no room for an answer in the context of %d tokens",
		places(l.Places, "entry", "entries"), l.Context)
}

// places names the first ten of some places in a list: "entries 3, 4 and 7".
func places(list []int, one, several string) string {
	const most = 10
	if len(list) == 1 {
		return fmt.Sprintf("%s %d", one, list[0])
	}
	names := make([]string, 0, most+1)
	for _, place := range list[:min(most, len(list))] {
		names = append(names, fmt.Sprint(place))
	}
	if more := len(list) - most; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	last := max(len(names)-1, 0)
	return fmt.Sprintf("%s %s and %s", several, strings.Join(names[:last], ", "), strings.Join(names[last:], ""))
}

// err is an error when too many are left out.
func (l LeftOut) err() error {
	if !tooMany(len(l.Places), l.all) {
		return nil
	}
	return fmt.Errorf("too many of the %d entries, %d, cannot be used (more than %v %%): %v; use a model with a "+
		"longer context, or shorter entries", l.all, len(l.Places), 100*MostLeftOut, l)
}

func tooMany(left, all int) bool { return float64(left) > MostLeftOut*float64(all) }

// WithRoom are the parts without the entries that cannot be used with this assistant, which are named. Of the test
// part, whose answers are judged, those are left out whose questions leave no room for an answer in the context; of the
// other parts only where the prompts are masked: else such an entry is cut, and still teaches the model its prompt.
//
// It is an error when more than [MostLeftOut] of all entries would be left out, or all of a part.
func (a *Assistant) WithRoom(parts Parts, r Recipe) (Parts, LeftOut, error) {
	left := LeftOut{Context: a.Model.Config.ContextLength}
	masked := r.Data.Collate.MaskPrompt
	for _, part := range []struct {
		name    string
		entries *[]Entry
		judged  bool
	}{{"train on", &parts.Train, masked}, {"test", &parts.Test, true}, {"validate", &parts.Validation, masked}} {
		first := left.all
		left.all += len(*part.entries)
		if !part.judged {
			continue
		}
		room, err := roomFor(*part.entries, a.Style, a.Tok, left.Context)
		if err != nil {
			return parts, left, err
		}
		var kept []Entry
		for i, e := range *part.entries {
			if room[i] {
				kept = append(kept, e)
			} else {
				left.Places = append(left.Places, first+i)
			}
		}
		if len(kept) == 0 {
			return parts, left, fmt.Errorf("no entry is left to %s: %v; use a model with a longer context, or "+
				"shorter entries", part.name, left)
		}
		*part.entries = slices.Clip(kept)
	}
	return parts, left, left.err()
}

// roomFor says of each entry whether a token of its answer, or the end of an empty one, lies within the context.
func roomFor(entries []Entry, style Style, tok text.Tokenizer, context int) ([]bool, error) {
	room := make([]bool, len(entries))
	for i, e := range entries {
		item, err := answerItem(e, style, tok)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i, err)
		}
		room[i] = item.Prompt <= context
	}
	return room, nil
}

// answerItem encodes an entry so that Item.Prompt counts everything before the answer, mark included.
func answerItem(e Entry, style Style, tok text.Tokenizer) (Item, error) {
	question, err := tok.Encode(style.Question(e))
	if err != nil {
		return Item{}, err
	}
	ids, err := tok.Encode(style.Text(e))
	if err != nil {
		return Item{}, err
	}
	// An answer that begins with a blank or a line break may share a token with the question, which then counts as the
	// answer's.
	same := 0
	for same < min(len(question), len(ids)) && question[same] == ids[same] {
		same++
	}
	return Item{IDs: ids, Prompt: same}, nil
}
