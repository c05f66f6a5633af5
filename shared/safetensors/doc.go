// Package safetensors reads and writes safetensors files, the format in which PyTorch and Hugging Face keep weights.
//
// A file is eight bytes with the length of the header (little endian), the header as JSON, and the numbers:
//
//	{"__metadata__":{"format":"pt"},"wpe.weight":{"dtype":"F32","shape":[32,32],"data_offsets":[0,4096]}, …}
//
// The offsets count from the first byte after the header. [Open] reads the header only; [File.ReadInto] and
// [File.Float32s] then read one tensor each, straight into the memory of their result, so that loading a model costs
// the model's own size and no second copy. F32, F16 and BF16 are read as float32; of other kinds of numbers only the
// place and the shape are known, and the bytes ([File.Raw]). [Write] and [WriteFunc] write F32, [WriteRaw] all kinds.
//
// # What is refused
//
// A weights file may come from anywhere, so the header is not believed. Refused, with a sentence that says what is
// wrong, are: a header longer than the file or than 100 MB, anything in it that is not the JSON shown above (other
// keys, deeper nesting, text after its end), a name twice, more than [MaxRank] dimensions, a negative one or a product
// that overflows, offsets outside the file, offsets that do not fit shape and kind, tensors that overlap, and bytes
// that belong to no tensor. Opening a file takes less memory than twice its size, whatever it holds.
//
// Weighed: nlpodyssey/safetensors takes the whole file as bytes in memory and leaves it to the caller to make float32
// of them, so that a model would be in memory twice.
package safetensors
