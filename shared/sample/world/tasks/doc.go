// Package tasks makes instructions with answers about the little world's stories and words, in the form of chapter 7's
// data, and pairs of a better and a worse answer for tuning on preferences.
//
//	task.go         Entry, Make, Draw: tasks in three parts
//	practice.go     Practice: more of what takes long to learn
//	part.go         Part: which combinations are for training and which for the test
//	family.go       a family of tasks: its ways to ask and the form of its answers
//	table.go        reading the text files
//	words.go        families about single words and about what a child knows   words.txt
//	choices.go      families about lists of words                              choices.txt
//	numbers.go      adding, taking away, counting                              choices.txt
//	passive.go      sentences to be put into the passive                       choices.txt, deeds.txt
//	stories.go      questions about stories, and stories to be written         stories.txt
//	passage.go      parts of stories that are not too long
//	talk.go         greetings and the like                                     talk.txt, names.txt
//	preference.go   Preference: kind or rude, short or long, true or false     kind.txt
//
// # What a test asks
//
// Nothing that a test asks is in the training, and all that it is made of is. Of the word "cold" and the ways to ask
// for an opposite, one pair is for the test, one for validation, and the others are for training; another word leaves
// out other ways. Where a task is made of several words or of a story, the combination decides: what is asked of the
// words "dog" and "log" as rhymes, or of a story with this hero, place and colour, is always for the same part. This
// depends on no seed, so that the test of one seed holds for the training of every other.
package tasks
