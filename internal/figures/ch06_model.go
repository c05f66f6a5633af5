package figures

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	ch05 "llmfromscratch/notebooks/ch05"
	"llmfromscratch/notebooks/ch06"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// ch06Model is sections 6.4 to 6.6 on a model of GPT-2's size with random weights.
var ch06Model = []Computation{
	{"ch06.model.print", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		m, _ := e.GPT2Small(123, decode[gpt.Config](in, "config"))
		return strings.Count(lesson.Structure(m), "\n"), nil
	}},
	{"ch06.model.param_counts", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		cfg := decode[gpt.Config](in, "config")
		plain, _ := e.GPT2Small(123, cfg)
		before, _ := nn.NumParameters(plain.Store())
		c := e.randomClassifier(123, cfg)
		all, trainable := nn.NumParameters(c.Store())
		of := func(module string) (n int) {
			for _, p := range nn.Trainable(c.Store()) {
				if strings.HasPrefix(nn.StateName(p.Path()), module+".") {
					n += p.Shape().Size()
				}
			}
			return n
		}
		return map[string]int{
			"all_before": before, "all_with_class_head": all, "trainable": trainable,
			"trainable_last_block": of(fmt.Sprintf("trf_blocks.%d", cfg.NumLayers-1)),
			"trainable_final_norm": of("final_norm"), "trainable_head": of("out_head"),
		}, nil
	}},
	{"ch06.model.input", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return pretrain.TextToIDs(in.Text("text"), e.Tokenizer())
	}},
	{"ch06.model.random_outputs", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.classOutputs(e.randomClassifier(in.Seed(), decode[gpt.Config](in, "config")), in.Text("text")), nil
	}},
	{"ch06.model.random_label", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		outputs := e.classOutputs(e.randomClassifier(in.Seed(), decode[gpt.Config](in, "config")),
			sampleText).Value().([][][]float32)[0]
		last := [][]float32{outputs[len(outputs)-1]}
		return map[string]any{"probas": [][]float32{pretrain.Softmax(last[0], 1)},
			"label": classify.Predicted(last)[0]}, nil
	}},
	{"ch06.model.random_loss", Training, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		c := e.randomClassifier(in.Seed(), decode[gpt.Config](in, "config"))
		ds := e.dataset(e.split().Train, classify.Longest)
		loader, err := dataloader.New(6, ds.Batch, dataloader.Options{BatchSize: 4, RNG: torchrand.New(in.Seed())})
		if err != nil {
			return nil, err
		}
		evaluator, err := classify.NewEvaluator(e.Backend, c)
		if err != nil {
			return nil, err
		}
		defer evaluator.Finalize()
		var each []float64
		for batch, err := range loader.Epoch() {
			each = append(each, must(evaluator.BatchLoss(must(batch, err))))
		}
		loss, err := evaluator.LoaderLoss(ctx, loader, pretrain.AllBatches)
		if err != nil {
			return nil, err
		}
		accuracy, err := evaluator.LoaderAccuracy(ctx, loader, pretrain.AllBatches)
		return map[string]any{"per_batch": each, "loss": loss, "accuracy": accuracy}, err
	}},
	{"ch06.accuracy", Light, givenLogits},
}

// sampleText is the text of section 6.5.
const sampleText = "Do you have time"

// givenLogits takes accuracy and loss of given logits in batches.
func givenLogits(ctx context.Context, e *Env, in Inputs) (any, error) {
	logits, labels := in.Rows("last_token_logits"), in.Tensor("labels").Ints()
	loader, err := dataloader.New(len(logits), func(indices []int) ([]int, error) { return indices, nil },
		dataloader.Options{BatchSize: in.Int("batch_size"), RNG: torchrand.New(123)})
	if err != nil {
		return nil, err
	}
	pick := func(indices []int) (rows [][]float32, classes []int) {
		for _, i := range indices {
			rows, classes = append(rows, logits[i]), append(classes, labels[i])
		}
		return rows, classes
	}
	accuracy := func(batches int) float64 {
		return must(classify.Accuracy(ctx, loader, batches, func(indices []int) (predicted, classes []int, err error) {
			rows, classes := pick(indices)
			return classify.Predicted(rows), classes, nil
		}))
	}
	loss := func(batches int) float64 {
		return must(pretrain.MeanLoss(ctx, loader, batches, func(indices []int) (float64, error) {
			rows, classes := pick(indices)
			out := e.eval(nn.NewBuilder(0), func(n []*graph.Node) []*graph.Node {
				return []*graph.Node{pretrain.CrossEntropy(n[0], n[1])}
			}, rows, int64s(classes))
			return float64(tensors.ToScalar[float32](out[0])), nil
		}))
	}
	return map[string]any{
		"num_batches_None": accuracy(pretrain.AllBatches), "num_batches_1": accuracy(1), "num_batches_2": accuracy(2),
		"num_batches_99": accuracy(99), "loss": loss(pretrain.AllBatches), "loss_first2": loss(2),
		"predicted": classify.Predicted(logits),
	}, nil
}

