package lesson

import (
	"context"
	"fmt"
	"strings"
	"time"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/notebooks/pretrained"
	"llmfromscratch/shared/sample/world"
)

// heldOutWorld is the world whose stories no model of the course was trained on.
const heldOutWorld = 20_000

// HeldOut are stories as ids, each with <|endoftext|> before and behind, and cut where it is longer than a context.
func HeldOut(tok text.Tokenizer, n, context int) ([][]int, error) {
	stories := make([][]int, n)
	for i := range stories {
		ids, err := tok.Encode(text.EndOfText + world.Tell(heldOutWorld, i).Text + text.EndOfText)
		if err != nil {
			return nil, err
		}
		stories[i] = ids[:min(len(ids), context+1)]
	}
	return stories, nil
}

// Compare is [plain.Compare] over several stories, each of which is predicted by itself.
func Compare(ctx context.Context, m, other *plain.Model, stories [][]int) (all plain.Agreement, err error) {
	for _, ids := range stories {
		a, err := plain.Compare(ctx, m, other, ids)
		if err != nil {
			return all, err
		}
		all.Tokens += a.Tokens
		all.Same += a.Same
		all.Loss += a.Loss * float64(a.Tokens)
		all.OtherLoss += a.OtherLoss * float64(a.Tokens)
	}
	all.Loss /= float64(all.Tokens)
	all.OtherLoss /= float64(all.Tokens)
	return all, nil
}

// Beginnings are the first sentences of so many stories, from the same world.
func Beginnings(n int) []string {
	beginnings := make([]string, n)
	for i := range beginnings {
		first, _, _ := strings.Cut(world.Tell(heldOutWorld, i).Text, ".")
		beginnings[i] = first + "."
	}
	return beginnings
}

// Continue lets a model tell a story to its end, always with the most likely token: the ids of the whole story. model
// is where its tokenizer is.
func Continue(ctx context.Context, m *plain.Model, model *pretrained.Model, start string) ([]int, error) {
	ids, err := model.Tok.Encode(start)
	if err != nil {
		return nil, err
	}
	context := m.Config.ContextLength
	all, err := pretrain.Generate(ctx, plain.NewPredictor(m), [][]int{ids}, context-len(ids), context,
		pretrain.Sampling{Stop: []int{model.EndOfText}}, nil, nil)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// Parting is the number of tokens that two texts begin alike.
func Parting(a, b []int) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// Around is what a text says around a place: the six tokens before it, and from there on to the end of the sentence.
func Around(model *pretrained.Model, ids []int, place int) (string, error) {
	before, err := model.Tok.Decode(ids[max(0, place-6):place])
	if err != nil {
		return "", fmt.Errorf("before token %d: %w", place, err)
	}
	after, err := model.Tok.Decode(ids[place:])
	if err != nil {
		return "", fmt.Errorf("from token %d on: %w", place, err)
	}
	if end := strings.IndexAny(after, ".!?"); end >= 0 {
		end++
		if strings.HasPrefix(after[end:], `"`) {
			end++
		}
		after = after[:end]
	}
	return strings.TrimSpace(before + after), nil
}

// runs is how often a speed is measured; the best counts, since other programs can only slow a run down.
const runs = 5

// TokensPerSecond is how fast a model writes so many tokens after its first.
func TokensPerSecond(ctx context.Context, m *plain.Model, tokens int) (float64, error) {
	var best float64
	for range runs {
		next, ids := plain.NewPredictor(m), [][]int{{0}}
		var begin time.Time
		for i := range tokens + 1 {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
			logits, err := next.NextLogits(ids)
			if err != nil {
				return 0, err
			}
			ids[0] = append(ids[0], gpt.Greedy(logits[0]))
			if i == 0 {
				begin = time.Now()
			}
		}
		best = max(best, float64(tokens)/time.Since(begin).Seconds())
	}
	return best, nil
}
