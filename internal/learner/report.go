package learner

import (
	"fmt"
	"path/filepath"
	"strings"

	"llmfromscratch/shared/learn"
)

// Report is what one learner has done.
type Report struct {
	Folder    string                   `json:"folder"`
	Passed    int                      `json:"passed"`
	Of        int                      `json:"of"`
	Tries     int                      `json:"tries"`
	Hints     int                      `json:"hints"`
	Solutions int                      `json:"solutions"` // shown before the part was passed
	Next      string                   `json:"next,omitempty"`
	Parts     map[string]*learn.Record `json:"parts"`
}

// NewReport reads the progress of a learner's folder.
func NewReport(dir string) (Report, error) {
	progress, err := learn.LoadProgress(dir)
	if err != nil {
		return Report{}, err
	}
	r := Report{Folder: filepath.Base(filepath.Clean(dir)), Parts: progress.Parts}
	r.Passed, r.Of = progress.Count()
	for _, record := range progress.Parts {
		r.Tries += record.Tries
		r.Hints += record.Hints
		if record.Solution {
			r.Solutions++
		}
	}
	if next := progress.Next(); next != nil {
		r.Next = next.ID
	}
	return r, nil
}

// Markdown is a table of several learners, and one of the mistakes that they made, the most frequent first.
func Markdown(reports []Report) string {
	var b strings.Builder
	b.WriteString("| learner | passed | tries | hints | solutions seen | next |\n|---|---|---|---|---|---|\n")
	for _, r := range reports {
		fmt.Fprintf(&b, "| %s | %d of %d | %d | %d | %d | %s |\n", r.Folder, r.Passed, r.Of, r.Tries, r.Hints,
			r.Solutions, r.Next)
	}
	b.WriteString("\n| part | passed by | tries | mistakes |\n|---|---|---|---|\n")
	for _, p := range learn.Parts() {
		passed, tries := 0, 0
		counts := map[string]int{}
		for _, r := range reports {
			record := r.Parts[p.ID]
			if record == nil {
				continue
			}
			tries += record.Tries
			if record.Passed {
				passed++
			}
			for name, n := range record.Mistakes {
				counts[name] += n
			}
		}
		if tries > 0 {
			fmt.Fprintf(&b, "| %s | %d of %d | %d | %s |\n", p, passed, len(reports), tries, listed(p, counts))
		}
	}
	return b.String()
}

// listed are mistakes with their numbers, in the order of the part.
func listed(p *learn.Part, counts map[string]int) string {
	var all []string
	for _, m := range p.Mistakes {
		if n := counts[m.Name]; n > 0 {
			all = append(all, fmt.Sprintf("%s %d", m.Name, n))
		}
	}
	return strings.Join(all, ", ")
}
