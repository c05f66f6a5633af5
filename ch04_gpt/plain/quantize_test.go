package plain

import (
	"math"
	"slices"
	"testing"
)

func TestQuantizeRoundsToTheNearestStep(t *testing.T) {
	r := newRow8(1, 3)
	quantize(r, []float32{1, -0.5, 0.1})
	if !slices.Equal(r.q[:4], []int8{127, -64, 13, 0}) || r.scales[0] != float32(1)/127 {
		t.Errorf("%v, scale %v", r.q[:4], r.scales)
	}
	for _, n := range lengths {
		x := randn(int64(n), n)
		r := newRow8(1, n)
		quantize(r, x)
		for i, v := range x {
			scale := float64(r.scales[i/blockSize])
			if got := float64(r.q[i]) * scale; math.Abs(got-float64(v)) > 0.5001*scale {
				t.Fatalf("%d values: %v has become %v, more than half a step of %v away", n, v, got, scale)
			}
		}
	}
}

func TestQuantizeTakesNumbersOfEverySize(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	for name, tt := range map[string]struct {
		x     []float32
		scale float64
	}{
		"zeros":        {[]float32{0, 0}, 0},
		"tiny":         {[]float32{1e-40, -1e-40}, 0},
		"small":        {[]float32{1e-30, 0}, 1e-30 / 127},
		"largest":      {[]float32{math.MaxFloat32, 1}, math.MaxFloat32 / 127},
		"no number":    {[]float32{1, nan, 2}, math.NaN()},
		"infinite":     {[]float32{1, inf}, math.Inf(1)},
		"both of them": {[]float32{inf, nan, 1}, math.NaN()},
	} {
		r := newRow8(1, len(tt.x))
		r.q[0] = 99
		quantize(r, tt.x)
		if got := float64(r.scales[0]); math.Abs(got-tt.scale) > 1e-6*tt.scale && got != tt.scale ||
			(got != got) != (tt.scale != tt.scale) {
			t.Errorf("%s: scale %v, want %v", name, got, tt.scale)
		}
		if r.scales[0] > 0 && r.scales[0] <= math.MaxFloat32 && r.q[0] != 127 {
			t.Errorf("%s: the largest has become %d", name, r.q[0])
		}
		if r.scales[0] == 0 && r.q[0] != 0 {
			t.Errorf("%s: %d, want 0", name, r.q[0])
		}
	}
}

// In 8 bits a matrix multiplies as the matrix of its rounded rows does, but for the rounding of the activations.
func TestInt8sMultiplyAsTheirRowsDo(t *testing.T) {
	tm := gather(2)
	defer tm.dismiss()
	for _, in := range []int{8, 32, 48, 768} {
		const out, tokens = 21, 3
		w, err := newInt8s(&float32s{out, in, randn(1, out*in)})
		if err != nil {
			t.Fatal(err)
		}
		exact := &float32s{out, in, make([]float32, out*in)}
		for i := range out {
			w.row(i, exact.rows(i, i+1))
		}
		x := newRows(tokens, in)
		for i := range x {
			copy(x[i], randn(int64(i), in))
		}
		got := linear{weight: w}.forward(tm, x)
		want := linear{weight: exact}.forward(tm, x)
		for i := range got {
			for j := range got[i] {
				if math.Abs(float64(got[i][j]-want[i][j])) > 0.02*math.Sqrt(float64(in)) {
					t.Errorf("%d columns, token %d, row %d: %v, want about %v", in, i, j, got[i][j], want[i][j])
				}
			}
		}
	}
}
