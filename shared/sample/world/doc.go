// Package world tells short stories for children of three to five years, any number of them, from a seed. They are
// what a small language model can learn to write from: simple, whole, and true to themselves.
//
// A story is simulated and then told. The simulation draws who there is, where, what is wanted, what stands in the way
// and who can help, and keeps count of who holds what and what is broken. The telling draws one of many phrasings for
// each event and never uses one twice in a story; it says who somebody is before calling them by name, and says "she"
// only where that can mean one person. What is decided and how it is said are drawn separately, so the same story can
// be told again in the rain or with another ending. Each story also knows facts about itself, with questions.
//
//	s := world.Tell(1, 0) // story 0 of the world with seed 1: s.Text, s.Facts, s.Summary, s.Rain, s.OtherEnding
//
//	story.go           Story, Fact, Tell, TellShort
//	tell.go            what a tale is while it is told; saying an event, paragraphs, endings
//	phrase.go          phrases: literal text, {references}, [choices|options], and how one is drawn
//	words.go           the library: all phrasings and cases of words/*.txt; tables/*.txt: names, toys, places
//	pronoun.go         capital letters, and when a pronoun is clear
//	refer.go           {h} Mia or she, {say:h} said Mia, {b} the red ball
//	grammar.go         a and an; lists
//	fact.go            facts and summaries
//	feeling.go         words for feelings
//	state.go           events that change the world, with what must be so before
//	person.go          children, families, friends, neighbours
//	animal.go          animals that stories are about
//	place.go           places, with where things can lie and what can be seen
//	thing.go           toys and clothes
//	kept.go            Keeps: which facts of a beginning somebody who went on with it has kept
//	weather.go         what the day is like
//	open.go            how a story begins
//	lesson.go          the words of lexicon that school lessons ask about
//	plot.go            the list of plots
//	plot_afraid.go     a fear grows small
//	plot_build.go      something is built, comes down and is built again
//	plot_cook.go       something good is made, and something goes wrong
//	plot_dream.go      a journey in a dream
//	plot_errand.go     three things to buy, one of them forgotten
//	plot_friend.go     a wish for a friend
//	plot_gift.go       a present made in secret
//	plot_hide.go       hide-and-seek
//	plot_learn.go      something new is learned
//	plot_lost.go       lost and found
//	plot_neighbour.go  a neighbour is helped
//	plot_plant.go      planting and waiting
//	plot_quarrel.go    a quarrel and making up
//	plot_race.go       a race
//	plot_reach.go      something out of reach
//	plot_rescue.go     an animal is saved
//	plot_school.go     a lesson about words
//	plot_share.go      sharing
//	plot_sick.go       visiting somebody who is ill
//	plot_sleep.go      somebody cannot sleep
//	plot_swap.go       one thing is swapped for the next
//	plot_truth.go      telling the truth after breaking something
//	plot_wayhome.go    lost, and found the way home
//	plot_weather.go    the weather changes a plan
//
// A file such as words/rescue.txt belongs to the plot rescue. Under "# see" stand phrasings of the event "see", a line
// each; under "## kitten" those of one case of the plot, with "key: value" attributes that phrases refer to as {key}.
// "<child,!in>" before a phrasing says when it fits. "^" makes the next letter a capital, "{*trait}" is a phrasing of
// another event. All text was written for this project and carries its licence, Apache-2.0.
//
// Weighed: no library tells stories; brianvoe/gofakeit makes sentences of random words.
package world
