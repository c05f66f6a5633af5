package chat

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"llmfromscratch/shared/atomicfile"
)

// errLeave ends a session.
var errLeave = errors.New("the user leaves")

// help is what /help prints.
const help = `/temperature X   0: always the most likely token; higher: more varied
/top-k N         choose among the N most likely tokens; 0: all
/top-p X         choose among the most likely tokens that have this probability together; 0: all
/system TEXT     stands in front of every message; without TEXT: nothing does any more
/undo            forget the last message and its answer
/reset           forget all of them
/save FILE       write the conversation to a file
/model NAME      talk to another model: a folder, or a size of GPT-2 that is here; without NAME: which one it is
/quit            leave; Ctrl-D does so, too
A line that ends in a backslash goes on in the next one. In a message to a model that was taught instructions, what
stands after the first empty line is what the instruction is about. Ctrl-C stops an answer.`

// command does what a line says that begins with a slash.
func (s *Session) command(line string) error {
	name, value, _ := strings.Cut(line, " ")
	value = strings.TrimSpace(value)
	sampling := &s.Settings.Sampling
	switch name {
	case "/temperature":
		return s.number(&sampling.Temperature, value, 100)
	case "/top-p":
		return s.number(&sampling.TopP, value, 1)
	case "/top-k":
		k := float64(sampling.TopK)
		err := s.number(&k, value, math.MaxInt32)
		sampling.TopK = int(k)
		return err
	case "/system":
		s.Settings.System = value
		return nil
	case "/undo":
		s.said = s.said[:max(0, len(s.said)-2)]
		return nil
	case "/reset":
		s.said = nil
		return nil
	case "/save":
		return s.save(value)
	case "/model":
		return s.change(value)
	case "/help":
		fmt.Fprintln(s.Log, help)
		return nil
	case "/quit", "/exit":
		return errLeave
	}
	return fmt.Errorf("there is no %s; /help lists what there is", name)
}

// number changes a setting, or says what it is.
func (s *Session) number(to *float64, value string, most float64) error {
	if value == "" {
		fmt.Fprintln(s.Log, *to)
		return nil
	}
	number, err := strconv.ParseFloat(value, 64)
	if err != nil || !(number >= 0 && number <= most) {
		return fmt.Errorf("%q: want a number from 0 to %v", value, most)
	}
	*to = number
	return nil
}

// save writes the conversation to a file.
func (s *Session) save(path string) error {
	if path == "" {
		return errors.New("/save wants the name of a file")
	}
	var b strings.Builder
	if s.Settings.System != "" {
		fmt.Fprintf(&b, "system: %s\n\n", s.Settings.System)
	}
	for _, m := range s.said {
		who := "you"
		if m.Role == Assistant {
			who = s.Model.Name
		}
		fmt.Fprintf(&b, "%s: %s\n\n", who, strings.TrimSpace(m.Content))
	}
	return atomicfile.WriteBytes(path, []byte(b.String()))
}

// change goes on with another model. The conversation begins anew: what one said is nothing to the other.
func (s *Session) change(name string) error {
	if name == "" {
		fmt.Fprintln(s.Log, s.Greeting())
		return nil
	}
	other, err := s.Load(name)
	if err != nil {
		return err
	}
	s.Model.End()
	s.Model, s.said = other, nil
	fmt.Fprintln(s.Log, s.Greeting())
	return nil
}
