package instruct

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Judge is a language model that can be asked something.
type Judge interface {
	Ask(ctx context.Context, prompt string) (reply string, err error)
}

// JudgePrompt asks for an opinion on a response (section 7.8). The entry's prompt is in the book's Alpaca style
// whatever style the model was trained with, so that scores can be compared.
func JudgePrompt(e Entry, response string) string {
	return fmt.Sprintf("Given the input `%s` and correct output `%s`, score the model response `%s` on a scale from "+
		"0 to 100, where 100 is the best score. ",
		Alpaca().Prompt(e), e.Output, response)
}

// ScorePrompt is [JudgePrompt] that asks for the number alone.
func ScorePrompt(e Entry, response string) string {
	return JudgePrompt(e, response) + "Respond with the integer number only."
}

// ParseScore reads a score from a judge's reply: a whole number from 0 to 100 with nothing but white space around it,
// and before it what the judge thought: "<think>Near enough.</think> 85" is 85. Anything else is [ErrNoScore]: a number
// fished out of a sentence may be anything.
func ParseScore(reply string) (int, error) {
	trimmed := strings.TrimSpace(withoutThoughts(reply))
	score, err := strconv.Atoi(trimmed)
	if err != nil || score < minScore || score > maxScore {
		if len(trimmed) > 80 {
			trimmed = strings.ToValidUTF8(trimmed[:80], "") + "…"
		}
		return 0, fmt.Errorf("%w, the reply is %q", ErrNoScore, trimmed)
	}
	return score, nil
}

// Marks of models around what they think before they answer.
var (
	thoughtsBegin = regexp.MustCompile(`(?i)<(think|thinking|thought|reasoning)>`)
	thoughtsEnd   = regexp.MustCompile(`(?i)</(think|thinking|thought|reasoning)>`)
)

// withoutThoughts is what a reply says behind the last mark that ends thoughts. They stand at the beginning, and the
// mark before them may be missing, as some models are given it with the question. A reply whose thoughts do not end
// stays as it is.
func withoutThoughts(reply string) string {
	ends := thoughtsEnd.FindAllStringIndex(reply, -1)
	if len(ends) == 0 {
		return reply
	}
	if begin := thoughtsBegin.FindStringIndex(reply); begin != nil && begin[0] < ends[0][0] &&
		strings.TrimSpace(reply[:begin[0]]) != "" {
		return reply // it began with an answer
	}
	return reply[ends[len(ends)-1][1]:]
}

// JudgeAll asks a judge for a score of every answer and writes it into the answer (section 7.8). A reply that is no
// score leaves the entry without one, the reply in Verdict; [Score] says over how many entries its mean is. An answer
// that has a score already keeps it. each, which may be nil, is called after every answer.
//
// An error of the judge, such as [ErrNoServer], ends the work; the scores that were given stay.
func JudgeAll(ctx context.Context, judge Judge, answers []Answer, each func(i int, answer Answer) error) error {
	for i := range answers {
		a := &answers[i]
		if a.Score == nil {
			reply, err := judge.Ask(ctx, ScorePrompt(a.Entry, a.Response))
			if err != nil {
				return fmt.Errorf("score of entry %d: %w", i, err)
			}
			a.Verdict = ""
			if score, err := ParseScore(reply); err == nil {
				a.Score = &score
			} else {
				a.Verdict = strings.TrimSpace(reply)
			}
		}
		if each == nil {
			continue
		}
		if err := each(i, *a); err != nil {
			return err
		}
	}
	return nil
}
