package lesson_test

import (
	"fmt"
	"slices"

	"llmfromscratch/ch02_text"
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

func ExampleSizes() {
	// Ten ids are four windows of three, every two ids: the last id is only a target.
	const ten = "a b c d e f g h i j"
	opt := text.LoaderOptions{BatchSize: 3, MaxLength: 3, Stride: 2}
	sizes, err := lesson.Sizes(ten, opt)
	fmt.Println(sizes["batches"], "batches, the last with", sizes["last_batch_rows"], "row", err)
	opt.DropLast = true
	sizes, err = lesson.Sizes(ten, opt)
	fmt.Println(sizes["batches"], "batch with", sizes["last_batch_rows"], "rows", err)
	opt.BatchSize = 5
	_, err = lesson.Sizes(ten, opt)
	fmt.Println(err)
	// Output:
	// 2 batches, the last with 1 row <nil>
	// 1 batch with 3 rows <nil>
	// not one full batch of 5 windows
}
