package attention_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
)

const (
	cacheIn      = 6
	cacheOut     = 8
	cacheContext = 8
)

// cached runs a module with a cache: a prompt of any length, then token by token.
type cached struct{ prompt, token *nn.Func }

func newCached(t *testing.T, b *nn.Builder, m *attention.MultiHead, batch int) cached {
	t.Helper()
	c, err := m.NewCache(b.Store(), 0, batch, cacheContext)
	if err != nil {
		t.Fatal(err)
	}
	prompt, err := nn.NewFunc(backendtest.Open(), b.Store(), func(in []*Node) []*Node {
		return []*Node{m.ForwardPrompt(in[0], c)}
	})
	if err != nil {
		t.Fatal(err)
	}
	token, err := nn.NewFunc(backendtest.Open(), b.Store(), func(in []*Node) []*Node {
		return []*Node{m.ForwardToken(in[0], c, attention.NewCachePosition(c, in[1]))}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { prompt.Finalize(); token.Finalize() })
	return cached{prompt, token}
}

// tokens cuts [batch, seq, in] to the tokens from a to z.
func tokens(x *tensors.Tensor, a, z int) *tensors.Tensor {
	dims := x.Shape().Dimensions
	batch, seq, in := dims[0], dims[1], dims[2]
	var values []float32
	for row := range batch {
		values = append(values, flat(x)[(row*seq+a)*in:(row*seq+z)*in]...)
	}
	return tensors.FromFlatDataAndDimensions(values, batch, z-a, in)
}

// Every way to cut a text into a prompt and single tokens gives the context vectors of the uncached pass, also after
// a longer text has filled the cache.
func TestCachedEqualsUncached(t *testing.T) {
	for _, batch := range []int{1, 3} {
		b := nn.NewBuilder(4)
		m := attention.NewMultiHead(b, cacheIn, cacheOut, cacheContext, 0, 4, true)
		c := newCached(t, b, m, batch)
		for prefix := cacheContext; prefix >= 1; prefix-- { // longest first: shorter ones find its leavings
			x := noise(int64(prefix), batch, cacheContext, cacheIn)
			want := eval(b, one(m.Forward), x)[0]
			got, err := c.prompt.Call1(tokens(x, 0, prefix))
			if err != nil {
				t.Fatal(err)
			}
			wantNear(t, fmt.Sprintf("batch %d, prompt of %d", batch, prefix), flat(got), flat(tokens(want, 0, prefix)),
				1e-5)
			for p := prefix; p < cacheContext; p++ {
				got, err := c.token.Call1(tokens(x, p, p+1), int32(p))
				if err != nil {
					t.Fatal(err)
				}
				wantNear(t, fmt.Sprintf("batch %d, prompt of %d, token %d", batch, prefix, p),
					flat(got), flat(tokens(want, p, p+1)), 1e-5)
			}
		}
	}
}

// Padding behind a prompt is overwritten by the tokens that follow.
func TestPaddedPromptContinues(t *testing.T) {
	b := nn.NewBuilder(4)
	m := attention.NewMultiHead(b, cacheIn, cacheOut, cacheContext, 0, 2, false)
	c := newCached(t, b, m, 1)
	x, padding := flat(noise(1, 1, 6, cacheIn)), flat(noise(2, 1, 4, cacheIn))
	text := tensors.FromFlatDataAndDimensions(x, 1, 6, cacheIn)
	want := eval(b, one(m.Forward), text)[0]
	padded := tensors.FromFlatDataAndDimensions(append(slices.Clone(x[:4*cacheIn]), padding...), 1, 8, cacheIn)
	if _, err := c.prompt.Call1(padded); err != nil {
		t.Fatal(err)
	}
	for p := 4; p < 6; p++ {
		got, err := c.token.Call1(tokens(text, p, p+1), int32(p))
		if err != nil {
			t.Fatal(err)
		}
		wantNear(t, fmt.Sprint("token ", p), flat(got), flat(tokens(want, p, p+1)), 1e-5)
	}
}

// A text whose keys were no numbers does not spoil the next one.
func TestPromptClearsTheCache(t *testing.T) {
	b := nn.NewBuilder(4)
	m := attention.NewMultiHead(b, cacheIn, cacheOut, cacheContext, 0, 2, false)
	c := newCached(t, b, m, 1)
	broken := slices.Repeat([]float32{float32(math.NaN())}, cacheContext*cacheIn)
	if _, err := c.prompt.Call1(tensors.FromFlatDataAndDimensions(broken, 1, cacheContext, cacheIn)); err != nil {
		t.Fatal(err)
	}
	x := noise(1, 1, 5, cacheIn)
	want := eval(b, one(m.Forward), x)[0]
	if _, err := c.prompt.Call1(tokens(x, 0, 4)); err != nil {
		t.Fatal(err)
	}
	got, err := c.token.Call1(tokens(x, 4, 5), int32(4))
	if err != nil {
		t.Fatal(err)
	}
	wantNear(t, "the token after", flat(got), flat(tokens(want, 4, 5)), 1e-5)
}

func TestCachesAreNoParameters(t *testing.T) {
	b := nn.NewBuilder(4)
	m := attention.NewMultiHead(b, cacheIn, cacheOut, cacheContext, 0, 2, false)
	before, _ := nn.NumParameters(b.Store())
	c, err := m.NewCache(b.Store(), 0, 1, cacheContext)
	if err != nil {
		t.Fatal(err)
	}
	if after, _ := nn.NumParameters(b.Store()); after != before {
		t.Errorf("%d parameters with a cache, %d without", after, before)
	}
	if c.Keys.Trainable || c.Values.Trainable {
		t.Error("an optimizer would train the cache")
	}
}

// Two caches of one layer hold two texts.
func TestCachesDoNotShareTheirRows(t *testing.T) {
	b := nn.NewBuilder(4)
	m := attention.NewMultiHead(b, cacheIn, cacheOut, cacheContext, 0, 2, false)
	first, second := newCached(t, b, m, 1), newCached(t, b, m, 1)
	x := noise(1, 1, 5, cacheIn)
	want := eval(b, one(m.Forward), x)[0]
	for _, step := range []struct {
		fn *nn.Func
		x  *tensors.Tensor
	}{{first.prompt, tokens(x, 0, 4)}, {second.prompt, noise(2, 1, 6, cacheIn)}} {
		if _, err := step.fn.Call1(step.x); err != nil {
			t.Fatal(err)
		}
	}
	got, err := first.token.Call1(tokens(x, 4, 5), int32(4))
	if err != nil {
		t.Fatal(err)
	}
	wantNear(t, "first text after the second was begun", flat(got), flat(tokens(want, 4, 5)), 1e-5)
}

func TestFinalizedCacheLeavesNothingBehind(t *testing.T) {
	b := nn.NewBuilder(4)
	m := attention.NewMultiHead(b, cacheIn, cacheOut, cacheContext, 0, 2, false)
	before := b.Store().NumVariables()
	for range 3 {
		c, err := m.NewCache(b.Store(), 0, 1, cacheContext)
		if err != nil {
			t.Fatal(err)
		}
		c.Finalize()
	}
	if after := b.Store().NumVariables(); after != before {
		t.Errorf("%d variables before, %d after", before, after)
	}
}

func TestCacheRefusesWhatItCannotHold(t *testing.T) {
	b := nn.NewBuilder(4)
	m := attention.NewMultiHead(b, cacheIn, cacheOut, 2*cacheContext, 0, 2, false)
	c := newCached(t, b, m, 1)
	if _, err := c.prompt.Call1(noise(1, 1, cacheContext+1, cacheIn)); err == nil ||
		!strings.Contains(err.Error(), "longer than the cache of 8") {
		t.Errorf("a prompt longer than the cache: error %v", err)
	}
	free := attention.Bidirectional{MultiHead: m}
	if _, err := free.NewCache(b.Store(), 0, 1, cacheContext); err == nil ||
		!strings.Contains(err.Error(), "idirectional") {
		t.Errorf("bidirectional attention with a cache: error %v", err)
	}
	empty, err := m.NewCache(b.Store(), 0, 1, cacheContext)
	if err != nil {
		t.Fatal(err)
	}
	for name, forward := range map[string]func(x *Node) *Node{
		"prompt": func(x *Node) *Node { return free.ForwardPrompt(x, empty) },
		"token":  func(x *Node) *Node { return free.ForwardToken(x, empty, attention.CachePosition{}) },
	} {
		if _, err := nn.Eval(backendtest.Open(), b.Store(), one(forward), noise(1, 1, 3, cacheIn)); err == nil ||
			!strings.Contains(err.Error(), "idirectional") {
			t.Errorf("bidirectional attention with a cache, %s: error %v", name, err)
		}
	}
}
