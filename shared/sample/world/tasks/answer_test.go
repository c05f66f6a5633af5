package tasks_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"llmfromscratch/shared/sample/world/lexicon"
	"llmfromscratch/shared/sample/world/tasks"
)

// of are the entries of a family, of all parts and seeds.
func of(t *testing.T, family string) []tasks.Entry {
	t.Helper()
	var list []tasks.Entry
	for _, p := range made() {
		for _, entries := range all(p) {
			for _, e := range entries {
				if e.Family == family {
					list = append(list, e)
				}
			}
		}
	}
	if len(list) < 10 {
		t.Fatalf("%d entries of the family %s", len(list), family)
	}
	return list
}

var listed = regexp.MustCompile(`[\w-]+(, [\w-]+)+`)

// listOf are the words that a task gives with commas between them.
func listOf(t *testing.T, e tasks.Entry) []string {
	t.Helper()
	text := e.Input
	if text == "" {
		text = e.Instruction
	}
	found := listed.FindAllString(text, -1)
	if len(found) == 0 {
		t.Fatalf("no list in %q", e)
	}
	return strings.Split(strings.ToLower(found[len(found)-1]), ", ") // it stands behind the question
}

// answered are the groups of an answer.
func answered(t *testing.T, e tasks.Entry, form string) []string {
	t.Helper()
	found := regexp.MustCompile(form).FindStringSubmatch(e.Output)
	if found == nil {
		t.Fatalf("%q is not of the form %s", e.Output, form)
	}
	return found[1:]
}

func TestOneWordOfTheListRhymes(t *testing.T) {
	sounds := map[string]string{}
	for _, r := range lexicon.Rhymes() {
		for _, w := range r.Words {
			sounds[w] = r.Sound
		}
	}
	for _, e := range of(t, "rhyme") {
		a := answered(t, e, `^The word that rhymes with (\S+) is (\S+)\.$`)
		var right []string
		for _, w := range listOf(t, e) {
			if sounds[w] == sounds[a[0]] {
				right = append(right, w)
			}
		}
		if !slices.Equal(right, a[1:]) || a[0] == a[1] {
			t.Errorf("%q: %q rhyme", e, right)
		}
	}
}

func TestOneWordDoesNotBelong(t *testing.T) {
	nouns := map[string]lexicon.Noun{}
	for _, n := range lexicon.Nouns() {
		nouns[n.Word] = n
	}
	for _, e := range of(t, "odd") {
		odd := answered(t, e, `^The word that does not belong is (\S+)\. The others are .*\.$`)[0]
		kinds := map[string]int{}
		for _, w := range listOf(t, e) {
			if nouns[w].Shared {
				t.Errorf("%q: %s may be of several kinds", e, w)
			}
			kinds[nouns[w].Kind]++
		}
		if len(kinds) != 2 || kinds[nouns[odd].Kind] != 1 {
			t.Errorf("%q: kinds %v", e, kinds)
		}
		for kind := range kinds {
			if kind != nouns[odd].Kind && !lexicon.Apart(kind, nouns[odd].Kind) {
				t.Errorf("%q: %s could be one of the kind %s", e, odd, kind)
			}
		}
	}
}

func TestListsAreSorted(t *testing.T) {
	for _, e := range of(t, "sort") {
		want := strings.Join(slices.Sorted(slices.Values(listOf(t, e))), ", ")
		if got := answered(t, e, `^The order is (.*)\.$`)[0]; got != want {
			t.Errorf("%q, want %q", e, want)
		}
	}
	size := map[string]int{}
	for i, words := range lexicon.Sizes() {
		for _, w := range words {
			size[w] = i
		}
	}
	for _, e := range of(t, "size") {
		order := strings.Split(answered(t, e, `^From small to big it is (.*)\.$`)[0], ", ")
		for i := 1; i < len(order); i++ {
			if size[order[i-1]] >= size[order[i]] {
				t.Errorf("%q: %s before %s", e, order[i-1], order[i])
			}
		}
		if !slices.Equal(slices.Sorted(slices.Values(order)), slices.Sorted(slices.Values(listOf(t, e)))) {
			t.Errorf("%q has other words", e)
		}
	}
	for _, e := range of(t, "bigger") {
		a := answered(t, e, `^An? (\S+) is bigger than an? (\S+)\.$`)
		if size[a[0]] <= size[a[1]] {
			t.Errorf("%q", e)
		}
	}
	for _, e := range of(t, "smaller") {
		a := answered(t, e, `^An? (\S+) is smaller than an? (\S+)\.$`)
		if size[a[0]] >= size[a[1]] {
			t.Errorf("%q", e)
		}
	}
}

