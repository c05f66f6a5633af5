package lesson

import (
	"strings"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/sample/world"
)

// heldOutWorld is the world whose stories no model of the course was trained on.
const heldOutWorld = 20_000

// LittleStories are so many stories of the kind that the course's model was pretrained on, but none of those, with
// <|endoftext|> between two (section 5.5).
func LittleStories(n int) string {
	stories := make([]string, n)
	for i := range stories {
		stories[i] = world.Tell(heldOutWorld, i).Text
	}
	return strings.Join(stories, text.EndOfText)
}
