// Package learner is what "llm learn" does: it builds the program of a learner's folder, grades parts with it, watches
// the folder, reports on several, and makes a student's copy of the course.
//
// A learner's program has package learn in it and nothing else of the course, so that it is built in a moment. What the
// chapters' own functions make of random cases is worked out here and handed to it in a file. The model of the
// learner's parts is another program, which has the chapters in it, too.
//
//	desk.go     Desk: a learner's folder and what it is graded with
//	build.go    building its program, around files that do not compile
//	check.go    Check: verdicts
//	model.go    Model: a model of the parts that pass, built and run
//	program.go  Program: what that program does
//	watch.go    Watch: verdicts on every save
//	report.go   Report: what a class has done
//	student.go  Student: a copy of the course without solutions
package learner
