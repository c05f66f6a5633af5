package labs

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Lab is one broken program.
type Lab struct {
	ID      string // "P1"
	Title   string // what one sees, in a few words
	Chapter string // folder of the package that does it right
	Hints   [3]string
	Teaches string // what a solved lab leaves behind
	digest  string // of the cause: who reads this file is not told
}

// All are the labs in their order.
func All() []*Lab { return table }

// Find is the lab with an id, in any case; nil when there is none.
func Find(id string) *Lab {
	for _, l := range table {
		if strings.EqualFold(l.ID, id) {
			return l
		}
	}
	return nil
}

// Dir is the lab's folder in a learner's folder, with a slash: "labs/p1".
func (l *Lab) Dir() string { return "labs/" + strings.ToLower(l.ID) }

// String is id and title, as messages write them.
func (l *Lab) String() string { return fmt.Sprintf("%s, %s", l.ID, l.Title) }

// is reports whether a cause is the lab's.
func (l *Lab) is(cause string) bool {
	sum := sha256.Sum256([]byte(l.ID + " " + cause))
	return hex.EncodeToString(sum[:4]) == l.digest
}
