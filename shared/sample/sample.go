package sample

import _ "embed" // the data files below become part of the program

//go:embed story.txt
var story string

// Story returns "The Weigh-House at Saltby", a short story of about 20 kB and 4,000 words: UTF-8 with LF line
// ends, two pound signs and otherwise ASCII. It takes the place of the story that chapters 2 and 5 train on
// (sections 2.2 and 5.1.2) and is of the same size, so that the tiny runs take as many steps. Dashes are
// written "--" and emphasis _so_, which are the cases that section 2.2's tokenizer splits on.
func Story() string { return story }
