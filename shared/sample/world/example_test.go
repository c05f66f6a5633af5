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
	// A merry boy called Kai lived on a big farm near a river.
	// One stormy day he stood at the window and watched the black clouds.
	// Boom! It thundered so loudly that the cups danced in the cupboard.
	// He was scared and took two steps back.
	// He was afraid of thunder.
	//
	// "I cannot do it," said Kai to his uncle George.
	// "I am too scared." "Shall I tell you something?" asked Uncle George.
	// "First comes the lightning and then the thunder.
	// When you can count slowly to ten in between, the storm is far away." Then Uncle George had an idea.
	// What Kai needed was counting.
	//
	// They waited for the next flash and counted together.
	// "One, two, three, four..." Boom! Each time they got further.
	// At last they counted to twelve, and the thunder only grumbled like an old bear.
	//
	// "You were brave!" Uncle George said.
	// Kai was very proud.
	//
	// Who is the story about? Kai.
	// What was the weather like? Stormy.
	// What was Kai afraid of? Thunder.
	// Who comforted Kai? Uncle George.
	// What helped against the fear? Counting.
	// How did Kai feel at the end? Very proud.
}
