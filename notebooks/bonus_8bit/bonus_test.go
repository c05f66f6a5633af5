package lesson

import (
	"math"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/notebooks/pretrained"
	"llmfromscratch/shared/nn"
)

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// small is a model with widths that are no multiples of a block.
func small(t *testing.T) *gpt.Model {
	t.Helper()
	cfg := gpt.Config{VocabSize: 60, ContextLength: 12, EmbDim: 40, NumHeads: 2, NumLayers: 2}
	return must[*gpt.Model](t)(gpt.NewModel(nn.NewBuilder(1), cfg))
}

// weights are the values of all matrices, by their names.
func weights(t *testing.T, m, like *plain.Model) map[string][]float32 {
	t.Helper()
	all := map[string][]float32{}
	for _, r := range must[[]plain.Rounding](t)(like.Roundings(like)) {
		all[r.Name] = must[[]float32](t)(m.Weights(r.Name))
	}
	return all
}

func TestRoundOfTheTextsExample(t *testing.T) {
	for _, tt := range []struct {
		block, levels int
		x, want       []float32
	}{
		{4, 127, []float32{0.254, -0.1, 0.0329, 0.0007}, []float32{0.254, -0.1, 0.032, 0}},
		{4, 7, []float32{0.7, -0.34, 0.16, 0.04}, []float32{0.7, -0.3, 0.2, 0}},
		{2, 7, []float32{7, 1.2, 0.07, 0.012}, []float32{7, 1, 0.07, 0.01}},
		{2, 7, []float32{0, 0, 7}, []float32{0, 0, 7}},
	} {
		for i, v := range Round(tt.x, tt.block, tt.levels) {
			if math.Abs(float64(v-tt.want[i])) > 1e-7 {
				t.Errorf("%v in blocks of %d with %d levels: number %d is %v, want %v", tt.x, tt.block, tt.levels, i,
					v, tt.want[i])
			}
		}
	}
}

// With 127 levels in blocks of 32 the weights become those of Quantize, to the bit.
func TestRoundWeightsIsWhatQuantizeDoes(t *testing.T) {
	m := small(t)
	before := must[*plain.Model](t)(plain.New(m))
	want, original := weights(t, must[*plain.Model](t)(before.Quantize()), before), weights(t, before, before)
	if err := RoundWeights(m, 32, 127); err != nil {
		t.Fatal(err)
	}
	got := weights(t, must[*plain.Model](t)(plain.New(m)), before)
	for name, w := range want {
		if !slices.Equal(got[name], w) {
			t.Errorf("%s differs", name)
		}
		if slices.Equal(original[name], w) {
			t.Errorf("%s has not been rounded", name)
		}
	}
	if err := RoundWeights(m, 160, 1); err != nil {
		t.Fatal(err)
	}
	const name = "trf_blocks.1.ff.layers.2.weight"
	row := must[[]float32](t)(must[*plain.Model](t)(plain.New(m)).Weights(name))[:160]
	for _, v := range row {
		if v != 0 && v != Largest(row) && v != -Largest(row) {
			t.Fatalf("with one level a row has the weight %v beside %v", v, Largest(row))
		}
	}
}

func TestNumbersWithoutOneAndZerosAmongThem(t *testing.T) {
	x := []float32{0, 1, 0, 2}
	if got := Without(x, 2); !slices.Equal(got, []float32{0, 1, 2}) || Zeros(got) != 1 || Zeros(x) != 2 {
		t.Errorf("%v without number 2: %v", x, got)
	}
}

