package pictures_test

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/ch06_classify"
	chapter4 "llmfromscratch/notebooks/ch04"
	chapter5 "llmfromscratch/notebooks/ch05"
	"llmfromscratch/notebooks/pictures"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/diagram"
	"llmfromscratch/shared/nn"
)

func TestMergeTreesEndWithGPT2sTokens(t *testing.T) {
	tok, err := text.NewGPT2()
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"someunknownPlace", "terracesof", "Akwirwier", "aa", "tokenization", "zzzzzzzzz",
		"abababababab"} {
		ids, err := tok.Encode(word)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, id := range ids {
			token, err := tok.Decode([]int{id})
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, token)
		}
		svg, err := pictures.MergeTree(word)
		if err != nil {
			t.Errorf("%s: %v", word, err)
			continue
		}
		if end := "the tokens " + strings.Join(want, ", ") + "."; !strings.HasSuffix(diagram.Description(svg), end) {
			t.Errorf("%s: %q, want the end %q", word, diagram.Description(svg), end)
		}
	}
	for _, word := range []string{"", "a", "seventeenletterss", "naïve", "two words", "3d"} {
		if _, err := pictures.MergeTree(word); err == nil {
			t.Errorf("%q is drawn", word)
		}
	}
}

func TestPipelineShowsGPT2sIDs(t *testing.T) {
	wantTexts(t, drawn(t, "Pipeline"), "Every", "␣effort", "6109", "3626", "6100", "345")
}

func TestModelShowsItsCounts(t *testing.T) {
	size := gpt.GPT2Small().Count()
	for _, n := range []int{size.Total, 12 * size.Block, size.Attention, size.FeedForward} {
		wantTexts(t, drawn(t, "Model"), diagram.Thousands(n))
	}
	wantTexts(t, drawn(t, "FeedForward"), diagram.Thousands(size.FeedForward))
}

func TestLayerNormShowsTheRowOfTheChapter(t *testing.T) {
	be := backendtest.Open()
	neurons, err := chapter4.SixNeurons(be)
	if err != nil {
		t.Fatal(err)
	}
	b := nn.NewBuilder(1)
	norm := gpt.NewLayerNorm(b, 6) // another way to the same numbers, but for epsilon
	out, err := nn.Eval1(be, b, norm.Forward, neurons)
	if err != nil {
		t.Fatal(err)
	}
	svg := drawn(t, "LayerNorm")
	for _, v := range neurons.Value().([][]float32)[0] {
		wantTexts(t, svg, diagram.Number(v, 2))
	}
	unbiased := float32(math.Sqrt(5.0 / 6)) // the picture divides by n-1, the module by n
	for _, v := range out.Value().([][]float32)[0] {
		wantTexts(t, svg, diagram.Number(v*unbiased, 2))
	}
}

func TestShortcutShowsTheGradientsOfTheChapter(t *testing.T) {
	for _, shortcut := range []bool{false, true} {
		means, err := chapter4.GradientMeans(backendtest.Open(), 123, chapter4.LayerSizes(), [][]float32{{1, 0, -1}},
			shortcut)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range means {
			wantTexts(t, drawn(t, "Shortcut"), fmt.Sprintf("%.4f", m.Mean))
		}
	}
}

// Each shortcut leaves the way below where the one before it came back.
func TestShortcutsDoNotLieOverOneAnother(t *testing.T) {
	var legs [][2]float64 // from where to where each goes down, in the order of the layers
	for _, e := range elements(t, drawn(t, "Shortcut")) {
		var x, out, aside, in float64
		_, err := fmt.Sscanf(e.attr["points"], "%f,%f %f,%f %f,%f", &x, &out, &aside, new(float64), new(float64), &in)
		if e.name == "polyline" && err == nil && aside < x {
			legs = append(legs, [2]float64{out, in})
		}
	}
	if len(legs) != 4 {
		t.Fatalf("%d shortcuts, want one for each layer but the last", len(legs))
	}
	for i, leg := range legs {
		if leg[0] >= leg[1] || i > 0 && leg[0] <= legs[i-1][1] {
			t.Errorf("shortcut %d goes from %v to %v, the one before it from %v", i, leg[0], leg[1], legs[max(0, i-1)])
		}
	}
}

func TestLossIsTheLogarithmOfTheProbability(t *testing.T) {
	words, logits := chapter5.NineWords()
	sum, toward := 0.0, 0.0
	for i, l := range logits {
		sum += math.Exp(float64(l))
		if words[i] == "toward" {
			toward = float64(l)
		}
	}
	wantTexts(t, drawn(t, "Loss"), fmt.Sprintf("loss %.2f", math.Log(sum)-toward),
		fmt.Sprintf("−log %.3f", math.Exp(toward)/sum))
}

