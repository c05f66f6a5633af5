package quiz

import (
	"slices"
	"strings"
	"testing"
)

func TestQuestionsAreComplete(t *testing.T) {
	ids, sentences := map[string]bool{}, map[string]string{}
	for _, q := range Questions() {
		if ids[q.ID] || q.ID == "" || q.Title == "" || q.Asks == "" || q.Cell == "" || q.Run == "" {
			t.Errorf("%s: comes twice, or something is missing", q.ID)
		}
		ids[q.ID] = true
		if n := len(q.Choices); n < 3 || n > 4 {
			t.Errorf("%s has %d choices, want 3 or 4", q.ID, n)
		}
		if i := strings.Index("abcd", q.Right); len(q.Right) != 1 || i < 0 || i >= len(q.Choices) {
			t.Errorf("%s: the right letter is %q", q.ID, q.Right)
		}
		for i, c := range q.Choices {
			if c.Text == "" || len(c.Says) < 30 {
				t.Errorf("%s %s: something is missing", q.ID, Letter(i))
			}
			if other := sentences[c.Says]; other != "" {
				t.Errorf("%s %s has the sentence of %s: each mistake wants its own", q.ID, Letter(i), other)
			}
			sentences[c.Says] = q.ID + " " + Letter(i)
		}
	}
	t.Logf("%d questions", len(ids))
}

// Who always takes the same letter, or the longest or the shortest text, is to be wrong most of the time.
func TestTheRightChoiceIsNotGivenAwayByItsPlace(t *testing.T) {
	letters, longest, shortest := map[string]int{}, 0, 0
	chapters := map[string][]string{}
	for _, q := range Questions() {
		letters[q.Right]++
		chapter, _, _ := strings.Cut(q.ID, ".")
		chapters[chapter] = append(chapters[chapter], q.Right)
		right := len(q.Choices[q.Right[0]-'a'].Text)
		if !slices.ContainsFunc(q.Choices, func(c Choice) bool { return len(c.Text) > right }) {
			longest++
		}
		if !slices.ContainsFunc(q.Choices, func(c Choice) bool { return len(c.Text) < right }) {
			shortest++
		}
	}
	n := len(Questions())
	for letter, times := range letters {
		if times > n*2/5 {
			t.Errorf("%s is right in %d of %d questions", letter, times, n)
		}
	}
	if longest > n*2/5 || shortest > n*2/5 {
		t.Errorf("of %d questions the longest choice is right in %d, the shortest in %d", n, longest, shortest)
	}
	for chapter, right := range chapters {
		if slices.Sort(right); len(right) > 2 && right[0] == right[len(right)-1] {
			t.Errorf("chapter %s: always %s", chapter, right[0])
		}
	}
}

func TestWithoutALetterNothingIsGivenAway(t *testing.T) {
	for _, q := range Questions() {
		v := q.Choose("")
		text := strings.Join(strings.Fields(v.String()), " ")
		if !v.Empty || v.Passed || !strings.Contains(text, "run the cell again") {
			t.Errorf("%s: %v", q.ID, v)
		}
		lines := strings.Split(v.String(), "\n")
		if last := lines[len(lines)-1]; !strings.HasPrefix(last, "  Choose ") {
			t.Errorf("%s: what to do takes more than one line: %q", q.ID, last)
		}
		for i, c := range q.Choices {
			if !strings.Contains(text, Letter(i)+") "+strings.Join(strings.Fields(c.Text), " ")) {
				t.Errorf("%s does not show %q", q.ID, c.Text)
			}
			if strings.Contains(text, strings.Join(strings.Fields(c.Says), " ")) {
				t.Errorf("%s gives away %q", q.ID, c.Says)
			}
		}
	}
}

func TestEveryLetterEarnsItsSentence(t *testing.T) {
	for _, q := range Questions() {
		for i, c := range q.Choices {
			v := q.Choose(" " + strings.ToUpper(Letter(i)) + ". ")
			right := Letter(i) == q.Right
			if v.Passed != right || v.Says != c.Says || (v.Mistake == "") != right ||
				strings.Contains(v.Next, q.Run) == right {
				t.Errorf("%s %s: %+v", q.ID, Letter(i), v)
			}
			if text := v.String(); !strings.HasPrefix(text, map[bool]string{true: "✓ ", false: "✗ "}[right]+q.ID) {
				t.Error(text)
			}
		}
		if v := q.Choose("x"); !v.Empty || v.Passed || !strings.Contains(v.Says, "none of the letters") {
			t.Errorf("%s: %+v", q.ID, v)
		}
	}
	if _, err := FindQuestion("9.9"); err == nil || !strings.Contains(err.Error(), "A.3, A.4") {
		t.Error(err)
	}
}
