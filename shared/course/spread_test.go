package course_test

import (
	"fmt"

	"llmfromscratch/shared/course"
)

// Three runs of one training with different seeds.
func ExampleMeanSpread() {
	mean, spread := course.MeanSpread([]float64{94, 96, 98})
	fmt.Printf("%.1f ± %.1f\n", mean, spread)
	// Output: 96.0 ± 2.0
}
