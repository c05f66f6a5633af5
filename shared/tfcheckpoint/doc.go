// Package tfcheckpoint reads the weights of a TensorFlow checkpoint, the form in which OpenAI published GPT-2, without
// TensorFlow.
//
// A checkpoint called model.ckpt is two files, a "tensor bundle":
//
//	model.ckpt.index                 a sorted table: name of a tensor -> kind, shape, place, checksum
//	model.ckpt.data-00000-of-00001   the numbers of all tensors, one after the other
//
// (A third, model.ckpt.meta, holds the program's graph and is not needed.) The index is a table in the format of
// LevelDB whose values are protocol buffers; the data may be spread over several files, called shards. [Open] reads the
// index only; [Checkpoint.ReadInto] and [Checkpoint.Float32s] read one tensor each, straight into the memory of their
// result, and compare its CRC-32C with the index on the way. A data file that is cut off, the usual outcome of a broken
// download, is reported as a [TruncatedError] that names the tensor.
//
// # What is refused
//
// The index is not believed: every block's checksum, every length and offset, the order of the names, and that size and
// shape of each tensor agree are checked. Opening takes at most twice the size of the index and 1 MB, which is enough
// for some four thousand tensors: GPT-2 124M has 148, in an index of 5 kB for a checkpoint of 498 MB. Not read are
// tensors that TensorFlow stored in slices, big-endian checkpoints and compressed tables; TensorFlow's own saver makes
// the first only for partitioned variables and the last never.
//
// Weighed: syndtr/goleveldb has a reader of such tables; the tensors' entries, the shards and the checksums of the
// numbers would remain to be read here, and whether a table lies about its sizes would be that reader's to find out.
package tfcheckpoint
