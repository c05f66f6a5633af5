package nn_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/shared/nn"
)

func TestLinearIsWeightTimesInputPlusBias(t *testing.T) {
	b := nn.NewBuilder(1)
	l := nn.NewLinear(b, 3, 2, true)
	w, bias := flat(t, l.Weight.MustValue()), flat(t, l.Bias.MustValue())
	x := []float32{1, -2, 0.5}
	for _, lead := range [][]int{{}, {1}, {2, 1}} { // [in], [batch, in], [batch, seq, in]
		n := 1
		for _, d := range lead {
			n *= d
		}
		y := flat(t, eval(t, b, l.Forward, tensors.FromFlatDataAndDimensions(slices.Repeat(x, n),
			append(slices.Clone(lead), 3)...)))
		for i, got := range y {
			o := i % 2
			want := bias[o]
			for j := range x {
				want += w[o*3+j] * x[j]
			}
			if !near(float64(got), float64(want), 1e-6) {
				t.Errorf("leading axes %v: y[%d] = %v, want %v", lead, i, got, want)
			}
		}
	}
}

func TestLinearStartsBetweenItsBounds(t *testing.T) {
	l := nn.NewLinear(nn.NewBuilder(1), 768, 50, true)
	bound := 1 / math.Sqrt(768)
	for name, values := range map[string][]float32{"weight": flat(t, l.Weight.MustValue()),
		"bias": flat(t, l.Bias.MustValue())} {
		for _, v := range values {
			if math.Abs(float64(v)) > bound {
				t.Fatalf("%s has a value %v beyond ±%v", name, v, bound)
			}
		}
	}
	if l := nn.NewLinear(nn.NewBuilder(1), 3, 2, false); l.Bias != nil {
		t.Error("a bias where none was asked for")
	}
}

func TestEmbeddingLooksUpRows(t *testing.T) {
	b := nn.NewBuilder(123)
	e := nn.NewEmbedding(b, 6, 3)
	table := e.Weight.MustValue().Value().([][]float32)
	ids, err := nn.IDs([][]int{{2, 3, 5}, {0, 5, 5}}, 6)
	if err != nil {
		t.Fatal(err)
	}
	got := eval(t, b, e.Forward, ids).Value().([][][]float32)
	for r, row := range [][]int{{2, 3, 5}, {0, 5, 5}} {
		for p, id := range row {
			if !slices.Equal(got[r][p], table[id]) {
				t.Errorf("row %d, position %d: %v, want row %d of the table, %v", r, p, got[r][p], id, table[id])
			}
		}
	}
}

func TestIDsRejectsWhatALookupWouldHide(t *testing.T) {
	for _, tt := range []struct {
		name string
		rows [][]int
		want []string // what the error names
	}{
		{"ragged", [][]int{{1, 2, 3}, {1, 2}}, []string{"row 1", "2 token ids", "3"}},
		{"second row empty", [][]int{{1}, {}}, []string{"row 1", "0 token ids"}},
		{"id at the vocabulary size", [][]int{{1, 2}, {3, 10}},
			[]string{"10", "row 1", "position 1", "vocabulary of 10"}},
		{"negative id", [][]int{{-1}}, []string{"-1", "row 0", "position 0"}},
	} {
		_, err := nn.IDs(tt.rows, 10)
		if err == nil {
			t.Errorf("%s: no error", tt.name)
			continue
		}
		for _, w := range tt.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q does not name %q", tt.name, err, w)
			}
		}
	}
	for name, rows := range map[string][][]int{"nil": nil, "no rows": {}, "an empty row": {{}}} {
		if _, err := nn.IDs(rows, 10); !errors.Is(err, nn.ErrNoTokens) {
			t.Errorf("%s: error %v, want ErrNoTokens", name, err)
		}
	}
}

func TestIDsKeepsOrder(t *testing.T) {
	ids, err := nn.IDs([][]int{{0, 9}, {8, 1}}, 10)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids.Value().([][]int64); !slices.Equal(got[0], []int64{0, 9}) || !slices.Equal(got[1], []int64{8, 1}) {
		t.Errorf("got %v", got)
	}
}
