package backend

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gomlx/compute"
)

// failing is a builder that fails as ONNX Runtime's backend does.
type failing struct {
	compute.Builder
	message string
	model   []byte // what it writes before; nil for nothing
}

func (b failing) Compile() (compute.Executable, error) {
	if b.model != nil {
		if err := os.WriteFile(failedModel, b.model, 0o644); err != nil {
			return nil, err
		}
	}
	return nil, errors.New(b.message)
}

func TestOnlyTheBackendsOwnLeftoverIsRemoved(t *testing.T) {
	const session = "failed to create ONNX Runtime session: ONNX Runtime error: no such type"
	for _, tt := range []struct {
		name, message string
		mine          bool   // a file of that name is there before
		model         []byte // what the backend writes
		stays         bool
	}{
		{"its own", session, false, []byte("graph"), false},
		{"it wrote over another", session, true, []byte("graph"), false},
		{"it could not write", session, true, nil, true},
		{"another failure", "dimension 3 is not 4", true, nil, true},
		{"nothing is there", session, false, nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if tt.mine {
				if err := os.WriteFile(failedModel, []byte("mine!"), 0o644); err != nil {
					t.Fatal(err)
				}
				before := time.Now().Add(-time.Hour)
				if err := os.Chtimes(failedModel, before, before); err != nil {
					t.Fatal(err)
				}
			}
			_, err := compileWithoutLeftover(failing{message: tt.message, model: tt.model})
			if err == nil || !strings.Contains(err.Error(), tt.message) {
				t.Errorf("error %v, want the backend's", err)
			}
			if _, err := os.Stat(failedModel); (err == nil) != tt.stays {
				t.Errorf("the file: %v; want it there: %v", err, tt.stays)
			}
		})
	}
}
