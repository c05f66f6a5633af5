package gpt_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

func TestValidateNamesEveryBadField(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*gpt.Config)
		want  []string
	}{
		{"vocabulary", func(c *gpt.Config) { c.VocabSize = 0 }, []string{"vocab_size is 0"}},
		{"context", func(c *gpt.Config) { c.ContextLength = -1 }, []string{"context_length is -1"}},
		{"width", func(c *gpt.Config) { c.EmbDim = 0 }, []string{"emb_dim is 0"}},
		{"heads", func(c *gpt.Config) { c.NumHeads = 0 }, []string{"n_heads is 0"}},
		{"layers", func(c *gpt.Config) { c.NumLayers = 0 }, []string{"n_layers is 0"}},
		{"heads that do not divide", func(c *gpt.Config) { c.NumHeads = 3 }, []string{"emb_dim 16", "n_heads 3"}},
		{"dropout above 1", func(c *gpt.Config) { c.DropRate = 1.5 }, []string{"drop_rate is 1.5"}},
		{"dropout below 0", func(c *gpt.Config) { c.DropRate = -0.1 }, []string{"drop_rate is -0.1"}},
		{"dropout NaN", func(c *gpt.Config) { c.DropRate = math.NaN() }, []string{"drop_rate is NaN"}},
		{"rate of the embedding", func(c *gpt.Config) { c.DropRates = &gpt.DropRates{Embedding: 2} },
			[]string{"drop_rates.emb is 2"}},
		{"rate of attention", func(c *gpt.Config) { c.DropRates = &gpt.DropRates{Attention: 2} },
			[]string{"drop_rates.attn is 2"}},
		{"rate of the shortcut", func(c *gpt.Config) { c.DropRates = &gpt.DropRates{Shortcut: 2} },
			[]string{"drop_rates.shortcut is 2"}},
		{"everything", func(c *gpt.Config) { *c = gpt.Config{DropRate: 7} },
			[]string{"vocab_size", "context_length", "emb_dim", "n_heads", "n_layers", "drop_rate"}},
	} {
		cfg := tiny()
		tt.spoil(&cfg)
		err := cfg.Validate()
		if err == nil {
			t.Errorf("%s: no error", tt.name)
			continue
		}
		for _, w := range tt.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q does not contain %q", tt.name, err, w)
			}
		}
		if len(tt.want) == 1 && strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %q names more than one field", tt.name, err)
		}
		if _, err := gpt.NewModel(nn.NewBuilder(1), cfg); err == nil {
			t.Errorf("%s: a model was made", tt.name)
		}
		if _, err := gpt.NewDummyModel(nn.NewBuilder(1), cfg); err == nil {
			t.Errorf("%s: a dummy model was made", tt.name)
		}
	}
	for _, rate := range []float64{0, 0.5, 1} {
		cfg := tiny()
		cfg.DropRate = rate
		if err := cfg.Validate(); err != nil {
			t.Errorf("drop rate %v: %v", rate, err)
		}
	}
}

func TestPresetsAreValidAndFoundByEveryName(t *testing.T) {
	for _, p := range gpt.Presets() {
		if err := p.Config.Validate(); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		for _, name := range []string{p.Name, p.Size, p.Name + " (" + p.Size + ")", " " + p.Size + " "} {
			if got, err := gpt.Preset(name); err != nil || got != p.Config {
				t.Errorf("Preset(%q) = %v, %v", name, got, err)
			}
		}
	}
}

func TestUnknownPresetListsWhatThereIs(t *testing.T) {
	for _, name := range []string{"gpt3", "", "124"} {
		_, err := gpt.Preset(name)
		if err == nil {
			t.Errorf("%q is a preset", name)
			continue
		}
		for _, want := range []string{fmt.Sprintf("%q", name), "gpt2-small (124M)", "gpt2-medium (355M)",
			"gpt2-large (774M)", "gpt2-xl (1558M)"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q does not contain %q", err, want)
			}
		}
	}
}