// numbers are the numbers of a text, in words and in digits.
func numbers(text string) []int {
	var list []int
	for _, word := range regexp.MustCompile(`[a-z]+(-[a-z]+)?|\d+`).FindAllString(strings.ToLower(text), -1) {
		if n, err := strconv.Atoi(word); err == nil {
			list = append(list, n)
			continue
		}
		for n := range 101 {
			if lexicon.Number(n) == word {
				list = append(list, n)
			}
		}
	}
	return list
}

func TestNumbersAreRight(t *testing.T) {
	for _, e := range of(t, "add") {
		if n := numbers(e.Output); len(n) != 3 || n[0]+n[1] != n[2] {
			t.Errorf("%q", e)
		}
	}
	for _, e := range of(t, "take-away") {
		if n := numbers(e.Output); len(n) != 3 || n[0]-n[1] != n[2] {
			t.Errorf("%q", e)
		}
	}
	for _, e := range of(t, "count") {
		if n := numbers(e.Output); len(n) != 1 || n[0] != len(listOf(t, e)) {
			t.Errorf("%q", e)
		}
	}
	for _, e := range of(t, "letters") {
		word := answered(t, e, `^The word (\S+) has `)[0]
		if n := numbers(e.Output[len("The word "+word):]); len(n) != 1 || n[0] != len(word) {
			t.Errorf("%q", e)
		}
	}
	for _, e := range of(t, "count-kind") {
		a := answered(t, e, `^There (is|are) (\S+) (\S+)\.$`)
		n := 0
		for _, k := range lexicon.Kinds() {
			if k.Several != a[2] && !strings.HasSuffix(k.One, " "+a[2]) {
				continue
			}
			for _, w := range listOf(t, e) {
				if slices.ContainsFunc(lexicon.Of(k.Name), func(noun lexicon.Noun) bool { return noun.Word == w }) {
					n++
				}
			}
		}
		if lexicon.Number(n) != a[1] || (a[0] == "is") != (n == 1) {
			t.Errorf("%q: %d of the kind", e, n)
		}
	}
}

func TestSpellingsHaveTheWordsLetters(t *testing.T) {
	for _, e := range of(t, "spell") {
		a := answered(t, e, `^You spell (\S+) (\S+)\.$`)
		if strings.ReplaceAll(a[1], "-", "") != a[0] || len(a[1]) != 2*len(a[0])-1 {
			t.Errorf("%q", e)
		}
	}
}

func TestPassiveTurnsTheSentenceRound(t *testing.T) {
	for _, e := range of(t, "passive") {
		text := e.Instruction + " " + e.Input
		a := answered(t, e, `^The (.+) (was|were) (\S+) by the (.+)\.$`)
		who, whom := strings.Index(text, "The "+a[3]), strings.Index(text, " the "+a[0]+".")
		if who < 0 || whom < who {
			t.Errorf("%q", e)
		}
	}
}

func TestAnswersStandInTheStory(t *testing.T) {
	plain := regexp.MustCompile(`[^a-z0-9']+`)
	words := func(text string) string { return " " + plain.ReplaceAllString(strings.ToLower(text), " ") + " " }
	for _, kind := range []string{"who", "what", "where", "why", "detail"} {
		for _, e := range of(t, "story-"+kind) {
			answer := strings.TrimSpace(words(e.Output))
			if !strings.Contains(words(e.Input), " "+answer+" ") {
				t.Errorf("%q does not stand in the story %q", e.Output, e.Input)
			}
			if !strings.Contains(e.Instruction, "?") {
				t.Errorf("no question: %q", e.Instruction)
			}
		}
	}
}

func TestASentenceHasItsWord(t *testing.T) {
	for _, e := range of(t, "sentence") {
		if n := strings.Count(e.Output, "."); n != 1 || strings.Contains(e.Output, "\n") {
			t.Errorf("no sentence: %q", e)
		}
		asked := regexp.MustCompile(`[a-z]+`).FindAllString(e.Instruction+" "+e.Input, -1)
		if !slices.ContainsFunc(asked, func(w string) bool {
			return len(w) > 2 && regexp.MustCompile(`\b`+w+`\b`).MatchString(e.Output)
		}) {
			t.Errorf("without the word: %q", e)
		}
	}
}
