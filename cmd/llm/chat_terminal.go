package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"llmfromscratch/internal/chat"
)

// terminal reads lines that the user can edit, with those before them a key away. Weighed: peterh/liner and
// chzyer/readline keep a history file and know wide characters, and have had no release for years; reeflective/readline
// is a shell's worth of code; golang.org/x/term is here already and kept by Go's own team.
type terminal struct {
	file *os.File
	term *term.Terminal
}

// openLines are the lines of a terminal, or of whatever else comes in.
func openLines(in io.Reader, out io.Writer) chat.Lines {
	input, _ := in.(*os.File)
	output, _ := out.(*os.File)
	if input == nil || output == nil || !term.IsTerminal(int(input.Fd())) || !term.IsTerminal(int(output.Fd())) {
		return pipe{bufio.NewReader(in)}
	}
	both := struct {
		io.Reader
		io.Writer
	}{input, output}
	return &terminal{file: input, term: term.NewTerminal(both, "> ")}
}

// ReadLine takes the keys for as long as a line is typed; else Ctrl-C is a signal, which stops an answer.
func (t *terminal) ReadLine() (string, error) {
	fd := int(t.file.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return "", err
	}
	defer term.Restore(fd, before)
	if width, height, err := term.GetSize(fd); err == nil && width > 0 {
		if err := t.term.SetSize(width, height); err != nil {
			return "", err
		}
	}
	return t.term.ReadLine()
}

// pipe reads lines of any length that are no longer than a message may be.
type pipe struct{ *bufio.Reader }

// ReadLine is the next line without its end. One that the input ends in without a line break counts as well.
func (p pipe) ReadLine() (string, error) {
	line, err := p.ReadString('\n')
	if errors.Is(err, io.EOF) && line != "" {
		err = nil
	}
	return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"), err
}
