// Package lexicon holds tables of words that small children know, in the spelling of Britain, with what the little
// world's language tasks ask about them. Wherever a task has one right answer, the tables give it, and a word with two
// says so: nobody is to be asked for the plural of "scarf" (scarves or scarfs) or the opposite of "old" (young or new).
//
//	lexicon.go     what the tables share: reading, capital letters, a and an
//	nouns.go       Nouns, Kinds: 750 nouns with their plurals, in kinds such as animals  (nouns.txt)
//	verbs.go       Verbs: 340 verbs with their forms  (verbs.txt)
//	adjectives.go  Adjectives, Opposites  (adjectives.txt, opposites.txt)
//	rhymes.go      Rhymes: words by their sound  (rhymes.txt)
//	things.go      Animals, Uses, Sizes, Colours  (animals.txt, uses.txt, sizes.txt, colours.txt)
//	numbers.go     Number: "twenty-one"; Days, Months
//
// The tables are text files, embedded in the program; the first lines of each say how it is written. They were written
// for this project and carry its licence, Apache-2.0.
//
// Weighed: jinzhu/inflection and gertd/go-pluralize make plurals of any word by rules; a task needs the words as well,
// and to know which of them have two plurals.
package lexicon
