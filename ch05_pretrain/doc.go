// Package pretrain is chapter 5 of the book: training a GPT model on text, and choosing its words.
//
// A model is trained by one number, the loss: how surprised it is by each next token of a text. The gradient of the
// loss says for every parameter which way to go; AdamW goes there in small steps. A trained model gives probabilities,
// and sampling turns them into text.
//
//	5.1.1  tokens.go      TextToIDs, IDsToText, Continue
//	5.1.2  loss.go        Probabilities, TargetProbabilities, CrossEntropy, Perplexity
//	5.1.3  data.go        Split, NewLoaders
//	5.1.3  corpus.go      NewCorpusLoaders: the same for texts that are larger than memory
//	5.1.3  evaluate.go    Evaluator: losses of batches and loaders
//	5.2    adamw.go       AdamW, as torch.optim.AdamW
//	5.2    trainer.go     Trainer: one training step
//	5.2    train.go       Train: the training loop with evaluations and sample texts
//	5.2    runs.go        BookRun, TinyRun: the settings
//	5.2    task.go        Task: a run with its text, tokenizer and seed, kept under a name
//	5.2    log.go         the book's log of a finished run
//	5.2    metrics.go     Metrics: every step as a line of CSV; MetricsChart draws it
//	5.3    sampling.go    Softmax with temperature, TopK, Generate
//	5.4    checkpoint.go  SaveModel, LoadModel
//	5.4    resume.go      Checkpointing: interrupt a run and go on
//	5.5    gpt2           a package of its own: OpenAI's weights, read, checked, converted, extended
//	D.1-2  schedule.go    WarmUpCosine: a learning rate that rises, then falls
//	D.3    clip.go        Clip: gradients of limited length
//
// A learner's five lines:
//
//	rng := torchrand.New(123)                                       // torch.manual_seed(123)
//	run := pretrain.BookRecipe()
//	model, err := gpt.NewModel(nn.NewBuilderFrom(rng), run.Model)
//	loaders, err := pretrain.NewLoaders(story, tokenizer, run.Data, rng)
//	history, err := pretrain.Train(ctx, be, model, loaders, tokenizer, run.Options)
//
// Model and loaders share one generator on purpose: in PyTorch on a CPU, initial weights, shuffling and dropout all
// draw from it, and the same seed sees the same batches only when they draw in the same order.
//
// Shapes are written [batch, seq, embed]. The directory carries the course's name, the package the short one.
package pretrain
