// Package assets knows every file that this project downloads: where it comes from, how large it is, what its licence
// is and what its checksum is. It finds such a file on this machine, and fetches it when asked to.
//
// [Find] never touches the network. It looks in the folder LLM_DATA_DIR, then in the cache folder (LLM_CACHE_DIR, or
// "llmfromscratch" in the user's cache folder), then – for files of Hugging Face – in the cache that the Hugging Face
// tools share. A file is found only when its size and SHA-256 are right; what is not found is reported as a
// [NotFoundError], which lists the places and gives the command that fetches the file.
//
// [Fetch] downloads into the cache folder. The bytes go to another name, a cut connection is taken up where it broke
// off, and only a whole, checked file gets its real name; so whatever happens, a file that is there can be used. With
// LLM_OFFLINE=1 it refuses. Nothing else in the project opens a network connection by itself; what asks others to, the
// steps of "llm setup" and the judge of chapter 7 on another machine, goes by [Offline] too.
//
// # Checksums
//
// Where the table has no SHA-256, the first download is trusted and its checksum is recorded beside the file, in
// FILE.verified.json; from then on the file must not change. The same record spares hashing a large file each time: a
// file whose size and time of change are those of the record counts as checked. Somebody who alters a file and sets
// its time back is not noticed.
//
// Weighed: hashicorp/go-getter fetches and unpacks as well, but links the clients of S3 and Google Cloud for addresses
// that are fixed here, and knows neither the places of Find nor a checksum of the first download; the hub of
// gomlx/go-huggingface serves Hugging Face alone and compares no checksum.
package assets
