package classify

import (
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/nn"
)

// OutputsOf are the head's outputs for every token of some rows of ids, in evaluation mode: ids [batch, seq] to [batch,
// seq, classes] (section 6.5).
func (c *Classifier) OutputsOf(be compute.Backend, ids [][]int) (*tensors.Tensor, error) {
	inputs, err := nn.IDs(ids, c.Model.Config.VocabSize)
	if err != nil {
		return nil, err
	}
	out, err := nn.Eval(be, c.Store(), func(in []*graph.Node) []*graph.Node { return []*graph.Node{c.Outputs(in[0])} },
		inputs)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// TrainableByModule says how many trainable parameters each module has, under its state-dict name: "trf_blocks.11",
// "final_norm", "out_head" (section 6.5).
func (c *Classifier) TrainableByModule() map[string]int {
	counts := map[string]int{}
	for _, p := range nn.Trainable(c.Store()) {
		parts := strings.Split(nn.StateName(p.Path()), ".")
		module := parts[0]
		if module == "trf_blocks" {
			module += "." + parts[1]
		}
		counts[module] += p.Shape().Size()
	}
	return counts
}
