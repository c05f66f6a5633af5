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
	// The mist was so thick that one could hardly see the trees.
	// A round little hamster called Oakley went to the river bank with his grandfather.
	// His grandfather told him to be careful.
	// "And stay on the path!" Oakley only wanted to see a peacock feather in the wind, just for a moment, and went after it.
	//
	// Oakley turned round.
	// No path, no grandfather, nobody at all! A tear rolled down to his chin.
	// He was afraid.
	// He dried his eyes.
	// "First think, then walk," he said.
	//
	// "I ran past a tree with two trunks," Oakley remembered.
	// "Before that I saw a white fence, and first of all a well with a green lid." He went from one to the next, like a bead on a string.
	// And there stood Grandfather!
	//
	// Oakley was pleased.
	// The next time, Grandfather gave Oakley a whistle.
	// "Three times means that you need me," he said.
	//
	// Who is the story about? Oakley.
	// What kind of animal was Oakley? Hamster.
	// Who told Oakley to be careful? Grandfather.
	// What did Oakley run after? A peacock feather in the wind.
	// How did Oakley feel? Afraid.
	// What was the first thing that Oakley remembered? A tree with two trunks.
	// How did Oakley feel at home? Pleased.
}
