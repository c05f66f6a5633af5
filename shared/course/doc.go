// Package course has the helpers for notebook cells.
//
// GoNB compiles each cell to a program of its own, so a cell begins with nothing: it says its size, opens its backend
// and loads what it needs through the functions here.
//
//   - [Start] is the first cell: versions, backend, seed, size of the run, source of the text.
//   - [Backend], [Context], [RunSize], [Text] are what a cell begins with.
//   - [Show] shows the source of a taught definition, from its file.
//   - [Tensor], [Table], [Display] show values, small tables and charts, [Picture] a drawing of package pictures;
//     [Count] writes large numbers with separators.
//   - [Check] compares a value with the book's figure, says what came of it, and leaves a [Record] for the runner.
//   - [Grade] tries a part of a model that the reader has written, [Parts] lists what is done.
//   - [Predict] asks the question of an exercise before anything runs, [Answer] judges the numbers that it comes to.
//   - [Saved] does long work once and loads its result in later cells.
//   - [Must], [Must2] and [OK] end the cell with a clear line when something failed; [Each] and [First] do
//     so for what a loader gives.
//
// Outside a notebook pictures become one line of text, so that a cell's code also runs as a plain program.
//
// Weighed: alecthomas/chroma colours code of any language; for Go's keywords, texts and comments the scanner of Go's
// own library is enough, and every cell would link the rest. What reaches the notebook goes through GoNB's gonbui.
package course
