// Package sample holds small texts of the project's own, embedded in the program, so that every chapter runs
// on a machine without network.
//
// They stand in for the book's files and have the same formats; their content is different, so the figures
// that the book prints need the book's files, not these.
//
//	Story   a short story of 20 kB      for the story of chapters 2 and 5
//
// All of it was written for this project and carries the project's licence, Apache-2.0. None of it quotes or
// adapts another work or data set. Names, telephone numbers and web addresses in it are invented.
package sample
