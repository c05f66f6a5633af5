package own

import "math"

// tape is a computation that remembers itself, in the form of part A.4: values[i] was computed by ops[i] of the numbers
// left[i] and right[i].
type tape struct {
	ops         []string
	left, right []int
	values      []float64
}

// put writes a number down and says where it is.
func (t *tape) put(op string, left, right int, value float64) int {
	t.ops = append(t.ops, op)
	t.left, t.right = append(t.left, left), append(t.right, right)
	t.values = append(t.values, value)
	return len(t.values) - 1
}

func (t *tape) given(value float64) int { return t.put("", 0, 0, value) }
func (t *tape) add(a, b int) int        { return t.put("add", a, b, t.values[a]+t.values[b]) }
func (t *tape) mul(a, b int) int        { return t.put("mul", a, b, t.values[a]*t.values[b]) }
func (t *tape) tanh(a int) int          { return t.put("tanh", a, a, math.Tanh(t.values[a])) }

// dot is the dot product of two vectors of the same length.
func (t *tape) dot(x, y []int) int {
	sum := t.mul(x[0], y[0])
	for i := 1; i < len(x); i++ {
		sum = t.add(sum, t.mul(x[i], y[i]))
	}
	return sum
}
