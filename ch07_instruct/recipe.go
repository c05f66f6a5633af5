package instruct

import (
	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// Recipe is everything that has to be decided before a model is fine-tuned.
type Recipe struct {
	Model   gpt.Config // of the pretrained model, or of the one that NewAssistant makes
	Data    LoaderOptions
	Times   int // of a [text.Compact] vocabulary: tokens that occur so often in the training entries are kept
	Options pretrain.Options
	// part of the steps in which the learning rate rises, before it falls as half a cosine; 0: it is constant
	WarmUp       float64
	MaxNewTokens int // longest answer
}

// BookRecipe is that of section 7.6: GPT-2 with 355M parameters and OpenAI's weights, two epochs with AdamW at 5e-5 and
// weight decay 0.1, an evaluation on five batches every five steps.
func BookRecipe() Recipe {
	cfg := gpt.GPT2Medium()
	cfg.QKVBias, cfg.DropRate = true, 0
	opt := pretrain.BookOptions()
	opt.Epochs, opt.Optimizer, opt.StartContext = 2, pretrain.NewAdamW(5e-5, 0.1), ""
	return Recipe{Model: cfg, Data: BookLoader(), Options: opt, MaxNewTokens: 256}
}

// CourseRecipe is for the course's own pretrained model: four blocks of width 192 that know little stories and 3,000
// tokens of their own. All its weights are trained, with a higher rate than the book's since the model is small. Half
// of an entry would be the same introduction, so entries stand packed in rows; and the loss counts the answers alone,
// which are a sixth of the tokens.
func CourseRecipe() Recipe {
	r := BookRecipe()
	r.Model = gpt.Config{VocabSize: 3000, ContextLength: 256, EmbDim: 192, NumHeads: 6, NumLayers: 4}
	r.Data.BatchSize, r.Data.Packed, r.Data.Collate.MaskPrompt = 4, 256, true
	r.Data.Collate.Multiple = 32
	r.Options.Epochs, r.Options.Optimizer, r.WarmUp = 1, pretrain.NewAdamW(1.5e-3, 0.1), 0.05
	r.Options.Clip = pretrain.ClipFrom{Norm: 1}
	r.Options.EvalEvery, r.Options.EvalBatches = 250, 10
	r.MaxNewTokens = 128
	return r
}

// TinyRecipe is for a model that was not pretrained at all: a new model of two blocks of width 96 with a [text.Compact]
// vocabulary, trained on the entries alone. It knows no more of the world than 935 entries say, so it learns the form
// of an answer and not its content: asked for the opposite of a word it names one, of another word.
func TinyRecipe() Recipe {
	r := BookRecipe()
	r.Model = gpt.Config{ContextLength: 224, EmbDim: 96, NumHeads: 4, NumLayers: 2}
	r.Times = 3
	r.Data.Collate.Multiple = 16
	r.Options.Epochs, r.Options.Optimizer, r.WarmUp = 8, pretrain.NewAdamW(3e-3, 0.1), 0.05
	r.Options.EvalEvery = 50
	r.MaxNewTokens = 64
	return r
}

// NewAssistant makes an assistant from random weights: a [text.Compact] tokenizer with the tokens of the training
// entries and a model of the recipe's configuration for it. The model draws from rng as chapter 4's does, then the
// embeddings are drawn once more, smaller ([pretrain.DrawEmbeddings]).
func NewAssistant(parts Parts, r Recipe, rng *torchrand.Generator) (*Assistant, error) {
	gpt2, err := text.NewGPT2()
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(parts.Train))
	for i, e := range parts.Train {
		texts[i] = r.Data.Style.Text(e)
	}
	tok, err := text.NewCompact(gpt2, r.Times, texts...)
	if err != nil {
		return nil, err
	}
	cfg := r.Model
	cfg.VocabSize = tok.VocabSize()
	m, err := gpt.NewModel(nn.NewBuilderFrom(rng), cfg)
	if err != nil {
		return nil, err
	}
	if err := pretrain.DrawEmbeddings(m, rng, pretrain.SmallEmbedding); err != nil {
		return nil, err
	}
	return &Assistant{Model: m, Tok: tok, EndOfText: tok.EndOfText(), Style: r.Data.Style,
		MaxNewTokens: r.MaxNewTokens}, nil
}
