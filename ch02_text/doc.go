// Package text is chapter 2 of the book: from a text to the numbers that a language model is trained on.
//
// A text is cut into tokens, every token has an id in a vocabulary, a window sliding over the ids gives inputs and the
// ids to predict, and embeddings turn ids into vectors. The sections and their code:
//
//	2.2        split.go         Split, Trim, Words: cutting a text with regular expressions
//	2.3        vocabulary.go    Vocabulary: tokens and ids
//	           tokenizer_v1.go  SimpleTokenizerV1: an unknown word is an error
//	2.4        tokenizer.go     Tokenizer, the special tokens EndOfText, Unknown, BOS, EOS, Padding; Pad, PadTo
//	           tokenizer_v2.go  SimpleTokenizerV2: an unknown word becomes <|unk|>
//	2.5        gpt2.go          GPT2: byte-pair encoding with GPT-2's vocabulary (exercise 2.1)
//	           pretoken.go      PreTokens: the pieces that are encoded one by one
//	           unicode16.go     letters and numbers that are newer than Go's tables
//	           bpe.go           SimpleBPE: byte-pair encoding from scratch, to be read: train, encode, decode
//	           bpe_fast.go      BPE: the same merges and ids, faster, and with special tokens
//	           bpe_train.go     TrainBPE: learning its merges from a text
//	           bpe_file.go      LoadBPE, LoadGPT2Files, Save
//	           bpe_save.go      SaveFolder, LoadBPEFolder: the two files that GPT-2 comes in
//	           printable.go     bytes as ids, and as characters of a file
//	           utf8.go          texts of bytes that are no UTF-8
//	           codec.go         Encode, EncodeOrdinary, Decode, Allowing: what GPT2 and BPE have in common
//	           special.go       which special tokens are allowed; CutSpecial
//	2.6        dataset.go       Dataset: a window sliding over the ids
//	           loader.go        Batch, NewLoader, CreateDataLoader (exercise 2.2)
//	2.7, 2.8   embedding.go     InputEmbedding: token and position embeddings; ContextLengthError
//	           relative.go      RelativeBias, NewALiBi: relative positions, which the book names and does not build
//
// A program that does the whole chapter is the first example below.
//
// Shapes are written [batch, seq, embed]; with heads [head, query, key]. Forward methods build graph and panic on wrong
// shapes, as GoMLX's own graph functions do; nn.Eval returns such a panic as an error.
//
// The directory carries the course's name, the package the short one.
package text
