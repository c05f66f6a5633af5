package solutions

// All are the right functions by part, lab and exercise.
var All = map[string]any{
	"2.2": Split, "2.3": Vocabulary, "2.4": Encode, "2.5a": MostFrequentPair, "2.5b": Merge, "2.6": Windows,
	"2.7": Lookup, "2.8": Embed, "3.3a": Softmax, "3.3b": Mix, "3.4a": Linear, "3.4b": Scores,
	"3.5": CausalMask, "3.6a": SplitHeads,
	"3.6b": MergeHeads, "3.6c": MultiHead, "4.2": LayerNorm, "4.3a": GELU, "4.3b": FeedForward, "4.5": Block,
	"4.7": Generate, "5.1": CrossEntropy, "A.4": Gradients, "5.2": AdamWStep, "5.3a": TopK, "5.3b": Temperature,
	"5.3c": Draw, "D.2": LearningRate, "6.3": Pad, "7.2": Prompt, "7.3": Collate, "E.4": LoRA, "7.9": DPOLoss,

	"L1": Lab1, "L2": Lab2, "L3": Lab3, "L4": Lab4, "L5": Lab5, "L6": Lab6, "L7": Lab7, "L8": Lab8,

	"X0.2": MomentumStep, "X2.3": CountWindows, "X3.1": Carry, "X7.1": Phi3Prompt,
}
