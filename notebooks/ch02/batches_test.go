package lesson_test

import (
	"fmt"
	"slices"

	"llmfromscratch/notebooks/ch02"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

func ExampleFirstBatches() {
	same := func(numbers []int) ([]int, error) { return slices.Clone(numbers), nil }
	loader, err := dataloader.New(10, same, dataloader.Options{BatchSize: 3, RNG: torchrand.New(1)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(lesson.FirstBatches(loader, 2, 2))
	fmt.Println(lesson.FirstBatches(loader, 1, 9))
	// Output:
	// [0 1 2 3 4 5 0 1 2 3 4 5] <nil>
	// [0 1 2 3 4 5 6 7 8 9] <nil>
}
