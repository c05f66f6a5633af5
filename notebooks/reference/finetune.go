package reference

import (
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/shared/nn"
)

func pad(rows [][]int, length, id int) (padded [][]int) {
	for _, row := range rows {
		fitted, _, _ := classify.Padding{Length: length, ID: id}.Fit(row)
		padded = append(padded, fitted)
	}
	return padded
}

func prompt(instruction, input string) string {
	return instruct.Alpaca().Question(instruct.Entry{Instruction: instruction, Input: input})
}

func phi3Prompt(instruction, input string) string {
	return instruct.Phi3().Prompt(instruct.Entry{Instruction: instruction, Input: input})
}

func collate(rows [][]int, pad, ignore int) (inputs, targets [][]int) {
	var items []instruct.Item
	for _, row := range rows {
		items = append(items, instruct.Item{IDs: row})
	}
	batch := must(instruct.Collate(items, instruct.CollateOptions{Pad: pad, Ignore: ignore}))
	return batch.Inputs, batch.Targets
}

func (c *Chapters) lora(x, weight, a, b Matrix, alpha float64) Matrix {
	builder := nn.NewBlankBuilder()
	l := &lora.Linear{
		Base: layer(builder, weight, nil),
		LoRA: &lora.Layer{A: parameter(builder, "A", a), B: parameter(builder, "B", b), Scale: alpha / float64(len(b))},
	}
	return wide(must(nn.Eval1(c.be, builder, l.Forward, narrow(x))).Value().([][]float32))
}

func (c *Chapters) dpoLoss(chosen, rejected, refChosen, refRejected, beta float64) float64 {
	out := c.eval(nn.NewBlankBuilder().Store(), func(in []*graph.Node) *graph.Node {
		loss, _ := instruct.DPOLoss(in[0], in[1], beta)
		return loss
	}, narrow(Matrix{{chosen, rejected}})[0], narrow(Matrix{{refChosen, refRejected}})[0])
	return float64(out.Value().(float32))
}
