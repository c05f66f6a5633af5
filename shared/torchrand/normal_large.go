package torchrand

import "math"

const block = 16

// Randn fills dst with standard normal values as torch.randn does.
func (g *Generator) Randn(dst []float32) { g.Normal(dst, 0, 1) }

// Normal fills dst as Tensor.normal_(mean, std) does.
func (g *Generator) Normal(dst []float32, mean, std float64) {
	n := len(dst)
	if n < block {
		for i := range dst {
			dst[i] = float32(g.normal64()*std + mean)
		}
		return
	}
	g.Rand(dst)
	m, s := float32(mean), float32(std)
	for i := 0; i+block <= n; i += block {
		boxMuller((*[block]float32)(dst[i:]), m, s)
	}
	if n%block != 0 {
		tail := dst[n-block:]
		g.Rand(tail)
		boxMuller((*[block]float32)(tail), m, s)
	}
}

func boxMuller(d *[block]float32, mean, std float32) {
	for j := range block / 2 {
		radius := float32(math.Sqrt(float64(-2 * log32(1-d[j]))))
		theta := float32(float32(2*math.Pi) * d[j+block/2])
		sin, cos := sincos32(theta)
		d[j] = fma(float32(radius*cos), std, mean)
		d[j+block/2] = fma(float32(radius*sin), std, mean)
	}
}

func fma(a, b, c float32) float32 {
	return float32(float64(a)*float64(b) + float64(c))
}

func log32(v float32) float32 {
	b := math.Float32bits(v)
	e := float32(int32(b>>23) - 126)
	m := math.Float32frombits(b&0x007fffff | 0x3f000000)
	var x float32
	if m < 0.707106781186547524 {
		e--
		x = (m - 1) + m
	} else {
		x = m - 1
	}
	z := float32(x * x)
	y := float32(7.0376836292e-2)
	for _, c := range [...]float32{-1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
		-1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1} {
		y = fma(y, x, c)
	}
	y = float32(y * x)
	t := float32(e * -2.12194440e-4)
	y = fma(y, z, t)
	y -= float32(z * 0.5)
	x += y
	return fma(e, 0.693359375, x)
}

func sincos32(x float32) (sin, cos float32) {
	j := int32(float32(x * 1.27323954473516))
	j = (j + 1) &^ 1
	f := float32(j)
	x = fma(f, -0.78515625, x)
	x = fma(f, -2.4187564849853515625e-4, x)
	x = fma(f, -3.77489497744594108e-8, x)
	z := float32(x * x)
	c := fma(2.443315711809948e-5, z, -1.388731625493765e-3)
	c = fma(c, z, 4.166664568298827e-2)
	c = float32(c * z)
	c = fma(c, z, -float32(z*0.5))
	c++
	s := fma(-1.9515295891e-4, z, 8.3321608736e-3)
	s = fma(s, z, -1.6666654611e-1)
	s = float32(s * z)
	s = fma(s, x, x)
	if j&2 != 0 {
		s, c = c, s
	}
	if j&4 != 0 {
		s = -s
	}
	if (j+2)&4 != 0 {
		c = -c
	}
	return s, c
}

func (g *Generator) normal64() float64 {
	if g.hasCached {
		g.hasCached = false
		return g.cached
	}
	u1, u2 := g.Float64(), g.Float64()
	r := math.Sqrt(-2 * math.Log1p(-u2))
	sin, cos := math.Sincos(2 * math.Pi * u1)
	g.cached, g.hasCached = r*sin, true
	return r * cos
}
