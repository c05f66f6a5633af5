package assets

import (
	"errors"
	"fmt"
	"strings"
)

// ErrOffline is wrapped by what [Fetch] returns when LLM_OFFLINE forbids the network.
var ErrOffline = errors.New("LLM_OFFLINE is set, which forbids the network")

// NotFoundError says that a file is not on this machine, or only in a state that cannot be used.
type NotFoundError struct {
	Name   string
	Looked []Place // in the order in which they were tried
}

// Place is one place where a file was looked for, and what is wrong there: nil when it is simply absent.
type Place struct {
	Path    string
	Problem error
}

// Command is what the user types to get the file.
func (e *NotFoundError) Command() string { return "llm fetch " + e.Name }

func (e *NotFoundError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s is not here (looked at ", e.Name)
	for i, place := range e.Looked {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(place.Path)
		if place.Problem != nil {
			fmt.Fprintf(&b, ": %v", place.Problem)
		}
	}
	fmt.Fprintf(&b, "); get it with \"%s\", or set LLM_DATA_DIR to the folder that has it", e.Command())
	return b.String()
}

// FetchError says that no mirror gave the file, why, and how to get it by hand.
type FetchError struct {
	Name   string
	Target string // where the file belongs
	Member string // what to take out of the archive, when the mirrors serve one
	Tried  []Attempt
}

// Attempt is one mirror and why it did not help.
type Attempt struct {
	URL string
	Err error
}

func (e *FetchError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s could not be downloaded (", e.Name)
	for i, t := range e.Tried {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%s: %v", t.URL, t.Err)
	}
	save := "save it as"
	if e.Member != "" {
		save = fmt.Sprintf("take %q out of the archive and save it as", e.Member)
	}
	fmt.Fprintf(&b, "); try again later, or open %s in a browser and %s %s", e.Tried[0].URL, save, e.Target)
	return b.String()
}

// Unwrap gives access to the causes, one per mirror.
func (e *FetchError) Unwrap() []error {
	causes := make([]error, len(e.Tried))
	for i, t := range e.Tried {
		causes[i] = t.Err
	}
	return causes
}

// permanent marks a failure of a mirror that another attempt at the same mirror would not mend.
type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// local marks a failure of this machine, which no mirror would mend: a full disk, a folder that cannot be written.
type local struct{ error }

func (l local) Unwrap() error { return l.error }
