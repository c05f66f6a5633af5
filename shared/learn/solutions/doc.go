// Package solutions has the right functions of package learn's parts, one each, as a learner would write them, and in
// its tests the wrong ones. "llm learn solution" shows a function from its source; "llm learn student" makes a copy of
// the course without this folder.
//
// The tests grade all of them, and hold results.json of package learn to what they give:
//
//	go test ./shared/learn/solutions -update
//
// writes it anew after an example, a mistake or a function has changed. The program in mutate changes the right
// functions one operator, number or index at a time and counts how many of these changes the checks find.
//
//	text.go       chapter 2
//	attention.go  chapter 3
//	gpt.go        chapter 4
//	pretrain.go   chapter 5, appendices A and D
//	finetune.go   chapters 6 and 7, appendix E
//	exercises.go  exercises of the notebooks
//	labs.go       the broken labs, mended
//	p*.diff       what mends the broken programs of package labs
//	all.go        All: the functions by part
package solutions
