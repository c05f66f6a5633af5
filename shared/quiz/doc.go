// Package quiz has what the exercises of the notebooks ask before anything runs, and the answers that are numbers.
//
// A [Question] asks for a prediction. Its choices have letters, and each earns a sentence: the right one why it is
// right, a wrong one what has been mistaken, and which cell shows it. An [Answer] is what an exercise comes to, with
// the wrong numbers that people find for a reason.
//
//	question.go     Question: choosing a letter
//	questions.json  the questions
//	answer.go       Answer: judging numbers
//	answers.go      the answers, a table
//	verdict.go      Verdict, and how it is written
//
// Exercises go by their numbers, "5.1" or "A.3"; those of our own that have no number go on counting in their chapter.
// A letter behind it stands for a second question. Exercises whose answer is a function are in package learn.
//
// The package imports Go's own library and package learn only.
package quiz
