package sample

import _ "embed" // the data files below become part of the program

// The files are kept as strings, which nobody can change; what is returned as bytes is a fresh copy.
var (
	//go:embed story.txt
	story string
	//go:embed sms.tsv
	sms string
	//go:embed instructions.json
	instructions string
	//go:embed preferences.json
	preferences string
)

// Story returns "The Weigh-House at Saltby", a short story of about 20 kB and 4,000 words: UTF-8 with LF line
// ends, two pound signs and otherwise ASCII. It takes the place of the story that chapters 2 and 5 train on
// (sections 2.2 and 5.1.2) and is of the same size, so that the tiny runs take as many steps. Dashes are
// written "--" and emphasis _so_, which are the cases that section 2.2's tokenizer splits on.
func Story() string { return story }

// SMS returns 451 messages in the format of the SMS Spam Collection (section 6.2): a line each, "ham" or "spam",
// a tab, the text; UTF-8, LF, no header. 290 are ham and 161 spam, so balancing the classes has something to do.
// Texts have 6 to 159 characters. Three texts begin with a double quote and are quoted as CSV is, which is how
// the book's pandas.read_csv(sep="\t") reads them: the line
//
//	ham	"""Good luck"" and then ""good luck again"""
//
// holds the text "Good luck" and then "good luck again", quotes included. A quote elsewhere stands for itself.
func SMS() []byte { return []byte(sms) }

// Instructions returns 1,100 entries in the format of section 7.2: a JSON list of objects with "instruction", "input"
// and "output", and beside them the "family", such as "opposite". They ask about stories of the little world and about
// its words; the first 935 are for training, the next 110 for the test. "llm sample --kind instructions" makes more.
func Instructions() []byte { return []byte(instructions) }

// Preferences returns 70 entries, a JSON list of objects with "instruction", "input", "chosen", "rejected" and
// "family": a kind answer and a rude one, a short one and a long-winded one, a true one and a false one. "llm sample
// --kind preferences" makes more.
func Preferences() []byte { return []byte(preferences) }
