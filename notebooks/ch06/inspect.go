package lesson

import (
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/nn"
)

// OutputsOf are the outputs of a classifier's head for every token of some rows of ids, in evaluation mode: ids [batch,
// seq] to [batch, seq, classes] (section 6.5).
func OutputsOf(be compute.Backend, c *classify.Classifier, ids [][]int) (*tensors.Tensor, error) {
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

// TrainableByModule says how many trainable parameters each module of a classifier has, under its state-dict name:
// "trf_blocks.11", "final_norm", "out_head" (section 6.5).
func TrainableByModule(c *classify.Classifier) map[string]int {
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
