// Package pretrain is chapter 5 of the book: training a GPT model on text, and choosing its words.
//
// A model is trained by one number, the loss: how surprised it is by each next token of a text. The gradient of the
// loss says for every parameter which way to go; AdamW goes there in small steps. A trained model gives probabilities,
// and sampling turns them into text.
//
//	5.1.1  tokens.go      TextToIDs, IDsToText, Continue
//	5.1.2  loss.go        TargetProbabilities, CrossEntropy, Perplexity
//	5.1.3  data.go        Split, NewLoaders
//	5.1.3  evaluate.go    Evaluator: losses of batches and loaders
//	5.2    adamw.go       AdamW, as torch.optim.AdamW
//	5.2    trainer.go     Trainer: one training step
//	5.2    fit.go         Fit: the training loop, and who watches it
//	5.2    train.go       Train: a language model in that loop, with evaluations and sample texts
//	5.2    history.go     History: what a run found
//	5.2    recipe.go      BookRecipe, TinyRecipe: the settings
//	       embeddings.go  DrawEmbeddings, TieHead: another beginning for small models
//	5.3    sampling.go    Softmax with temperature, TopK, Generate
//	       nucleus.go     TopP, MinP: only tokens that are likely enough
//	       penalty.go     Penalties: fewer repetitions
//	       stop.go        StopWriter: a text that ends before some words
//	       logprobs.go    LogProbs, TopLogProbs: how sure the model was
//	5.4    checkpoint.go  SaveModel, LoadModel
//	5.4    tensorfile.go  the file that they write
//	D.1-3  schedule.go    WarmUpCosine, ClipFrom: what changes from step to step
//	D.3    clip.go        ClipByGlobalNorm: gradients of limited length
//
// Packages beside it: gpt2 reads and writes OpenAI's weights (section 5.5), lora has the adapters of appendix E, and
// longrun what makes long runs fast and safe. A step is read in three files, trainer.go, adamw.go and clip.go.
//
// A program that does the whole chapter is the first example below. Model and loaders share one generator there on
// purpose: in PyTorch on a CPU, initial weights, shuffling and dropout all draw from it, and the same seed sees the
// same batches only when they draw in the same order.
//
// Shapes are written [batch, seq, embed]. The directory carries the course's name, the package the short one.
package pretrain
