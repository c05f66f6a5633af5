package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// execute runs the command line and returns what it printed on standard output.
func execute(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	root := newRootCmd()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&errs)
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

func TestEverySubCommandExplainsItself(t *testing.T) {
	seen := map[string]bool{}
	for _, cmd := range newRootCmd().Commands() {
		if seen[cmd.Name()] {
			t.Errorf("%s is listed twice", cmd.Name())
		}
		seen[cmd.Name()] = true
		if cmd.Short == "" || cmd.RunE == nil && !cmd.HasSubCommands() {
			t.Errorf("%s has no short text or does not return errors", cmd.Name())
		}
	}
}

func TestUnknownNamesAreClearErrors(t *testing.T) {
	for _, tc := range []struct {
		args []string
		want string
	}{
		{[]string{"nonsense"}, `unknown command "nonsense"`},
		{[]string{"notebooks", "--size", "huge"}, `unknown size "huge": use "tiny" or "book"`},
		{[]string{"doctor", "extra"}, `unknown command "extra"`},
	} {
		if _, err := execute(t, tc.args...); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("llm %s: %v, want %q", strings.Join(tc.args, " "), err, tc.want)
		}
	}
}

func TestDoctorPrintsJSON(t *testing.T) {
	out, err := execute(t, "doctor", "--json")
	if err != nil {
		t.Fatal(err)
	}
	var findings []struct{ Name, Status, Found string }
	if err := json.Unmarshal([]byte(out), &findings); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if len(findings) < 8 || findings[0].Name != "Go" || findings[0].Status != "ok" {
		t.Errorf("findings: %+v", findings)
	}
}
