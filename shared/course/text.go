package course

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"llmfromscratch/shared/book"
	"llmfromscratch/shared/sample"
)

// Text is the short story that chapters 2 to 5 train on: The Verdict by Edith Wharton, 20,479 characters, where it can be
// had, else a story of our own of the same size; then it says so in one line, because the figures differ.
func Text() string {
	text, err := verdict()
	if err == nil {
		return text
	}
	fmt.Println(storyLine)
	return sample.Story()
}

const storyLine = "text: a story of our own (The Verdict is not here, so figures differ from the book's; set LLM_DATA_DIR to the folder that has the-verdict.txt)"

// verdict reads the book's story.
func verdict() (string, error) {
	path, err := dataFile(book.NeedVerdict)
	if err != nil {
		return "", err
	}
	data, err := os.ReadFile(path)
	return string(data), err
}

// dataFile is the path of one of the book's data files.
func dataFile(name string) (string, error) {
	dir := os.Getenv("LLM_DATA_DIR")
	if dir == "" {
		return "", errors.New("LLM_DATA_DIR is not set")
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	return path, nil
}
