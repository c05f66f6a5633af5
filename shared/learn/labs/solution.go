package labs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"llmfromscratch/shared/learn"
)

// Solution is what has to be changed in a lab, read from the course's folder: lines that go, with a minus before them,
// lines that come, with a plus, and lines that stay, with a space. An empty line stands between two places.
func (l *Lab) Solution(course string) (string, error) {
	data, err := os.ReadFile(filepath.Join(course, learn.SolutionsFolder, strings.ToLower(l.ID)+".diff"))
	if err != nil {
		return "", learn.ErrNoSolutions
	}
	return strings.TrimSuffix(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n"), nil
}

// Apply makes the changes of a solution to a program. Each place has to be there once.
func Apply(source, solution string) (string, error) {
	for _, place := range strings.Split(solution, "\n\n") {
		var before, after []string
		for line := range strings.SplitSeq(place, "\n") {
			if line == "" {
				continue
			}
			sign, rest := line[0], line[1:]
			if sign != '+' {
				before = append(before, rest)
			}
			if sign != '-' {
				after = append(after, rest)
			}
		}
		from := "\n" + strings.Join(before, "\n") + "\n"
		if n := strings.Count(source, from); n != 1 {
			return "", fmt.Errorf("what a solution changes is there %d times:%s", n, from)
		}
		source = strings.Replace(source, from, "\n"+strings.Join(after, "\n")+"\n", 1)
	}
	return source, nil
}
