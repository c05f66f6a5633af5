// Package sample holds small texts and data sets of the project's own, embedded in the program, so that every
// chapter runs on a machine without network.
//
// They stand in for the book's files and have the same formats; their content is different, so the figures
// that the book prints need the book's files, not these.
//
//	Story         a short story, 20 kB, 4,000 words           for the story of chapters 2 and 5
//	SMS           451 short messages, 64 % ham, 36 % spam     for the SMS Spam Collection of chapter 6
//	Instructions  1,100 instructions of the little world      for the instruction data of chapter 7
//	Preferences   70 pairs of a better and a worse answer     for tuning on preferences, after chapter 7
//
// All of it was written for this project and carries the project's licence, Apache-2.0. None of it quotes or
// adapts another work or data set. Names are invented; telephone numbers are of the ranges kept free for
// fiction and web addresses of the domains kept free for examples, so none of them can reach anybody.
//
// Weighed: brianvoe/gofakeit makes up names and sentences of random words, from which no model learns to write.
package sample
