// Package corpus turns folders of text files into token ids on the disk that a training run reads without loading them.
//
//	files.go      Files: the text files of some folders, in a fixed order
//	lines.go      line by line: shared/textfile's rules for a text of any size
//	clean.go      Clean: one text without headers, footers and runs of blank lines
//	gutenberg.go  the way through a file of Project Gutenberg: header, book, licence
//	marks.go      the lines that Project Gutenberg writes before and behind its books
//	cutter.go     cutting a text where a tokenizer may start anew
//	split.go      which documents are held out for validation
//	pool.go       work on several cores, results in the order of the work
//	prepare.go    Prepare: all of it, from files to shards and index
//	shard.go      the files of token ids
//	index.go      Index: what a prepared folder holds
//	open.go       Open: the ids, mapped into memory
//
// # A prepared folder
//
//	corpus.json                               the index, written last
//	train-00000.9f2c1b7a55e03d18.tokens       32 bytes of header, then ids of 16 bits, little endian
//	train-00001.9f2c1b7a55e03d18.tokens       every shard but the last has the same number of ids
//	validation-00000.9f2c1b7a55e03d18.tokens
//
// The ids of all documents follow each other, the id of <|endoftext|> between two of them. The middle part of a shard's
// name is the fingerprint of the sources and the settings, so that the shards of two preparations can lie in one
// folder: what was prepared before stays whole until the new index takes its place in one step, and is removed only
// then. The result depends on the sources and the settings alone, to the byte, and not on the number of workers.
//
// # What a reader can rely on
//
// [Open] compares the header and the size of every shard with the index; [Corpus.Verify] reads all ids and compares the
// checksums. An id outside the vocabulary is an error where it is read. Every such error names the shard.
//
// Weighed: parquet-go/parquet-go, for the format of many published corpora, packs numbers into pages that must be
// unpacked; training reads windows at random places, which are plain memory in a mapped file of ids.
package corpus
