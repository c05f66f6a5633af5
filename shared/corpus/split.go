package corpus

import "fmt"

// MaxValidation is the largest part of a corpus that can be held out.
const MaxValidation = 0.5

// heldOut says how many bytes of each document are held out for validation, from the end of it: none, all, or a part.
// Together they are about ratio of all.
//
// Whole documents are held out, evenly spread over the corpus: of twenty books of one length and a ratio of 0.1 the 5th
// and the 15th. A document that is larger than everything that is to be held out, as one of three books is, cannot be:
// then its own end is held out, a tenth of it. So a single text is split as the book splits its story (section 5.1.3).
func heldOut(sizes []int64, ratio float64) []int64 {
	var all int64
	for _, size := range sizes {
		all += size
	}
	held := make([]int64, len(sizes))
	due := 0.0 // bytes that should have been held out by now, less those that were
	for i, size := range sizes {
		part := ratio * float64(size)
		if float64(size) > ratio*float64(all) {
			held[i] = int64(part)
			continue
		}
		due += part
		if size > 0 && due >= float64(size)/2 {
			held[i] = size
			due -= float64(size)
		}
	}
	return held
}

func checkRatio(ratio float64) error {
	if !(ratio >= 0 && ratio <= MaxValidation) {
		return fmt.Errorf("held out for validation: %v of the texts, want 0 to %v", ratio, MaxValidation)
	}
	return nil
}