// ch06Small is sections 6.5 to 6.7 and exercise 6.3 on a small classifier.
var ch06Small = []Computation{
	{"ch06.small.outputs", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		c := e.smallClassifier(in, classify.BookConfig())
		ids, _, _ := e.classBatch(in, c, 0, 8)
		return e.eval1(c.Model.Builder, c.Outputs, ids), nil
	}},
	{"ch06.small.losses", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		result := map[string]any{}
		for _, token := range []classify.Token{classify.LastToken, classify.FirstToken} {
			s := classify.BookConfig()
			s.Token = token
			logits, loss := e.classLogits(in, e.smallClassifier(in, s))
			result[token.String()], result["predicted_"+token.String()] = loss, classify.Predicted(logits)
		}
		return result, nil
	}},
	{"ch06.small.grads", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		c := e.smallClassifier(in, classify.BookConfig())
		ids, positions, labels := e.classBatch(in, c, 0, 4)
		gradients := e.gradients(c.Store(), c.Loss, ids, positions, labels)
		for p := range nn.Parameters(c.Store()) {
			if !p.Trainable {
				gradients[nn.StateName(p.Path())] = nil
			}
		}
		return gradients, nil
	}},
	{"ch06.small.train10", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		t := e.classTraining(in)
		return map[string]any{"losses": t.losses, "unchanged": t.unchanged}, nil
	}},
	{"ch06.small.final", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		c := e.classTraining(in).classifier
		final := map[string]any{}
		for _, p := range nn.Trainable(c.Store()) {
			// its gradient is rounding noise
			if name := nn.StateName(p.Path()); !strings.HasSuffix(name, "W_key.bias") {
				final[name] = must(p.Value())
			}
		}
		return final, nil
	}},
	{"ch06.small.final_logits", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		logits, _ := e.classLogits(in, e.classTraining(in).classifier)
		return logits, nil
	}},
}

// smallClassifier is a classifier of the figure's "config" with the parameters of its "weights_file".
func (e *Env) smallClassifier(in Inputs, s classify.Config) *classify.Classifier {
	c := must(classify.New(must(gpt.NewModel(nn.NewBuilder(123), decode[gpt.Config](in, "config"))), s))
	if err := ch05.LoadSmallWeights(in.Figure, c.Store()); err != nil {
		panic(err)
	}
	return c
}

// classBatch is a part of the figure's messages "x" and labels "y".
func (e *Env) classBatch(in Inputs, c *classify.Classifier, from, to int) (ids, positions, labels *tensors.Tensor) {
	b := classify.Batch{Inputs: in.IDs("x")[from:to], Labels: in.Tensor("y").Ints()[from:to]}
	for _, row := range b.Inputs {
		b.Lengths = append(b.Lengths, len(row))
	}
	ids, positions, labels, err := c.Tensors(b)
	return must(ids, err), positions, labels
}

// classLogits are the deciding logits of all the figure's messages, and their loss.
func (e *Env) classLogits(in Inputs, c *classify.Classifier) ([][]float32, float64) {
	ids, positions, labels := e.classBatch(in, c, 0, len(in.IDs("x")))
	out := e.eval(c.Model.Builder, func(n []*graph.Node) []*graph.Node {
		return []*graph.Node{c.Logits(n[0], n[1]), c.Loss(n)}
	}, ids, positions, labels)
	return out[0].Value().([][]float32), float64(tensors.ToScalar[float32](out[1]))
}

// classOutputs are a classifier's outputs for every token of a text.
func (e *Env) classOutputs(c *classify.Classifier, txt string) *tensors.Tensor {
	ids := must(nn.IDs(must(pretrain.TextToIDs(txt, e.Tokenizer())), c.Model.Config.VocabSize))
	return e.eval1(c.Model.Builder, c.Outputs, ids)
}

// classTraining is what ten steps made of a small classifier.
type classTraining struct {
	classifier *classify.Classifier
	losses     []float64
	unchanged  []string // parameters
}

// classTraining takes the ten steps of the figures, on messages 0-3 and 4-7 in turn.
func (e *Env) classTraining(in Inputs) classTraining {
	return memo(e, "training of the small classifier", func() classTraining {
		c := e.smallClassifier(in, classify.BookConfig())
		batches := [][2]int{{0, 4}, {4, 8}}
		return e.trainClasses(in, c, pretrain.NewAdamW(5e-3, 0.1), batches)
	})
}

// trainClasses takes ten steps on parts of the figure's messages in turn.
func (e *Env) trainClasses(in Inputs, c *classify.Classifier, adamw pretrain.AdamW, batches [][2]int) classTraining {
	before := map[string][]float32{}
	for p := range nn.Parameters(c.Store()) {
		before[p.Path()] = must(tensors.CopyFlatData[float32](must(p.Value())))
	}
	trainer := must(pretrain.NewTrainer(e.Backend, c.Model.Builder, c.Loss, adamw))
	defer trainer.Finalize()
	t := classTraining{classifier: c}
	for i := range 10 {
		part := batches[i%len(batches)]
		ids, positions, labels := e.classBatch(in, c, part[0], part[1])
		t.losses = append(t.losses, must(trainer.Step(ids, positions, labels)).Loss)
	}
	for p := range nn.Parameters(c.Store()) {
		if slices.Equal(before[p.Path()], must(tensors.CopyFlatData[float32](must(p.Value())))) {
			t.unchanged = append(t.unchanged, nn.StateName(p.Path()))
		}
	}
	return t
}

// randomClassifier is a classifier of GPT-2's size with random weights: the seed, the model; the seed again, the head.
// The last one asked for takes the place of the model that GPT2Small keeps.
func (e *Env) randomClassifier(seed int64, cfg gpt.Config) *classify.Classifier {
	key := fmt.Sprint("classifier ", seed, cfg)
	if e.small == nil || e.small.key != key {
		m, predictor := e.GPT2Small(seed, cfg)
		m.Builder.RNG.Seed(seed)
		must(classify.New(m, classify.BookConfig()))
		e.small.key, e.small.generator = key, must(m.Builder.RNG.MarshalBinary())
		predictor.Finalize()
		e.small.predictor = must(gpt.NewPredictor(e.Backend, m))
	}
	return &classify.Classifier{Model: e.small.model, Config: classify.BookConfig(),
		Padding: classify.BookPadding()}
}

func int64s(values []int) []int64 {
	out := make([]int64, len(values))
	for i, v := range values {
		out[i] = int64(v)
	}
	return out
}
