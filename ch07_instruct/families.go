package instruct

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
)

// Families tells of what kind each entry is, such as "opposite".
type Families map[Entry]string

// ReadFamilies reads the "family" of each entry of a file that has some; [ReadFile] passes over it.
func ReadFamilies(path string) (Families, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("families: %w", err)
	}
	families, err := ParseFamilies(data)
	if err != nil {
		return nil, fmt.Errorf("families: %s: %w", path, err)
	}
	return families, nil
}

// ParseFamilies reads the "family" of each entry of a JSON list.
func ParseFamilies(data []byte) (Families, error) {
	records, err := readRecords(data, []string{"instruction", "input", "output"}, "family")
	if err != nil {
		return nil, err
	}
	families := Families{}
	for _, r := range records {
		if family := r["family"]; family != "" {
			families[Entry{Instruction: r["instruction"], Input: r["input"], Output: r["output"]}] = family
		}
	}
	if len(families) == 0 {
		return nil, errors.New("no entry says of what \"family\" it is")
	}
	return families, nil
}

// FamilyScore says how well the entries of one family were answered.
type FamilyScore struct {
	Family string `json:"family"` // "": none is known
	Scores
	// 95 % confidence interval of the share of exact matches: where it would lie if there were any number of such
	// entries.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Score scores the answers of each family, in alphabetical order; answers to other entries are those of the family "".
func (f Families) Score(answers []Answer) ([]FamilyScore, error) {
	of := map[string][]Answer{}
	for _, a := range answers {
		of[f[a.Entry]] = append(of[f[a.Entry]], a)
	}
	var families []FamilyScore
	for family, answers := range of {
		scores, err := Score(answers)
		if err != nil {
			return nil, err
		}
		low, high := interval(scores.ExactMatch, scores.Entries)
		families = append(families, FamilyScore{family, scores, low, high})
	}
	slices.SortFunc(families, func(a, b FamilyScore) int { return cmp.Compare(a.Family, b.Family) })
	return families, nil
}

// interval is Wilson's 95 % interval of a share of n trials, which keeps within 0 and 1: of 9 successes in 10 trials
// the true share lies between 0.60 and 0.98.
func interval(share float64, n int) (low, high float64) {
	const z = 1.959964 // 95 % of a normal distribution lie within so many standard deviations
	trials := float64(n)
	middle := share + z*z/(2*trials)
	half := z * math.Sqrt(share*(1-share)/trials+z*z/(4*trials*trials))
	whole := 1 + z*z/trials
	return max(0, (middle-half)/whole), min(1, (middle+half)/whole)
}
