package classify

import (
	"fmt"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/shared/nn"
)

// Classifier is a GPT model with a head for classes (section 6.5).
type Classifier struct {
	Model   *gpt.Model
	Config  Config
	Padding Padding // of the messages it was trained on; Classify pads to the same length
}

// New makes a classifier of a GPT model, which it changes: the output head is replaced by one for the classes, all
// parameters are frozen, and those that the settings name made trainable again (section 6.5). The head's values, and
// after them those of adapters, are drawn from the model's generator; the book sets its seed to 123 first:
// m.Builder.RNG.Seed(123).
func New(m *gpt.Model, s Config) (*Classifier, error) {
	if err := s.validate(len(m.Blocks)); err != nil {
		return nil, err
	}
	for i, block := range m.Blocks {
		att, err := attention.Plain(block.Att)
		switch {
		case err == nil && s.Bidirectional:
			block.Att = attention.Bidirectional{MultiHead: att}
		case err == nil:
			block.Att = att
		case s.Bidirectional:
			return nil, fmt.Errorf("block %d, whose mask is to be taken away: %w", i, err)
		}
	}
	if err := replaceHead(m, s.Classes); err != nil {
		return nil, err
	}
	c := &Classifier{Model: m, Config: s, Padding: BookPadding()}
	return c, c.thaw()
}

// replaceHead puts a new linear layer, with a bias, in the place of the output head.
func replaceHead(m *gpt.Model, classes int) error {
	if _, ok := m.OutHead.(*nn.Linear); !ok {
		return fmt.Errorf("the output head is a %T, want a plain linear layer", m.OutHead)
	}
	const head = "out_head"
	if err := m.Store().DeleteVariablesInScope(nn.VariablePath(head)); err != nil {
		return fmt.Errorf("output head: %w", err)
	}
	m.OutHead = nn.NewLinear(m.Builder.In(head), m.Config.EmbDim, classes, true)
	return nil
}

// thaw freezes all parameters and makes those of the settings' part trainable.
func (c *Classifier) thaw() error {
	lora.Freeze(c.Model)
	if c.Config.Train == Adapters {
		return lora.Replace(c.Model, c.Config.Rank, c.Config.Alpha)
	}
	places := []string{"out_head"}
	lastBlocks := map[LayerSet]int{LastBlock: 1, LastTwoBlocks: 2}[c.Config.Train]
	if lastBlocks > 0 {
		places = append(places, "final_norm")
	}
	for i := range lastBlocks {
		places = append(places, fmt.Sprintf("trf_blocks.%d", len(c.Model.Blocks)-1-i))
	}
	for p := range nn.Parameters(c.Store()) {
		p.SetTrainable(c.Config.Train == AllLayers || within(p, places))
	}
	return nil
}

// within says whether a parameter belongs to one of the modules with these state-dict names.
func within(p *model.Variable, modules []string) bool {
	for _, name := range modules {
		prefix := nn.VariablePath(name) + model.ScopeSeparator
		if len(p.Path()) > len(prefix) && p.Path()[:len(prefix)] == prefix {
			return true
		}
	}
	return false
}

// Store holds the classifier's variables.
func (c *Classifier) Store() *model.Store { return c.Model.Store() }

// Outputs are the head's outputs for every token: ids [batch, seq] to [batch, seq, classes] (section 6.5).
func (c *Classifier) Outputs(ids *graph.Node) *graph.Node {
	out := c.Model.Forward(ids)
	out.AssertDims(ids.Shape().Dim(0), ids.Shape().Dim(1), c.Config.Classes)
	return out
}

// Logits are the outputs that decide: ids [batch, seq] and the position of the deciding token in each row, [batch], to
// [batch, classes]. With MeanOfTokens they are the mean over all positions, whatever positions says.
func (c *Classifier) Logits(ids, positions *graph.Node) *graph.Node {
	outputs := c.Outputs(ids)
	if c.Config.Token == MeanOfTokens {
		return graph.ReduceMean(outputs, 1)
	}
	return at(outputs, positions)
}

// at takes one token of each row: x [batch, seq, classes] and positions [batch] to [batch, classes]. Under a causal
// mask the last token is the only one that has seen the whole message.
func at(x, positions *graph.Node) *graph.Node {
	batch, classes := x.Shape().Dim(0), x.Shape().Dim(2)
	positions.AssertDims(batch)
	rows := graph.Iota(x.Graph(), shapes.Make(positions.DType(), batch, 1), 0)
	picked := graph.Gather(x, graph.Concatenate([]*graph.Node{rows, graph.InsertAxes(positions, -1)}, -1))
	picked.AssertDims(batch, classes)
	return picked
}

// Loss is the cross-entropy of the deciding logits: inputs are ids [batch, seq], positions [batch] and labels [batch]
// (section 6.6). It is a pretrain.LossFn.
func (c *Classifier) Loss(in []*graph.Node) *graph.Node {
	return pretrain.CrossEntropy(c.Logits(in[0], in[1]), in[2])
}

// Tensors are a batch's ids [batch, seq], positions [batch] and labels [batch], checked against vocabulary and classes:
// the inputs of Loss.
func (c *Classifier) Tensors(b Batch) (ids, positions, labels *tensors.Tensor, err error) {
	if ids, err = nn.IDs(b.Inputs, c.Model.Config.VocabSize); err != nil {
		return nil, nil, nil, fmt.Errorf("messages of the batch: %w", err)
	}
	seq := ids.Shape().Dim(1)
	if most := c.Model.Config.ContextLength; seq > most {
		return nil, nil, nil,
			fmt.Errorf("messages of %d tokens are longer than the context length of %d: pad and cut them to that", seq,
				most)
	}
	if len(b.Lengths) != len(b.Inputs) || len(b.Labels) != len(b.Inputs) {
		return nil, nil, nil, fmt.Errorf("a batch of %d messages with %d lengths and %d labels", len(b.Inputs),
			len(b.Lengths), len(b.Labels))
	}
	at, class := make([]int64, len(b.Inputs)), make([]int64, len(b.Inputs))
	for i := range at {
		switch {
		case b.Lengths[i] < 1 || b.Lengths[i] > seq:
			return nil, nil, nil, fmt.Errorf("message %d of the batch has %d tokens of text in a row of %d", i,
				b.Lengths[i], seq)
		case b.Labels[i] < 0 || b.Labels[i] >= c.Config.Classes:
			return nil, nil, nil, fmt.Errorf("message %d of the batch has label %d, there are %d classes", i,
				b.Labels[i], c.Config.Classes)
		}
		at[i], class[i] = int64(c.position(b.Lengths[i], seq)), int64(b.Labels[i])
	}
	return ids, tensors.FromFlatDataAndDimensions(at, len(at)), tensors.FromFlatDataAndDimensions(class, len(class)),
		nil
}

// position is the place of the deciding token in a row of seq tokens, the first length of which are text.
func (c *Classifier) position(length, seq int) int {
	switch c.Config.Token {
	case FirstToken:
		return 0
	case LastTextToken:
		return length - 1
	}
	return seq - 1
}