// What is shown of a story ends with the sentence, and with the quotation mark where one stands there.
func TestAroundGoesOnToTheEndOfTheSentence(t *testing.T) {
	model := must[*pretrained.Model](t)(pretrained.Load(pretrained.Course))
	for _, tt := range []struct{ before, after, want string }{
		{"The sun was out.", " The wind sang. It was loud.", "The sun was out. The wind sang."},
		{"He looked up.", ` "What is that?" he said.`, `He looked up. "What is that?"`},
		{"The sun was", " out and", "The sun was out and"},
	} {
		before := must[[]int](t)(model.Tok.Encode(tt.before))
		ids := append(before, must[[]int](t)(model.Tok.Encode(tt.after))...)
		if got := must[string](t)(Around(model, ids, len(before))); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestErrorIsAPartOfTheSize(t *testing.T) {
	if got := Error([]float32{3, -4}, []float32{3, -3}); math.Abs(got-0.2) > 1e-9 {
		t.Errorf("%v, want √0.5 / √12.5 = 0.2", got)
	}
}

// The mean over stories is that over their tokens, and a story is as long as the context at most.
func TestCompareTakesEveryTokenOfEveryStory(t *testing.T) {
	exact := must[*plain.Model](t)(plain.New(small(t)))
	rounded := must[*plain.Model](t)(exact.Quantize())
	stories := [][]int{{1, 2, 3, 4}, {5, 6}, {7, 8, 9}}
	got := must[plain.Agreement](t)(Compare(t.Context(), exact, rounded, stories))
	var loss, other float64
	for _, ids := range stories {
		a := must[plain.Agreement](t)(plain.Compare(t.Context(), exact, rounded, ids))
		loss, other = loss+a.Loss*float64(a.Tokens)/6, other+a.OtherLoss*float64(a.Tokens)/6
	}
	if got.Tokens != 6 || math.Abs(got.Loss-loss) > 1e-12 || math.Abs(got.OtherLoss-other) > 1e-12 {
		t.Errorf("%+v, want losses %v and %v over 6 tokens", got, loss, other)
	}
	if speed := must[float64](t)(TokensPerSecond(t.Context(), exact, 3)); !(speed > 0) {
		t.Errorf("%v tokens a second", speed)
	}
}

func TestTextsPartWhereTheyDiffer(t *testing.T) {
	for _, tt := range []struct {
		a, b []int
		want int
	}{{[]int{1, 2, 3}, []int{1, 2, 3}, 3}, {[]int{1, 2}, []int{1, 3}, 1}, {[]int{1}, []int{1, 2}, 1}, {nil, nil, 0}} {
		if got := Parting(tt.a, tt.b); got != tt.want {
			t.Errorf("%v and %v part at %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

// A model goes on until the story ends, and gives the same as the one that the graph has the weights of.
func TestContinueEndsWithTheStory(t *testing.T) {
	model := must[*pretrained.Model](t)(pretrained.Load(pretrained.Course))
	m := must[*plain.Model](t)(plain.New(model.Model))
	start := Beginnings(1)[0]
	ids := must[[]int](t)(Continue(t.Context(), m, model, start))
	story := must[string](t)(model.Tok.Decode(ids))
	if !strings.HasPrefix(story, start) || !strings.HasSuffix(story, ".") && !strings.HasSuffix(story, `."`) ||
		strings.Contains(story, "<|endoftext|>") {
		t.Errorf("%q", story)
	}
}

func TestChartsShowEveryBlock(t *testing.T) {
	exact := must[*plain.Model](t)(plain.New(small(t)))
	roundings := must[[]plain.Rounding](t)(exact.Roundings(must[*plain.Model](t)(exact.Quantize())))
	svg := string(must[string](t)(asText(RoundingChart(roundings))))
	for _, want := range []string{"block 0", "block 1", "W_query", "out_proj", "layers.2"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q on the chart", want)
		}
	}
	svg = must[string](t)(asText(Histogram("Some", []float32{-2, -0.1, 0, 0.1, 9}, 11, 1.1)))
	for _, want := range []string{"Some", "-1.00", "0.00", "1.00"} {
		if !strings.Contains(strings.ReplaceAll(svg, "−", "-"), want) {
			t.Errorf("no %q on the histogram", want)
		}
	}
}

// asText makes a picture a text.
func asText[S ~string](svg S, err error) (string, error) { return string(svg), err }
