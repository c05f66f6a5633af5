package text

// What the fuzz tests need of the readers of files.
var (
	ParseBPE       = parseBPE
	ParseGPT2Files = parseGPT2Files
)
