package course

import (
	"errors"
	"fmt"

	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/sample"
	"llmfromscratch/shared/textfile"
)

// Text is the short story that chapters 2 to 5 train on: The Verdict by Edith Wharton, 20,479 characters, where it is
// on this machine, else a story of our own of the same size; then it says so in one line, because the figures differ.
func Text() string {
	text, from := Story()
	if from != book.NeedVerdict {
		fmt.Println("text: " + from)
	}
	return text
}

// Story is [Text] for programs: nothing is printed, from says which story it is and why.
func Story() (text, from string) {
	data, err := assets.Read(book.NeedVerdict)
	if err == nil {
		text, err = textfile.Text(data)
	}
	if err == nil {
		return text, book.NeedVerdict
	}
	why := "The Verdict is not here"
	var missing *assets.NotFoundError
	if errors.As(err, &missing) {
		why += ", " + missing.Command() + " fetches it"
	} else {
		why += ": " + err.Error()
	}
	return sample.Story(), fmt.Sprintf("a story of our own, so figures differ from the book's (%s)", why)
}
