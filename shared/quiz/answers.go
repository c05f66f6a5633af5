package quiz

// hidden is a target that does not count.
const hidden = -100

// answers are written as the sums that lead to them; a test of package reference compares them with the chapters.
var answers = []Answer{
	{
		ID: "A.3", Title: "counting parameters", Names: []string{"the number of parameters"},
		Right: []any{(2+1)*30 + (30+1)*20 + (20+1)*2},
		Mistakes: []Mistake{
			{[]any{2*30 + 30*20 + 20*2}, "The biases are missing: every neuron has one, besides a weight " +
				"for each of its inputs."},
			{[]any{(50+1)*30 + (30+1)*20 + (20+1)*2}, "The outputs are 2 now, but the network is still " +
				"read with 50 inputs. The inputs have changed as well."},
			{[]any{(2+1)*30 + (30+1)*20}, "The last layer is missing: the outputs are neurons, too."},
			{[]any{(2+1)*30 + (2+1)*20 + (2+1)*2}, "Every layer has 2 inputs here. Only the first one " +
				"has: the inputs of a layer are the neurons of the layer before it."},
		},
		Look: "Go layer by layer: how many inputs has it, and how many neurons?",
		Why:  "In each layer: the inputs and one for the bias, times the neurons.",
	},
	{
		ID: "A.4", Title: "how fast is a matrix product?", Names: []string{"the number of multiplications"},
		Right: []any{100 * 200 * 300},
		Mistakes: []Mistake{
			{[]any{100*200 + 200*300}, "These are the numbers in the two matrices. But each number of " +
				"the first is used once for every column of the second."},
			{[]any{100 * 300}, "These are the numbers of the result. How many multiplications does one " +
				"of them take?"},
			{[]any{100 * 200 * 200 * 300}, "Every number of the one with every number of the other would " +
				"be that many. A number meets only those of the columns at its own place."},
			{[]any{2 * 100 * 200 * 300}, "The additions are counted, too. The question is about " +
				"multiplications only."},
		},
		Look: "How many numbers has the result, and how long is the dot product behind each?",
		Why:  "So many numbers has the result, and each is a dot product of 200.",
	},
	{
		ID: "0.1", Title: "a gradient by hand", Names: []string{"the gradient of a", "the gradient of b"},
		Right: []any{3.0, 8.0}, Near: 1e-9,
		Mistakes: []Mistake{
			{[]any{3.0, 5.0}, "For b you have the way as a factor. It reaches z once more, through the " +
				"sum."},
			{[]any{3.0, 3.0}, "For b you have the way through the sum. It reaches z once more, as a " +
				"factor."},
			{[]any{8.0, 3.0}, "The two are exchanged: which of a and b stands in z twice?"},
			{[]any{3.0, 15.0}, "The two ways of b are multiplied. What comes by several ways adds up."},
			{[]any{2.0, 3.0}, "These are a and b themselves. A gradient says how far z moves when one of " +
				"them moves a little."},
		},
		Look: "Name the sum s. By what does z move for each unit of s, and s for each unit of a or b?",
		Why:  "What comes to b by its two ways has been added.",
	},
	{
		ID: "2.1", Title: "unknown words in byte-pair encoding", Names: []string{"the ids"},
		Right: []any{[]int{33646 + 255, 86, 88 + 255, 86, 220, 704 + 255}},
		Mistakes: []Mistake{
			{[]any{[]int{33646, 86, 88, 86, 220, 704}}, "These are the numbers of the merges. The first " +
				"ids belong to single bytes: a token of merge n has the id n + 255."},
			{[]any{[]int{33646 + 255, 86, 88 + 255, 86, 1057 + 255, 8 + 255}}, "The blank was merged " +
				"with the i too early: of the pairs that are there, the one with the lowest number " +
				"goes first, and i·er has a lower one."},
			{[]any{[]int{33646 + 255, 37431 + 255, 81, 86, 220, 704 + 255}}, "The first word was merged " +
				"from left to right. Not the place of a pair decides, but its number: i·r comes " +
				"before w·i."},
			{[]any{[]int{33646 + 255, 86, 88 + 255, 86, 704 + 255}}, "The blank is missing. Nothing of a " +
				"text may be lost: where it does not merge, it is a token by itself."},
		},
		Look: "Begin with single characters, and merge the pair with the lowest number until none is in the " +
			"list.",
		Why: "Nothing is unknown: where no merge fits, single bytes remain.",
	},
	{
		ID: "2.2", Title: "windows and strides", Names: []string{"the first ids", "how many are shared"},
		Right: []any{[]int{40, 2885, 1807, 402}, 8 - 2},
		Mistakes: []Mistake{
			{[]any{[]int{40, 367, 2885, 1464}, nil}, "That is a stride of 1: every row starts one id " +
				"further on."},
			{[]any{[]int{40, 1807, 10899, 15632}, nil}, "The rows start 4 ids apart. The stride goes " +
				"from start to start, and not from an end to the next start."},
			{[]any{nil, 2}, "The stride says how many ids are new in a row. The others were in the row " +
				"above."},
			{[]any{nil, 0}, "Nothing is shared only when the stride is at least as large as the max " +
				"length."},
		},
		Look: "The second row starts where the stride says; the max length says how far it goes.",
		Why:  "The starts depend on the stride alone; max length less stride is shared.",
	},
	{
		ID: "3.2", Title: "two columns from two heads", Names: []string{"out"},
		Right: []any{1},
		Mistakes: []Mistake{
			{[]any{2}, "Then each of the two heads gives two numbers, and together they are four: out is " +
				"the width of one head."},
			{[]any{4}, "Then each head gives four numbers, and together they are eight. out is the width " +
				"of one head."},
		},
		Look: "The width of the result is heads · out.",
		Why:  "One number from each of the two heads.",
	},
	{
		ID: "3.3", Title: "attention of GPT-2's size", Names: []string{"the number of parameters"},
		Right: []any{4*768*768 + 768},
		Mistakes: []Mistake{
			{[]any{3 * 768 * 768}, "Query, key and value are there. The output projection, behind the " +
				"heads, is missing."},
			{[]any{4*768*768 + 4*768}, "All four layers have a bias here. Query, key and value have none."},
			{[]any{4 * 768 * 768}, "One of the four layers has a bias, the output projection."},
			{[]any{12*3*768*768 + 768*768 + 768}, "Every head has matrices of 768 × 768 here. A head has " +
				"64 of the 768 columns: all twelve share one matrix."},
			{[]any{4*768*768 + 768 + 1024*1024}, "The mask is counted, too. It is a rule: training " +
				"changes no number of it."},
		},
		Look: "Which layers are there, what does each go from and to, and which has a bias?",
		Why:  "Four layers of 768 × 768, and one bias.",
	},
	{
		ID: "4.1", Title: "attention or feed-forward?", Names: []string{"feed-forward", "attention"},
		Right: []any{768*3072 + 3072 + 3072*768 + 768, 4*768*768 + 768},
		Mistakes: []Mistake{
			{[]any{2 * 768 * 3072, nil}, "The feed-forward network has weights only here. Both of its " +
				"layers have biases, one for each number that they give."},
			{[]any{2*768*3072 + 768, nil}, "In the feed-forward network the biases of the first layer " +
				"are missing."},
			{[]any{2*768*3072 + 3072, nil}, "In the feed-forward network the biases of the second layer " +
				"are missing."},
			{[]any{768*3072 + 3072, nil}, "The feed-forward network has two layers: there and back."},
			{[]any{nil, 4 * 768 * 768}, "In attention the biases of out_proj are missing."},
			{[]any{nil, 4*768*768 + 4*768}, "In attention only out_proj has biases, not all four layers."},
			{[]any{nil, 3 * 768 * 768}, "In attention out_proj is missing: there are four layers."},
			{[]any{4*768*768 + 768, 768*3072 + 3072 + 3072*768 + 768}, "The two are exchanged."},
		},
		Look: "A layer from a to b numbers has a · b weights, and b biases if it has any.",
		Why:  "8 · 768² and 4 · 768², and the biases.",
	},
	{
		ID: "4.2", Title: "the larger models", Names: []string{"width", "blocks", "heads"},
		Right: []any{1600, 48, 25},
		Mistakes: []Mistake{
			{[]any{1600, 48, 20}, "This width can be shared out among 20 heads, and the number of " +
				"parameters is the same. But it is another model: XL has more heads."},
			{[]any{1600, 48, 12}, "The width cannot be shared out evenly among 12 heads. XL has more of them."},
			{[]any{1280, 36, 20}, "That is the large model. XL is the one after it."},
			{[]any{1600, 12, 25}, "XL is deeper as well as wider: the blocks are still those of the " +
				"smallest model."},
		},
		Look: "The table above has all three.",
		Why:  "Only the configuration differs; the code of the model is the same.",
	},
	{
		ID: "4.3", Title: "three dropout rates", Names: []string{"embeddings", "attention", "shortcuts"},
		Right: []any{0.1, 0.2, 0.3}, Near: 1e-9,
		Mistakes: []Mistake{
			{[]any{0.1, 0.0, 0.0}, "Only one rate is set. In Go the others are 0 then, and not those of " +
				"DropRate."},
			{[]any{0.1, 0.1, 0.1}, "All three are the same here. Each is to have a rate of its own."},
			{[]any{0.3, 0.2, 0.1}, "The rates are right, in the other order: embeddings have the lowest."},
			{[]any{0.1, 0.3, 0.2}, "The rates of attention and shortcuts are exchanged."},
		},
		Look: "DropRates has the fields Embedding, Attention and Shortcut.",
		Why:  "When DropRates is set, it replaces DropRate.",
	},
	{
		ID: "5.1", Title: "how often does pizza come?", Names: []string{"the probability"},
		Right: []any{0.0430}, Near: 0.0006,
		Mistakes: []Mistake{
			{[]any{0.032}, "That is the count divided by the number of draws. A count is an estimate; " +
				"softmax gives the number that it estimates."},
			{[]any{1.0 / 9}, "That would be the share if all nine words were equally likely. At " +
				"temperature 5 they are nearer to one another than at 1, but not alike."},
			{[]any{0.0001}, "That is the probability at temperature 1. Divide the logits by 5 first."},
			{[]any{0.685}, "That is the power of e. It is still to be divided by the sum of all nine."},
			{[]any{4.3}, "A probability lies between 0 and 1; this looks like percent."},
		},
		Look: "Divide all nine logits by 5, take e to the power of each, and divide the one by the sum.",
		Why:  "Of a thousand draws 43 are pizza on average, and counts scatter around that.",
	},
	{
		ID: "5.6", Title: "a larger model", Names: []string{"how many times"},
		Right: []any{12.5}, Near: 0.1,
		Mistakes: []Mistake{
			{[]any{8.3}, "That is the width times the number of blocks. A block is made of matrices, " +
				"which grow with the square of the width."},
			{[]any{17.4}, "So many times do the blocks grow. The embeddings are a part of the model, " +
				"too, and grow less."},
			{[]any{10.0}, "With the heads it would be about that. The question is about the models " +
				"without them."},
			{[]any{2.1}, "That is how the width grows, and with it the embeddings."},
			{[]any{4.0}, "That is how the number of blocks grows. Each of them is larger, too."},
		},
		Look: "Divide the two numbers of the hint.",
		Why:  "It lies between the embeddings, which grow 2.08 times, and the blocks, which grow 17.4 times.",
	},
	{
		ID: "7.2", Title: "instructions that do not count", Names: []string{"the targets"},
		Right: []any{[]int{hidden, hidden, hidden, hidden, 20, 21, 50256}},
		Mistakes: []Mistake{
			{[]any{[]int{hidden, hidden, hidden, hidden, hidden, 20, 21}}, "The targets are the inputs " +
				"themselves. At every place the target is the token that comes next."},
			{[]any{[]int{hidden, hidden, hidden, hidden, hidden, 21, 50256}}, "As many targets are " +
				"hidden as the prompt has tokens. That is one too many: the last token of the prompt " +
				"predicts the first of the answer."},
			{[]any{[]int{11, 12, 13, 14, 20, 21, 50256}}, "Nothing is hidden: the targets of the prompt " +
				"have to become −100."},
			{[]any{[]int{hidden, hidden, hidden, hidden, 20, 21, hidden}}, "The end of the text is " +
				"hidden. It counts: without it the model does not learn to stop."},
			{[]any{[]int{0, 0, 0, 0, 20, 21, 50256}}, "The prompt's targets are 0. That is a token like " +
				"any other: what does not count is −100."},
		},
		Look: "Write the targets without hiding anything: each input moved on by one. Then hide those of the " +
			"prompt.",
		Why: "Of a prompt of n tokens the first n − 1 targets are hidden.",
	},
	{
		ID: "7.4", Title: "LoRA", Names: []string{"the adapter", "the layer"},
		Right: []any{16 * (1024 + 4096), 1024 * 4096},
		Mistakes: []Mistake{
			{[]any{16 * 1024 * 4096, nil}, "The two thin matrices stand beside each other: their numbers " +
				"are added and not multiplied."},
			{[]any{16 * 1024, nil}, "The adapter has a second matrix, from the rank to the outputs."},
			{[]any{16 * 4096, nil}, "The adapter has another matrix, from the inputs to the rank."},
			{[]any{nil, 1024*4096 + 4096}, "The layer is counted with its biases. Here it has none."},
			{[]any{1024 * 4096, 16 * (1024 + 4096)}, "The two are exchanged."},
		},
		Look: "The adapter is two matrices, [inputs, rank] and [rank, outputs].",
		Why:  "One matrix from the inputs to the rank, one from there to the outputs.",
	},
	{
		ID: "D.1", Title: "a learning rate by hand", Names: []string{"the rate at step 5", "the rate at step " +
			"110"},
		Right: []any{0.001 + 5*(0.01-0.001)/20, 0.002 + (0.01-0.002)/2}, Near: 3e-5,
		Mistakes: []Mistake{
			{[]any{0.0025, nil}, "At step 5 the warm-up has begun at 0 here. It begins at 0.001."},
			{[]any{nil, 0.0054}, "At step 110 the cosine has begun with step 0 here. It begins behind " +
				"the warm-up, at step 20."},
			{[]any{nil, 0.005}, "At step 110 the cosine falls to 0 here. Its lowest point is 0.002."},
			{[]any{nil, 0.01}, "Step 110 is long behind the warm-up: the rate is on its way down."},
		},
		Look: "How far on its way is each step: 5 of 20 up, 110 between 20 and 200 down?",
		Why:  "A quarter of the way up, and the mean of the highest and the lowest rate.",
	},
	{
		ID: "D.2", Title: "one factor or one limit?", Names: []string{"what becomes of the 3"},
		Right: []any{0.5981}, Near: 0.001,
		Mistakes: []Mistake{
			{[]any{1.0}, "That is the 3 cut off by itself. With a global norm all numbers get one factor."},
			{[]any{0.9912}, "That is the norm of the first gradient alone. The global norm is over all " +
				"parameters."},
			{[]any{0.1192}, "The 3 is divided by the sum of the squares. The norm is the root of that."},
			{[]any{0.1994}, "That is the factor. The 3 is still to be multiplied by it."},
		},
		Look: "The norm is the root of 9 + 0.16 + 16, and everything is divided by it.",
		Why:  "3 divided by the norm of all four numbers.",
	},
	{
		ID: "E.1", Title: "how many numbers?", Names: []string{"the numbers of the adapter", "the rank"},
		Right: []any{8 * (1024 + 4096), 1024*4096/(1024+4096) + 1},
		Mistakes: []Mistake{
			{[]any{1024 * 8 * 4096, nil}, "A and B stand beside each other, so their numbers are added " +
				"and not multiplied."},
			{[]any{1024 * 8, nil}, "That is A alone. B has numbers, too."},
			{[]any{8 * 4096, nil}, "That is B alone. A has numbers, too."},
			{[]any{nil, 1024 * 4096 / (1024 + 4096)}, "With that rank the adapter is still a little " +
				"smaller than the layer: the division leaves something over. The first whole number " +
				"above is wanted."},
			{[]any{nil, 1024}, "At rank 1,024 B alone is as large as the layer, and A comes on top."},
		},
		Look: "A has inputs · rank numbers, B has rank · outputs; the layer has inputs · outputs weights.",
		Why:  "An adapter grows with its rank, a layer does not.",
	},
	{
		ID: "E.3", Title: "merging by hand", Names: []string{"the merged weight"},
		Right: []any{[]int{1 + 2*10, 2 * 30, 2 * 20, 1 + 2*60}},
		Mistakes: []Mistake{
			{[]any{[]int{21, 40, 60, 121}}, "A·B has the inputs first, and the weight the outputs: it " +
				"has to be transposed before it is added."},
			{[]any{[]int{11, 30, 20, 61}}, "The factor alpha/rank is missing. Here it is 2."},
			{[]any{[]int{20, 60, 40, 120}}, "The layer's own weight is missing: what is learned is added " +
				"to it."},
			{[]any{[]int{11, 20, 30, 61}}, "The factor alpha/rank is missing, and A·B has to be " +
				"transposed."},
		},
		Look: "Multiply A by B, double it, transpose it, and add the weight.",
		Why:  "Doubled, transposed, and added to the weight.",
	},
}
