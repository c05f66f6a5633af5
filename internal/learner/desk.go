package learner

import (
	"os"
	"path/filepath"

	"llmfromscratch/notebooks/reference"
	"llmfromscratch/shared/learn"
)

// Desk is a learner's folder and what it is graded with. Close it when it is not needed any more.
type Desk struct {
	Dir    string // the learner's folder
	Course string // this project's folder
	Seed   uint64 // of the random cases

	chapters *reference.Chapters
	temp     string // the built program, cases and verdicts
}

// Open finds the course of a learner's folder.
func Open(dir string, seed uint64) (*Desk, error) {
	course, err := learn.Course(dir)
	if err != nil {
		return nil, err
	}
	chapters, err := reference.Open()
	if err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "llm-learn-")
	if err != nil {
		return nil, err
	}
	return &Desk{Dir: dir, Course: course, Seed: seed, chapters: chapters, temp: temp}, nil
}

// Close removes what was built.
func (d *Desk) Close() error { return os.RemoveAll(d.temp) }

// file is the part's file in the learner's folder.
func (d *Desk) file(p *learn.Part) string { return filepath.Join(d.Dir, p.File()) }
