package pretrain

import "github.com/gomlx/gomlx/core/graph"

// ClipByGlobalNorm scales all gradients by one factor so that their norm taken together is at most maxNorm, a scalar,
// and also returns the norm before (section D.3): torch.nn.utils.clip_grad_norm_. The factor is maxNorm/(norm + 1e-6),
// so the norm afterwards stays a little below the limit; smaller gradients do not change. The gradient ((1, 2), (2, 4))
// of norm 5 clipped to 1 becomes ((0.2, 0.4), (0.4, 0.8)).
func ClipByGlobalNorm(gradients []*graph.Node, maxNorm *graph.Node) (clipped []*graph.Node, norm *graph.Node) {
	norm = GlobalNorm(gradients)
	factor := graph.MinScalar(graph.Div(maxNorm, graph.AddScalar(norm, 1e-6)), 1)
	for _, g := range gradients {
		clipped = append(clipped, graph.Mul(g, factor))
	}
	return clipped, norm
}

// GlobalNorm is the root of the sum of the squares of all values of all nodes, a scalar.
//
// Rows are added up first, then their sums: a backend that adds float32 values one after the other to one sum loses
// what is small beside it, over the 38.6 million values of GPT-2's embedding some 3 % of the norm.
func GlobalNorm(nodes []*graph.Node) *graph.Node {
	var sum *graph.Node
	for _, n := range nodes {
		s := graph.Square(n)
		if s.Rank() > 1 {
			s = graph.ReduceSum(s, -1)
		}
		s = graph.ReduceAllSum(s)
		if sum == nil {
			sum = s
		} else {
			sum = graph.Add(sum, s)
		}
	}
	return graph.Sqrt(sum)
}

// Highest is the largest value of all nodes, a scalar: the book's find_highest_gradient. It looks for the largest
// value, not for the largest distance from zero (section D.3).
func Highest(nodes []*graph.Node) *graph.Node {
	var highest *graph.Node
	for _, n := range nodes {
		h := graph.ReduceAllMax(n)
		if highest == nil {
			highest = h
		} else {
			highest = graph.Max(highest, h)
		}
	}
	return highest
}
