package progress_test

import (
	"context"
	"fmt"

	"llmfromscratch/shared/progress"
)

// Progress goes to standard error: what is printed below is the program's own output.
func ExampleStart() {
	bar := progress.Start(context.Background(), 3, "training")
	defer bar.Done()
	for step := range 3 {
		bar.Note("loss %.1f", 4.5-float64(step))
		if err := bar.Add(1); err != nil {
			fmt.Println("stopped:", err)
			return
		}
	}
	fmt.Println("trained")
	// Output: trained
}
