package torchrand

import "math"

// normal64 is one standard normal value in float64, by the method of Box and Muller: two uniform numbers give an angle
// and a radius, and these two normal values, the cosine and the sine. The second is kept for the next call, however
// many other draws come between; only a new seed forgets it.
//
// Seed 123: u1 = 0.36890 and u2 = 0.01337 give theta = 2.31784 and r = 0.16405, so the values are -0.11147 and 0.12036.
// Here u1 is the angle; in the blocks of 16 it is the radius.
func (g *Generator) normal64() float64 {
	if g.hasCached {
		g.hasCached = false
		v := g.cached
		g.cached = 0
		return v
	}
	u1 := g.Float64()
	u2 := g.Float64()
	r := math.Sqrt(-2 * math.Log1p(-u2))
	sin, cos := math.Sincos(2 * math.Pi * u1)
	g.cached, g.hasCached = r*sin, true
	return r * cos
}
