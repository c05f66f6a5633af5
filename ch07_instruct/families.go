package instruct

import (
	"cmp"
	"math"
	"slices"
)

// FamilyScore says how well the entries of one family were answered.
type FamilyScore struct {
	Family string `json:"family"` // "": those that say none
	Scores
	// 95 % confidence interval of the share of exact matches: where it would lie if there were any number of such
	// entries.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// ScoreFamilies scores the answers of each family, in alphabetical order. Nothing is returned where no answer has one.
func ScoreFamilies(answers []Answer) ([]FamilyScore, error) {
	of := map[string][]Answer{}
	for _, a := range answers {
		of[a.Family] = append(of[a.Family], a)
	}
	if len(of) == 1 && of[""] != nil {
		return nil, nil
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
