package world_test

import (
	"fmt"
	"strings"

	"llmfromscratch/shared/sample/world"
)

func ExampleTell() {
	s := world.Tell(1, 4)
	fmt.Println(strings.ReplaceAll(s.Text, ". ", ".\n")) // a sentence a line
	fmt.Println()
	for _, f := range s.Facts {
		fmt.Println(f.Question, f.Answer)
	}
	// Output:
	// The sun was shining brightly and the sky was blue.
	// It was Saturday, and a merry boy named Kai was watching the bigger ones.
	// He wanted to learn how to dance.
	// He had dreamed of it for weeks.
	//
	// Kai hopped to the left while all the others hopped to the right.
	// "I am just too silly," he said.
	// He was very sad.
	// His uncle George sat down beside Kai.
	// "Do not give up," said Uncle George.
	// "There is a trick." "Do not think of your feet," said Uncle George.
	// "Listen to the drum.
	// One, two, three, one, two, three."
	//
	// It took three days.
	// Some days it went well, and some days it did not.
	// And one evening the music ran right down into Kai's feet, and they did the rest alone.
	//
	// Kai was very proud.
	// "And what shall I learn next?" he asked.
	//
	// Who is the story about? Kai.
	// What did Kai want to learn? How to dance.
	// How did Kai feel when it did not work? Very sad.
	// Who showed Kai how to do it? Uncle George.
	// How long did Kai practise? Three days.
	// How did Kai feel at the end? Very proud.
}
