package setup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// trustProgram is the program that "jupyter trust" starts, for a Jupyter that has the one without the other.
const trustProgram = "from nbformat.sign import TrustNotebookApp; TrustNotebookApp.launch_instance()"

// Sign signs notebooks, given from root, for the user, so that Jupyter shows their plots and coloured listings before
// they are run: of a notebook that nobody signed it leaves out what could be a script. Only those are signed that are
// as committed. A signature is nice to have: without git or where Jupyter cannot sign, w is told and nothing is lost.
func Sign(ctx context.Context, w io.Writer, root string, files []string) {
	say := func(format string, args ...any) {
		fmt.Fprintf(w, "%-8s "+format+"\n", append([]any{"signed"}, args...)...)
	}
	asCommitted, err := committed(ctx, root, files)
	if err == nil && len(asCommitted) > 0 {
		err = sign(ctx, root, asCommitted)
	}
	switch {
	case err != nil:
		say("none, so plots are shown when their cells are run: %v", err)
	case len(asCommitted) < len(files):
		say("%d notebooks; the other %d are not as committed, their plots are shown when they are run",
			len(asCommitted), len(files)-len(asCommitted))
	default:
		say("%d notebooks, their plots are shown at once", len(asCommitted))
	}
}

// committed are those of the files that git has and that are as in the last commit.
func committed(ctx context.Context, root string, files []string) ([]string, error) {
	git := func(args ...string) ([]string, error) {
		cmd := exec.CommandContext(ctx, "git", append(append([]string{"-C", root}, args...), files...)...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("git %s: %w: %s", args[0], err, tail(stderr.String(), 1))
		}
		return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"), nil
	}
	known, err := git("ls-tree", "-z", "-r", "--name-only", "HEAD", "--")
	if err != nil {
		return nil, err
	}
	changed, err := git("diff", "-z", "--name-only", "--relative", "HEAD", "--")
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(files), func(file string) bool {
		return !slices.Contains(known, file) || slices.Contains(changed, file)
	}), nil
}

// sign signs files.
func sign(ctx context.Context, root string, files []string) error {
	jupyter, err := exec.LookPath("jupyter")
	if err != nil {
		return errors.New("no jupyter command on the PATH")
	}
	command := []string{jupyter, "trust"}
	if python := interpreter(jupyter); len(python) > 0 {
		command = append(python, "-c", trustProgram)
	}
	cmd := exec.CommandContext(ctx, command[0], append(command[1:], files...)...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, tail(string(out), 1))
	}
	return nil
}

// interpreter is the Python that a script names in its first line; none where it is a script of another kind.
func interpreter(script string) []string {
	data, err := os.ReadFile(script)
	if err != nil || !bytes.HasPrefix(data, []byte("#!")) {
		return nil
	}
	line, _, _ := strings.Cut(string(data[2:]), "\n")
	words := strings.Fields(line)
	if len(words) > 1 && filepath.Base(words[0]) == "env" {
		words = words[1:]
	}
	if len(words) == 0 || !strings.HasPrefix(filepath.Base(words[0]), "python") {
		return nil
	}
	return words
}
