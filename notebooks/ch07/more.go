package lesson

import (
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/sample/world/tasks"
)

// MoreEntries are so many training entries of the kind that the course's model is taught, of which the first are the
// chapter's (exercise 7.3).
func MoreEntries(n int) []instruct.Entry {
	var entries []instruct.Entry
	for _, e := range tasks.Make(bookSeed, n, 0, 0).Train {
		entries = append(entries, instruct.Entry{Instruction: e.Instruction, Input: e.Input, Output: e.Output})
	}
	return entries
}

// bookSeed is the seed of the chapter, and of the project's entries.
const bookSeed = 123
