// Package book holds the figures of the book Build a Large Language Model (From Scratch) as data, and compares what a
// computation gives with them. Tests, notebooks and `llm verify` read the same table, so there is one truth.
//
// A figure is one number, tensor, list or text that the book prints or that follows from its code: what goes in
// (Inputs), what must come out (Want), how close it has to be (Abs, Rel), and what a computation needs besides
// (Needs: a data file, pretrained weights). Find gets one by its id, Compare judges a result:
//
//	fig, err := book.Find("ch03.simple.scores2")
//	verdict := fig.Compare(scores) // numbers, slices, maps, structs, *tensors.Tensor, book.Tensor
//	fmt.Println(verdict)           // reproduced (6 numbers, largest difference 0)
//
// A number passes when |got-want| <= Abs + Rel*|want|; whole numbers, texts and shapes must be equal. Shapes are
// written row-major, the last axis running fastest. Of a large tensor only a Summary is kept, and of a long text or
// list only a Digest: both are computed from what Compare is given.
//
// The values were computed with the book's own code on PyTorch (CPU, one thread), but for appendix A, whose values are
// those that the book prints; Differs says where the book's print
// is another one and why. The figures are in figures/*.json, one record a line; the parameters of the small models
// that some of them start from are in weights/*.safetensors.
//
// Weighed: google/go-cmp's EquateApprox knows a fraction and a margin, but wants both sides of one Go type and has no
// word for a figure.
package book