func TestOverfittingEndsWhereTheRunDid(t *testing.T) {
	log, err := chapter5.PrintedLog()
	if err != nil {
		t.Fatal(err)
	}
	last, lowest := log[len(log)-1], math.Inf(1)
	for _, at := range log {
		lowest = min(lowest, at.Validation)
	}
	want := fmt.Sprintf(", %.1f, and ends at %.1f.", lowest, last.Validation)
	if got := diagram.Description(drawn(t, "Overfitting")); !strings.HasSuffix(got, want) {
		t.Errorf("%q, want the end %q", got, want)
	}
}

func TestHeadCountsWhatTheChapterTrains(t *testing.T) {
	cfg := gpt.Config{VocabSize: 8, ContextLength: 4, EmbDim: 4, NumHeads: 1, NumLayers: 12}
	m, err := gpt.NewModel(nn.NewBuilder(0), cfg)
	if err != nil {
		t.Fatal(err)
	}
	c, err := classify.New(m, classify.BookConfig())
	if err != nil {
		t.Fatal(err)
	}
	size := cfg.Count()
	_, trained := nn.NumParameters(c.Store())
	if want := size.Block + 2*cfg.EmbDim + 2*cfg.EmbDim + 2; trained != want { // block, norm, head and its bias
		t.Fatalf("%d parameters are trained, %d are drawn so", trained, want)
	}
	big := classify.BookRecipe().Model // with biases for query, key and value
	wantTexts(t, drawn(t, "Head"), "Green is trained: "+diagram.Thousands(big.Count().Block+4*big.EmbDim+2),
		"blocks 1 to 11: frozen", "embeddings: frozen")
}

func TestLoRACountsOneLayersShareOfTheWhole(t *testing.T) {
	const rank, classes = 16, 2
	cfg := gpt.GPT2Small()
	n := cfg.EmbDim
	layer := rank * (n + n)
	all := cfg.NumLayers*(4*layer+2*rank*(n+4*n)) + rank*(n+classes)
	if got := lora.Count(cfg, classes, rank); got != all {
		t.Errorf("the adapters of a model have %d numbers, one layer's count gives %d", got, all)
	}
	wantTexts(t, drawn(t, "LoRA"), diagram.Thousands(layer), diagram.Thousands(n*n))
}

func TestTargetsMarkWhatTheLossSkips(t *testing.T) {
	shown := texts(t, drawn(t, "Targets"))
	count := map[string]int{}
	for _, s := range shown {
		count[s]++
	}
	if count["−100"] != 3+2 || count["50256"] != 5+3 {
		t.Errorf("−100 %d times, 50256 %d times", count["−100"], count["50256"])
	}
}

// The numbers of the first chapter's pictures stand in its text, too.
func TestFirstChaptersPicturesAgreeWithItsText(t *testing.T) {
	written, err := os.ReadFile("../ch01.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`[0-9][0-9,.]*( %| (b|m)illion)?`)
	for _, name := range []string{"DataMix", "MaskedAndNext", "Shots"} {
		for _, s := range texts(t, drawn(t, name)) {
			for _, n := range number.FindAllString(s, -1) {
				if !strings.Contains(string(written), strings.TrimSuffix(n, ".")) {
					t.Errorf("%s shows %q, which chapter 1 does not say", name, n)
				}
			}
		}
	}
}

func TestSizesAreThoseOfTheModels(t *testing.T) {
	data, err := os.ReadFile("../../shared/sample/coursemodel/base/config.json")
	if err != nil {
		t.Fatal(err)
	}
	course, err := gpt2.ParseConfig(data)
	if err != nil {
		t.Fatal(err)
	}
	small, medium := gpt.GPT2Small().Count().WithoutHead, course.Count().WithoutHead
	wantTexts(t, drawn(t, "Sizes"), fmt.Sprintf("%.0f million", float64(small)/1e6),
		fmt.Sprintf("%.1f million", float64(medium)/1e6), "175 billion", "7,584",
		fmt.Sprintf("%.0f times", float64(small)/float64(medium)))
}

func TestPreferenceBeginsAtLog2(t *testing.T) {
	margin := 0.1 * ((-9.0 + 12) - (-15.0 + 10))
	wantTexts(t, drawn(t, "Preference"), fmt.Sprintf("margin 0.00, loss %.3f", math.Ln2),
		fmt.Sprintf("margin %.2f, loss %.3f", margin, math.Log1p(math.Exp(-margin))))
}
