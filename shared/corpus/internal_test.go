package corpus

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
)

// pieces cuts a text that arrives in parts of so many bytes.
func pieces(t *testing.T, text string, size int, heldFrom int64, step int) (kept, held []string) {
	t.Helper()
	c := newCutter("x", size, heldFrom, func(piece string, heldOut bool) error {
		if piece == "" {
			t.Error("an empty piece")
		}
		if heldOut {
			held = append(held, piece)
		} else {
			kept = append(kept, piece)
		}
		return nil
	})
	for len(text) > 0 {
		n := min(step, len(text))
		if _, err := c.Write([]byte(text[:n])); err != nil {
			t.Fatal(err)
		}
		text = text[n:]
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return kept, held
}

func TestPiecesAreCutBeforeWhiteSpace(t *testing.T) {
	for _, tt := range []struct {
		text       string
		size       int
		heldFrom   int64
		kept, held []string
	}{
		{"a cat  sat", 1, nothingHeldOut, []string{"a", " cat", "  sat"}, nil},
		{"a cat  sat", 3, nothingHeldOut, []string{"a cat", "  sat"}, nil},
		{"a cat  sat", 6, nothingHeldOut, []string{"a cat  sat"}, nil},
		{"acat", 1, nothingHeldOut, []string{"acat"}, nil},
		{"   ", 1, nothingHeldOut, []string{"   "}, nil},
		{"a\n\nb\u00a0 c", 1, nothingHeldOut, []string{"a", "\n\nb\u00a0 c"}, nil},
		{"a cat  sat", 100, 0, nil, []string{"a cat  sat"}},
		{"a cat  sat down", 100, 2, []string{"a cat"}, []string{"sat down"}},
		{"a cat  sat down", 3, 2, []string{"a cat"}, []string{"sat", " down"}},
		{"a cat", 100, 3, []string{"a cat"}, nil}, // no place to cut behind the third byte
		{"", 1, nothingHeldOut, nil, nil},
	} {
		for step := 1; step <= 4; step++ {
			kept, held := pieces(t, tt.text, tt.size, tt.heldFrom, step)
			if !slices.Equal(kept, tt.kept) || !slices.Equal(held, tt.held) {
				t.Errorf("%q in pieces of %d, held out from %d: %q and %q, want %q and %q",
					tt.text, tt.size, tt.heldFrom, kept, held, tt.kept, tt.held)
			}
		}
	}
}

func TestPiecesJoinedAreTheText(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var b strings.Builder
		for range r.IntN(200) {
			b.WriteString([]string{"a", "bc", " ", "\n", "é", "\u2003", "'s", "漢"}[r.IntN(8)])
		}
		text := b.String()
		size, from := 1+r.IntN(20), int64(1+r.IntN(len(text)+1))
		kept, held := pieces(t, text, size, from, 1+r.IntN(7))
		head, tail := strings.Join(kept, ""), strings.Join(held, "")
		if !strings.HasPrefix(text, head) || strings.TrimLeftFunc(text[len(head):], unicode.IsSpace) != tail {
			t.Fatalf("%q gives %q and %q", text, kept, held)
		}
		if tail != "" && int64(len(head)) < from {
			t.Fatalf("%q is held out from byte %d, wanted %d", text, len(head), from)
		}
	}
}

func TestTextWithoutWhiteSpaceIsRefused(t *testing.T) {
	c := newCutter("x.txt", pieceBytes, nothingHeldOut, func(string, bool) error { return nil })
	block := []byte(strings.Repeat("x", 1<<20))
	var err error
	for n := 0; err == nil && n < longestPiece+2<<20; n += len(block) {
		_, err = c.Write(block)
	}
	if !errors.Is(err, ErrBinary) || !strings.Contains(err.Error(), "x.txt") {
		t.Errorf("error %v", err)
	}
}

