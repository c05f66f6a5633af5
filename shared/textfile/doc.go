// Package textfile holds what all readers of texts in this project agree on: UTF-8, and nothing else in silence.
//
//	textfile.go  Read, Text, Bytes: a whole text; Wrong, Line
//	encoding.go  Recognize: a text in UTF-16 or UTF-32, by its first bytes
//	error.go     Error: what is wrong with a file, where, and what helps
//	json.go      Unmarshal: JSON whose errors speak of the file
//
// A byte order mark is left out. A byte that is no UTF-8 and a byte of 0 are errors: a reader that puts U+FFFD in their
// place, as Go's strings and encoding/json do, trains a model on it. The error names the file, the line and the column.
//
// Weighed: golang.org/x/text/encoding/unicode, which reads UTF-16 too. It puts U+FFFD where a file is broken, and a
// text that is converted once, outside, is the same text for every other program.
package textfile
