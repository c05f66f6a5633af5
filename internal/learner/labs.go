package learner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"llmfromscratch/shared/learn/labs"
	"llmfromscratch/shared/learn/labs/probe"
)

// CheckLab builds a broken program of a learner's folder together with its check and runs that.
func CheckLab(ctx context.Context, dir string, l *labs.Lab) (Result, error) {
	return checkLab(ctx, dir, l, longest)
}

func checkLab(ctx context.Context, dir string, l *labs.Lab, limit time.Duration) (Result, error) {
	if _, err := os.Stat(l.File(dir)); err != nil {
		return Result{}, fmt.Errorf("the program of %s is not there: \"llm learn reset %s\" writes it anew: %w", l.ID,
			l.ID, err)
	}
	begun, err := l.Begun(dir)
	if err != nil {
		return Result{}, err
	}
	temp, err := os.MkdirTemp("", "llm-lab-")
	if err != nil {
		return Result{}, err
	}
	defer os.RemoveAll(temp)
	found, err := buildLab(ctx, dir, l, temp)
	if err != nil {
		return Result{}, err
	}
	if found != nil {
		return Result{Verdict: l.Uncompiled(found["main.go"], found["check.go"])}, nil
	}
	limited, stop := context.WithTimeout(ctx, limit)
	defer stop()
	reportFile := filepath.Join(temp, "report.json")
	cmd := exec.CommandContext(limited, filepath.Join(temp, programName))
	cmd.Dir, cmd.Env = filepath.Dir(l.File(dir)), append(os.Environ(), probe.File+"="+reportFile)
	var out, stderr tail
	cmd.Stdout, cmd.Stderr = &out, &stderr
	runErr := cmd.Run()
	if ctx.Err() != nil {
		return Result{}, ctx.Err()
	}
	r := Result{Printed: out.String()}
	var report probe.Report
	data, err := os.ReadFile(reportFile)
	switch {
	case err == nil && json.Unmarshal(data, &report) == nil:
		r.Verdict = l.Verdict(report, begun)
	case runErr != nil && limited.Err() != nil:
		r.Verdict = l.Late(limit)
	default:
		r.Verdict = l.Died(stderr.String())
	}
	return r, nil
}

// programName is what a program and its check are built as, in a folder of their own.
const programName = "lab.exe" // systems without such endings do not mind

// buildLab builds a program; where it does not compile, it returns what the compiler says, by file.
func buildLab(ctx context.Context, dir string, l *labs.Lab, temp string) (broken, error) {
	folder, err := filepath.Abs(filepath.Dir(l.File(dir)))
	if err != nil {
		return nil, err
	}
	check := filepath.Join(temp, "check.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(folder, "check.go"): check}})
	if err != nil {
		return nil, err
	}
	overlayFile := filepath.Join(temp, "overlay.json")
	if err := os.WriteFile(check, []byte(l.Check()), 0o644); err != nil {
		return nil, err
	}
	if err := os.WriteFile(overlayFile, overlay, 0o644); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-gcflags=-e", "-ldflags=-s -w",
		"-overlay="+overlayFile, "-o", filepath.Join(temp, programName), "./"+l.Dir())
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off", "GOPROXY=off", "GOFLAGS=")
	out, err := cmd.CombinedOutput()
	switch {
	case err == nil:
		return nil, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("the go command is not on the PATH: install Go from https://go.dev/dl")
	}
	found := parseErrors(string(out))
	if found["main.go"] == nil && found["check.go"] == nil {
		return nil, fmt.Errorf("the program in %s cannot be built: %w\n%s", folder, err, out)
	}
	return found, nil
}
