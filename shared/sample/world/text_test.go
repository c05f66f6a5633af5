package world

import (
	"regexp"
	"strings"
	"testing"
)

// wrong is what no text may contain.
var wrong = regexp.MustCompile(`  |^ | $| [.,!?;:]|,,|[^.]\.\.[^.]|[,;:]\.|[{}<>|^\[\]_]|%!|"\.|!\.|\?\.` +
	`|\b(to|at|beside|of|with|without|from|near|behind|against|made|told|helped|gave|met|fetched) (she|he)\b` +
	`|\b(the the|a the|the a|a a|her her|his his|and and)\b|[^\x00-\x7f]` +
	`|\b[Aa] [aeio]|\b[Aa]n [bcdfgjklmnpqrstvwxyz]`)

// small is a letter that should be a capital: at the start, or after a full stop that ends no speech.
var small = regexp.MustCompile(`(?m)^"?[a-z]|[a-z][.!?] "?[a-z]|[^.]\." [a-z]`)

func wellFormed(t *testing.T, i int, what, text string) {
	t.Helper()
	if at := wrong.FindStringIndex(text); at != nil {
		t.Errorf("%s of story %d: %q in\n%s", what, i, text[at[0]:at[1]], text)
	}
	if at := small.FindStringIndex(text); at != nil {
		t.Errorf("%s of story %d: small letter, %q, in\n%s", what, i, text[at[0]:at[1]], text)
	}
	for p := range strings.SplitSeq(text, "\n\n") {
		if strings.Count(p, `"`)%2 != 0 {
			t.Errorf("%s of story %d: open speech in\n%s", what, i, p)
		}
		if !strings.ContainsAny(p[len(p)-2:], ".!?") {
			t.Errorf("%s of story %d: paragraph without an end:\n%s", what, i, p)
		}
	}
}

func TestTextIsWellFormed(t *testing.T) {
	for i := range 1000 {
		s, least, most := Tell(6, i), minWords, maxWords
		if i%4 == 3 {
			s, least, most = TellShort(6, i), minShort, maxShort
		}
		if n := len(strings.Fields(s.Text)); n < least || n > most {
			t.Errorf("story %d has %d words", i, n)
		}
		wellFormed(t, i, "text", s.Text)
		wellFormed(t, i, "summary", s.Summary)
		if s.Rain != "" {
			wellFormed(t, i, "rain", s.Rain)
			if !strings.Contains(strings.ToLower(s.Rain), "rain") && !strings.Contains(s.Rain, "wet") {
				t.Errorf("story %d: no rain in\n%s", i, s.Rain)
			}
		}
		if s.OtherEnding != "" {
			wellFormed(t, i, "ending", s.OtherEnding)
			if s.OtherEnding == s.Ending {
				t.Errorf("story %d ends in one way only:\n%s", i, s.Ending)
			}
		}
		if !strings.HasPrefix(s.Text, s.Opening) || !strings.HasSuffix(s.Text, s.Ending) {
			t.Errorf("story %d does not have its opening and ending", i)
		}
		if !strings.HasSuffix(s.Text[:s.Cut], "\n\n") || s.Cut >= len(s.Text) {
			t.Errorf("story %d cannot be cut at %d:\n%s", i, s.Cut, s.Text)
		}
		if !strings.Contains(s.Opening, s.Hero) || s.Kind == "" {
			t.Errorf("story %d does not say who %q is:\n%s", i, s.Hero, s.Opening)
		}
		if n := strings.Count(strings.ReplaceAll(s.Summary, "...", ""), ". "); n != 1 {
			t.Errorf("story %d: summary of %d sentences: %s", i, n+1, s.Summary)
		}
	}
}

func TestEverybodyIsIntroduced(t *testing.T) {
	for i := range 1500 {
		told := origin{seed: 8, story: uint64(i)}.tell(plain)
		var narrated strings.Builder
		for k, part := range strings.Split(told.text(), `"`) {
			if k%2 == 0 {
				narrated.WriteString(part)
			}
		}
		for key, v := range told.vars {
			b, ok := v.(*being)
			if ok && !b.known && strings.Contains(narrated.String(), b.name) {
				t.Errorf("story %d names %s {%s} and does not say who that is:\n%s", i, b.name, key, told.text())
			}
		}
	}
}

func TestFactsStandInTheText(t *testing.T) {
	facts, shortFacts := 0, 0
	const stories = 600
	for i := range stories {
		long, short := Tell(10, i), TellShort(10, i)
		facts += len(long.Facts)
		shortFacts += len(short.Facts)
		for _, s := range []Story{long, short} {
			answers := map[string]string{}
			for _, f := range s.Facts {
				if !strings.Contains(bare(s.Text), bare(f.Answer)) {
					t.Errorf("story %d does not tell %q %q:\n%s", i, f.Question, f.Answer, s.Text)
				}
				if was, asked := answers[f.Question]; asked && was != f.Answer {
					t.Errorf("story %d has two answers to %q: %q, %q", i, f.Question, was, f.Answer)
				}
				answers[f.Question] = f.Answer
				wellFormed(t, i, "question", f.Question)
				wellFormed(t, i, "answer", f.Answer)
				if !strings.HasSuffix(f.Question, "?") || f.Kind == "" {
					t.Errorf("story %d: %+v is no question", i, f)
				}
			}
			if len(s.Facts) < 2 {
				t.Errorf("story %d has %d facts:\n%s", i, len(s.Facts), s.Text)
			}
		}
	}
	t.Logf("%.1f facts a story, %.1f a short one", float64(facts)/stories, float64(shortFacts)/stories)
}