func TestConfigReadsTheBooksKeys(t *testing.T) {
	const dictionary = `{"vocab_size": 50257, "context_length": 1024, "emb_dim": 768, "n_heads": 12, "n_layers": 12,
		"drop_rate": 0.1, "qkv_bias": false}`
	var cfg gpt.Config
	if err := json.Unmarshal([]byte(dictionary), &cfg); err != nil {
		t.Fatal(err)
	}
	if cfg != gpt.GPT2Small() {
		t.Errorf("got %+v", cfg)
	}
	cfg.DropRates = &gpt.DropRates{Embedding: 0.1, Attention: 0.2, Shortcut: 0.3}
	data, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var again gpt.Config
	if err := json.Unmarshal(data, &again); err != nil || *again.DropRates != *cfg.DropRates {
		t.Errorf("%s came back as %+v, %v", data, again.DropRates, err)
	}
}

func TestRatesTakeThePlaceOfTheOneRate(t *testing.T) {
	cfg := gpt.Config{DropRate: 0.4}
	if got, want := cfg.Rates(), (gpt.DropRates{Embedding: 0.4, Attention: 0.4, Shortcut: 0.4}); got != want {
		t.Errorf("one rate: %+v", got)
	}
	cfg.DropRates = &gpt.DropRates{Embedding: 0.1, Attention: 0.2}
	if got := cfg.Rates(); got != *cfg.DropRates {
		t.Errorf("three rates: %+v", got)
	}
}

func TestCountEqualsParametersReallyMade(t *testing.T) {
	for _, cfg := range []gpt.Config{
		tiny(),
		{VocabSize: 7, ContextLength: 3, EmbDim: 6, NumHeads: 3, NumLayers: 1},
		{VocabSize: 7, ContextLength: 3, EmbDim: 6, NumHeads: 3, NumLayers: 1, QKVBias: true},
		{VocabSize: 101, ContextLength: 40, EmbDim: 20, NumHeads: 1, NumLayers: 5, DropRate: 1},
	} {
		m := newModel(t, 1, cfg)
		count := cfg.Count()
		if total, trainable := nn.NumParameters(m.Store()); total != count.Total || trainable != total {
			t.Errorf("%+v: %d parameters, %d trainable, Count says %d", cfg, total, trainable, count.Total)
		}
		sums := map[string]int{}
		for v := range nn.Parameters(m.Store()) {
			for _, part := range []string{"/trf_blocks/0/", "/trf_blocks/0/att/", "/trf_blocks/0/ff/", "/out_head/"} {
				if strings.HasPrefix(v.Path(), part) {
					sums[part] += v.Shape().Size()
				}
			}
		}
		if sums["/trf_blocks/0/"] != count.Block || sums["/trf_blocks/0/att/"] != count.Attention ||
			sums["/trf_blocks/0/ff/"] != count.FeedForward || count.Total-sums["/out_head/"] != count.WithoutHead {
			t.Errorf("%+v: %v, Count says %+v", cfg, sums, count)
		}
	}
}

// The sizes of exercise 4.2.
func TestGPT2Sizes(t *testing.T) {
	want := []struct {
		total, withoutHead, withBias int
		mib                          float64
	}{
		{163_009_536, 124_412_160, 163_037_184, 621.83203125},
		{406_212_608, 354_749_440, 406_286_336, 1549.578125},
		{838_220_800, 773_891_840, 838_359_040, 3197.55859375},
		{1_637_792_000, 1_557_380_800, 1_638_022_400, 6247.6806640625},
	}
	for i, p := range gpt.Presets() {
		cfg, w := p.Config, want[i]
		s := cfg.Count()
		cfg.QKVBias = true
		if s.Total != w.total || s.WithoutHead != w.withoutHead || cfg.Count().Total != w.withBias ||
			gpt.MiB(s.Total) != w.mib {
			t.Errorf("%s: %+v, %d with biases, %v MiB; want %+v", p.Name, s, cfg.Count().Total, gpt.MiB(s.Total), w)
		}
	}
}
