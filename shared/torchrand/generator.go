package torchrand

// Generator is PyTorch's CPU generator: an mt19937 engine, and one normal value that [Generator.Randn] may keep for its
// next call. Make it with [New]; a program has one and passes it to whatever draws. Its methods are not safe for use by
// several goroutines at once.
type Generator struct {
	// Variant is the PyTorch build to follow where builds differ. Seeding leaves it as it is.
	Variant Variant

	engine    engine
	cached    float64 // standard normal value kept by the path for fewer than 16 values
	hasCached bool
}

// Variant says which PyTorch build's numbers a [Generator] gives where builds differ. The zero value gives the book's
// printed digits and is tested to the bit; the others serve to compare with a PyTorch of one's own.
type Variant struct {
	// LibmNormals computes 16 and more normal values with the logarithm, sine and cosine of a C library instead of
	// the short polynomials of x86 processors. Apple silicon and arm64 Linux do so. The two differ by at most 2e-6;
	// about 1 of 1300 values printed with four decimals changes its last digit.
	LibmNormals bool

	// MKLMasks draws dropout masks as builds with Intel's MKL do: the official x86 packages for Linux and Windows.
	// Those masks differ from the book's. See [Generator.DropoutMask].
	MKLMasks bool
}

// New is a generator after torch.manual_seed(seed).
func New(seed int64) *Generator {
	g := &Generator{}
	g.Seed(seed)
	return g
}

// Seed is torch.manual_seed: it starts the stream again and forgets a kept normal value. As in PyTorch only the low 32
// bits of the seed count, so 2^32-1 and -1 give the same stream.
func (g *Generator) Seed(seed int64) {
	g.engine.seed(uint32(seed))
	g.hasCached, g.cached = false, 0
}

// Uint32 is one draw of the engine. Seed 123 begins 2991312382, 3062119789.
func (g *Generator) Uint32() uint32 { return g.engine.uint32() }

// Uint64 is two draws, the first one the high half. Seed 123 begins 12847588855871978861.
func (g *Generator) Uint64() uint64 { return g.engine.uint64() }
