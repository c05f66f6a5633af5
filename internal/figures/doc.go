// Package figures recomputes the figures of the book with the chapters' own code, for `llm verify` and for this
// package's tests.
//
// A [Computation] belongs to one figure of shared/book. It takes what goes in from the figure, calls the chapters'
// packages as a reader would, and returns what came out in any form that book.Figure.Compare takes; [Run] compares it.
// Nothing here knows an expected value, and nothing that a chapter teaches is done here a second time.
//
// # Adding a chapter
//
// One file for each section, named after chapter and subject (ch06_data.go), with one table:
//
//	var ch06Data = []Computation{
//		{"ch06.counts", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
//			messages, err := classify.Read(e.File(book.NeedSpam))
//			return map[string]any{"ham": …, "spam": …}, err
//		}},
//		…
//	}
//
// and its line in the list of registry.go. The rules:
//
//   - Inputs come from in (in.Tensor("x"), in.Int("seed"), in.Text("text")), files from e.File, pretrained weights
//     likewise. These accessors, and must, panic when they fail; Run turns every panic into the figure's error, and a
//     missing file into "skipped" with the reason. So a computation stays a few lines.
//   - A result may be a number, text, slice, map with text keys, struct with JSON tags, *tensors.Tensor or book.Tensor.
//     Where a figure expects that something is refused, return refused(func() error { … }).
//   - What several figures share (a trained small model, a tokenizer) goes through memo; what is large through
//     e.GPT2Small, which keeps one model at a time. The order of the tables is the order of the book, so neighbours
//     share.
//   - Cost is Light below a second, Heavy for what needs a model of 163 million parameters and takes seconds, and
//     Training for what takes tens of seconds or more: the tests leave that to `llm verify`.
//
// TestEveryFigureOfTheChaptersHasAComputation lists the chapters that are complete; add yours.
package figures
