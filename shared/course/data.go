package course

import (
	"errors"
	"fmt"

	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/sample"
)

// Messages is the SMS Spam Collection of chapter 6, as the file has it, where it is on this machine; else messages of
// our own in the same format; then it says so in one line, because the figures differ.
func Messages() []byte { return bookFile(book.NeedSpam, "messages", sample.SMS()) }

// Instructions is the instruction data of chapter 7, a JSON list, where it is on this machine; else tasks of our own in
// the same format; then it says so in one line, because the figures differ.
func Instructions() []byte {
	return bookFile(book.NeedInstruction, "instructions", sample.Instructions())
}

// bookFile reads a file of the book, or takes our own and says why.
func bookFile(name, what string, own []byte) []byte {
	data, err := assets.Read(name)
	if err == nil {
		return data
	}
	why := err.Error()
	var missing *assets.NotFoundError
	if errors.As(err, &missing) {
		why = name + " is not here, " + missing.Command() + " fetches it"
	}
	fmt.Printf("%s: our own, so figures differ from the book's (%s)\n", what, why)
	return own
}
