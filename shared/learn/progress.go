package learn

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"llmfromscratch/shared/atomicfile"
)

// progressFile is the one small file in a learner's folder.
const progressFile = "progress.json"

// Progress is what a learner has done.
type Progress struct {
	Parts     map[string]*Record `json:"parts"`               // by id
	Exercises map[string]*Record `json:"exercises,omitempty"` // the notebooks' exercises, likewise
}

// Record is what was done at one part.
type Record struct {
	Passed   bool           `json:"passed"`             // once; it stays
	Tries    int            `json:"tries"`              // verdicts on something written
	Hints    int            `json:"hints,omitempty"`    // how many were read
	Solution bool           `json:"solution,omitempty"` // was shown before the part was passed
	Mistakes map[string]int `json:"mistakes,omitempty"` // that were recognised, how often
	First    time.Time      `json:"first,omitzero"`     // try
	Done     time.Time      `json:"done,omitzero"`      // passed for the first time
}

// LoadProgress reads the progress of a learner's folder; a folder without the file has none.
func LoadProgress(dir string) (*Progress, error) {
	p := &Progress{Parts: map[string]*Record{}}
	path := filepath.Join(dir, progressFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, p); err != nil {
		return nil, fmt.Errorf("%s: %w: mend it, or delete it to begin anew", path, err)
	}
	if p.Parts == nil {
		p.Parts = map[string]*Record{}
	}
	return p, nil
}

// Save writes the progress into a learner's folder.
func (p *Progress) Save(dir string) error {
	data, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(filepath.Join(dir, progressFile), append(data, '\n'))
}

// Of is the record of a part, which is made when there is none.
func (p *Progress) Of(id string) *Record {
	r := p.Parts[id]
	if r == nil {
		r = &Record{}
		p.Parts[id] = r
	}
	return r
}

// Passed reports whether a part was passed.
func (p *Progress) Passed(id string) bool { return p.Parts[id] != nil && p.Parts[id].Passed }

// Add takes a verdict into account.
func (p *Progress) Add(v Verdict, now time.Time) {
	if v.Empty {
		return
	}
	r := p.Of(v.ID)
	r.Tries++
	if r.First.IsZero() {
		r.First = now
	}
	if v.Mistake != "" {
		if r.Mistakes == nil {
			r.Mistakes = map[string]int{}
		}
		r.Mistakes[v.Mistake]++
	}
	if v.Passed && !r.Passed {
		r.Passed, r.Done = true, now
	}
}

// AddExercise takes a choice or an answer into account; mistake is "" or what was mistaken. What comes after the right
// one does not count.
func (p *Progress) AddExercise(id string, passed bool, mistake string, now time.Time) {
	if p.Exercises == nil {
		p.Exercises = map[string]*Record{}
	}
	r := p.Exercises[id]
	if r == nil {
		r = &Record{First: now}
		p.Exercises[id] = r
	}
	if r.Passed {
		return
	}
	r.Tries++
	if mistake != "" {
		if r.Mistakes == nil {
			r.Mistakes = map[string]int{}
		}
		r.Mistakes[mistake]++
	}
	if passed {
		r.Passed, r.Done = true, now
	}
}

// CountExercises is how many questions and answers were right in the end, and how many of them at the first try.
func (p *Progress) CountExercises() (passed, atOnce int) {
	for _, r := range p.Exercises {
		if r.Passed {
			passed++
			if r.Tries == 1 {
				atOnce++
			}
		}
	}
	return passed, atOnce
}

// Next is the first part that was not passed; nil when all were.
func (p *Progress) Next() *Part {
	for _, part := range parts {
		if !p.Passed(part.ID) {
			return part
		}
	}
	return nil
}

// Count is how many parts were passed, and of how many.
func (p *Progress) Count() (passed, all int) {
	for _, part := range parts {
		if p.Passed(part.ID) {
			passed++
		}
	}
	return passed, len(parts)
}