func TestHeldOutDocuments(t *testing.T) {
	twenty := slices.Repeat([]int64{100}, 20)
	want := make([]int64, 20)
	want[4], want[14] = 100, 100
	for _, tt := range []struct {
		name  string
		sizes []int64
		ratio float64
		want  []int64
	}{
		{"one document", []int64{1000}, 0.1, []int64{100}},
		{"three documents", []int64{1000, 2000, 3000}, 0.1, []int64{100, 200, 300}},
		{"twenty", twenty, 0.1, want},
		{"a giant among small ones", []int64{100_000, 10, 10, 10}, 0.1, []int64{10_000, 0, 0, 0}},
		{"nothing", twenty, 0, make([]int64, 20)},
		{"half", []int64{10, 10}, 0.5, []int64{10, 0}},
		{"empty documents", []int64{0, 1000, 0}, 0.1, []int64{0, 100, 0}},
	} {
		if got := heldOut(tt.sizes, tt.ratio); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// However the documents are, about the ratio is held out: at most half of the largest document that could be held out
// whole is amiss.
func TestHeldOutPartIsAboutTheRatio(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		ratio := 0.01 + 0.49*r.Float64()
		sizes := make([]int64, 1+r.IntN(50))
		var all int64
		for i := range sizes {
			sizes[i] = int64(10 + r.ExpFloat64()*1000)
			all += sizes[i]
		}
		var held int64
		slack := float64(len(sizes)) // each part is rounded
		for i, h := range heldOut(sizes, ratio) {
			held += h
			if s := float64(sizes[i]); s <= ratio*float64(all) {
				slack = max(slack, s/2+float64(len(sizes)))
			}
		}
		if d := float64(held) - ratio*float64(all); d > slack || d < -slack {
			t.Fatalf("of %v held out %d, ratio %v of %d", sizes, held, ratio, all)
		}
		if held == 0 || held == all {
			t.Fatalf("of %v held out %d at ratio %v", sizes, held, ratio)
		}
	}
}

// slowly are workers that take different times.
func slowly(n int) []func(int) (string, error) {
	workers := make([]func(int) (string, error), n)
	for i := range workers {
		workers[i] = func(in int) (string, error) {
			time.Sleep(time.Duration(in*7919%5) * 100 * time.Microsecond)
			return fmt.Sprint(in), nil
		}
	}
	return workers
}

func count(n int) func(emit func(int) error) error {
	return func(emit func(int) error) error {
		for i := range n {
			if err := emit(i); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestResultsComeInTheOrderOfTheWork(t *testing.T) {
	var want []string
	for i := range 100 {
		want = append(want, fmt.Sprint(i))
	}
	for _, n := range []int{1, 2, 7} {
		var got []string
		for s, err := range inOrder(t.Context(), slowly(n), count(100)) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, s)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%d workers: %v", n, got)
		}
	}
}

func TestPoolStopsAndLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	broken := errors.New("broken")
	failAt := func(at int) []func(int) (string, error) {
		workers := slowly(3)
		for i, do := range workers {
			workers[i] = func(in int) (string, error) {
				if in == at {
					return "", broken
				}
				return do(in)
			}
		}
		return workers
	}
	run := func(ctx context.Context, workers []func(int) (string, error), produce func(func(int) error) error,
		enough int) (n int, err error) {
		for _, e := range inOrder(ctx, workers, produce) {
			if err = e; err != nil {
				break
			}
			if n++; n == enough {
				break
			}
		}
		return n, err
	}
	if n, err := run(t.Context(), failAt(40), count(100), -1); n != 40 || !errors.Is(err, broken) {
		t.Errorf("a worker fails: %d results, %v", n, err)
	}
	produce := func(emit func(int) error) error { return errors.Join(count(40)(emit), broken) }
	if n, err := run(t.Context(), slowly(3), produce, -1); n != 40 || !errors.Is(err, broken) {
		t.Errorf("the producer fails: %d results, %v", n, err)
	}
	if n, err := run(t.Context(), slowly(3), count(1e9), 50); n != 50 || err != nil {
		t.Errorf("the caller has enough: %d results, %v", n, err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(20*time.Millisecond, func() { cancel(broken) })
	if n, err := run(ctx, slowly(3), count(1e9), -1); n == 0 || !errors.Is(err, broken) {
		t.Errorf("interrupted: %d results, %v", n, err)
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

// A slow consumer must not let results pile up.
func TestFewResultsWait(t *testing.T) {
	emitted := 0
	produce := func(emit func(int) error) error {
		for i := range 1000 {
			if err := emit(i); err != nil {
				return err
			}
			emitted = i + 1
		}
		return nil
	}
	n := 0
	for range inOrder(t.Context(), slowly(2), produce) {
		if n++; n == 5 {
			time.Sleep(50 * time.Millisecond)
			break
		}
	}
	if most := n + 2*2 + 2 + 1; emitted > most {
		t.Errorf("%d pieces of work were begun for %d results, want at most %d", emitted, n, most)
	}
}
