package lexicon_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/sample/world/lexicon"
)

// words maps every entry of a table to its word and fails where one stands there twice or is no word.
func words[T any](t *testing.T, what string, list []T, word func(T) string, least int) map[string]T {
	t.Helper()
	letters := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	byWord := map[string]T{}
	for _, entry := range list {
		w := word(entry)
		if !letters.MatchString(w) {
			t.Errorf("%s: %q is no word in small letters", what, w)
		}
		if _, twice := byWord[w]; twice {
			t.Errorf("%s: %q stands there twice", what, w)
		}
		byWord[w] = entry
	}
	if len(list) < least {
		t.Errorf("%d %s, want at least %d", len(list), what, least)
	}
	return byWord
}

func TestTablesHaveManyWordsAndEachOnce(t *testing.T) {
	words(t, "nouns", lexicon.Nouns(), func(n lexicon.Noun) string { return n.Word }, 500)
	words(t, "verbs", lexicon.Verbs(), func(v lexicon.Verb) string { return v.Word }, 250)
	words(t, "adjectives", lexicon.Adjectives(), func(a lexicon.Adjective) string { return a.Word }, 150)
	words(t, "animals", lexicon.Animals(), func(a lexicon.Animal) string { return a.Word }, 40)
	words(t, "uses", lexicon.Uses(), func(u lexicon.Use) string { return u.Thing }, 40)
	words(t, "sizes", slices.Concat(lexicon.Sizes()...), func(s string) string { return s }, 25)
	words(t, "deeds", lexicon.Uses(), func(u lexicon.Use) string { return strings.ReplaceAll(u.Deed, " ", "-") }, 40)
	words(t, "coloured things", lexicon.Colours(),
		func(c lexicon.Coloured) string { return strings.ReplaceAll(c.Thing, " ", "-") }, 30)
}

func TestEveryNounHasItsPlural(t *testing.T) {
	nouns := words(t, "nouns", lexicon.Nouns(), func(n lexicon.Noun) string { return n.Word }, 1)
	for word, plural := range map[string]string{
		"cat": "cats", "box": "boxes", "mouse": "mice", "sheep": "sheep", "berry": "", "day": "days", "fly": "flies",
		"bread": "", "jeans": "jeans", "leaf": "leaves", "roof": "roofs", "potato": "potatoes", "piano": "pianos",
		"church": "churches", "stomach": "stomachs", "child": "children", "glass": "glasses", "bush": "bushes",
		"key": "keys", "lady": "ladies", "scarf": "scarves", "policeman": "policemen", "water": "", "tooth": "teeth",
	} {
		n, ok := nouns[word]
		if !ok && plural == "" {
			continue
		}
		if n.Plural != plural {
			t.Errorf("the plural of %s is %q, want %q", word, n.Plural, plural)
		}
	}
	for _, tt := range []struct {
		word                string
		countable, multiple bool
	}{{"cat", true, false}, {"sheep", true, false}, {"bread", false, false}, {"jeans", false, true}} {
		if n := nouns[tt.word]; n.Countable() != tt.countable || n.PluralOnly() != tt.multiple {
			t.Errorf("%s: countable %v, plural only %v", tt.word, n.Countable(), n.PluralOnly())
		}
	}
	if !nouns["orange"].Shared || nouns["cat"].Shared || !nouns["octopus"].Varies || nouns["cat"].Varies {
		t.Error("marks are not read")
	}
}

func TestEveryNounIsOfAKind(t *testing.T) {
	kinds := words(t, "kinds", lexicon.Kinds(), func(k lexicon.Kind) string { return k.Name }, 15)
	all := 0
	for name, k := range kinds {
		if k.One == "" || k.Several == "" {
			t.Errorf("%s: one %q, several %q", name, k.One, k.Several)
		}
		clear := 0
		for _, n := range lexicon.Of(name) {
			all++
			if !n.Shared {
				clear++
			}
		}
		if clear < 6 {
			t.Errorf("%d words are of the kind %s alone, want six or more to choose from", clear, name)
		}
	}
	if n := len(lexicon.Nouns()); n != all {
		t.Errorf("%d nouns, %d in kinds", n, all)
	}
	if lexicon.Apart("toy", "vehicle") || lexicon.Apart("animal", "animal") || !lexicon.Apart("animal", "clothes") {
		t.Error("toys and vehicles are near each other, animals and clothes are apart")
	}
}

func TestEveryVerbHasItsForms(t *testing.T) {
	verbs := words(t, "verbs", lexicon.Verbs(), func(v lexicon.Verb) string { return v.Word }, 1)
	for _, want := range [][]string{
		{"walk", "walks", "walked", "walked", "walking"}, {"go", "goes", "went", "gone", "going"},
		{"run", "runs", "ran", "run", "running"}, {"carry", "carries", "carried", "carried", "carrying"},
		{"play", "plays", "played", "played", "playing"}, {"see", "sees", "saw", "seen", "seeing"},
		{"die", "", "", "", ""}, {"tie", "ties", "tied", "tied", "tying"}, {"have", "has", "had", "had", "having"},
		{"do", "does", "did", "done", "doing"}, {"wash", "washes", "washed", "washed", "washing"},
		{"stop", "stops", "stopped", "stopped", "stopping"}, {"put", "puts", "put", "put", "putting"},
		{"write", "writes", "wrote", "written", "writing"}, {"agree", "agrees", "agreed", "agreed", "agreeing"},
		{"travel", "travels", "travelled", "travelled", "travelling"}, {"fly", "flies", "flew", "flown", "flying"},
	} {
		v, ok := verbs[want[0]]
		got := []string{v.Word, v.Third, v.Past, v.Participle, v.Ing}
		if (ok || want[1] != "") && !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	// One short vowel before one consonant at the end of a word of one syllable: the consonant is doubled.
	short := regexp.MustCompile(`^[^aeiou]*[aeiou][bdgklmnprt]$`)
	for word, v := range verbs {
		if last := word[len(word)-1:]; short.MatchString(word) && v.Ing != word+last+"ing" {
			t.Errorf("%s becomes %s, want the last letter doubled", word, v.Ing)
		}
	}
}

func TestEveryAdjectiveHasItsDegrees(t *testing.T) {
	adjectives := words(t, "adjectives", lexicon.Adjectives(), func(a lexicon.Adjective) string { return a.Word }, 1)
	for _, want := range [][]string{
		{"cold", "colder", "coldest"}, {"big", "bigger", "biggest"}, {"large", "larger", "largest"},
		{"happy", "happier", "happiest"}, {"good", "better", "best"}, {"dead", "", ""}, {"dry", "drier", "driest"},
		{"careful", "more careful", "most careful"}, {"grey", "greyer", "greyest"}, {"thin", "thinner", "thinnest"},
	} {
		a := adjectives[want[0]]
		if got := []string{a.Word, a.Comparative, a.Superlative}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	short := regexp.MustCompile(`^[^aeiou]*[aeiou][bdgklmnprt]$`)
	for word, a := range adjectives {
		if last := word[len(word)-1:]; short.MatchString(word) && a.Comparative != "" &&
			!slices.Contains([]string{"bad", "far"}, word) &&
			a.Comparative != word+last+"er" {
			t.Errorf("%s becomes %s, want the last letter doubled", word, a.Comparative)
		}
	}
}

func TestAWordHasOneOpposite(t *testing.T) {
	list := lexicon.Opposites()
	asked := words(t, "opposites", list, func(o lexicon.Opposite) string { return o.Word }, 110)
	pairs := map[[2]string]bool{}
	of := map[string]int{}
	for _, o := range list {
		pair := []string{o.Word, o.Opposite}
		slices.Sort(pair)
		pairs[[2]string(pair)] = true
		of[o.Opposite]++
		if o.Word == o.Opposite {
			t.Errorf("%s is its own opposite", o.Word)
		}
		if back, ok := asked[o.Opposite]; ok && back.Opposite != o.Word {
			t.Errorf("%s is the opposite of %s and has the opposite %s", o.Opposite, o.Word, back.Opposite)
		}
	}
	for word, n := range of {
		if _, ok := asked[word]; ok && n > 1 {
			t.Errorf("%s is the opposite of %d words and can be asked", word, n)
		}
	}
	if len(pairs) < 110 {
		t.Errorf("%d pairs, want at least 110", len(pairs))
	}
}

func TestAWordHasOneSound(t *testing.T) {
	list := lexicon.Rhymes()
	words(t, "rhymes", list, func(r lexicon.Rhyme) string { return r.Sound }, 80)
	var all []string
	for _, r := range list {
		if len(r.Words) < 3 {
			t.Errorf("%s: %q, want three words or more", r.Sound, r.Words)
		}
		all = append(all, r.Words...)
	}
	words(t, "words that rhyme", all, func(s string) string { return s }, 240)
}

func TestAnimalsAreAnimals(t *testing.T) {
	nouns := words(t, "nouns", lexicon.Nouns(), func(n lexicon.Noun) string { return n.Word }, 1)
	for _, a := range lexicon.Animals() {
		if nouns[a.Word].Kind != "animal" {
			t.Errorf("%s is of the kind %q", a.Word, nouns[a.Word].Kind)
		}
	}
}

func TestArticlesGoBySound(t *testing.T) {
	for _, want := range []string{"a cat", "an owl", "an hour", "a uniform", "a useful", "an umbrella", "an unkind",
		"an unimportant", "an uncle", "a one-eyed", "an onion", "an honest", "a horse", "a yo-yo", "an ugly"} {
		_, word, _ := strings.Cut(want, " ")
		if got := lexicon.A(word); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := lexicon.Capital("the cat") + lexicon.Capital(""); got != "The cat" {
		t.Errorf("got %q", got)
	}
}

func TestNumbersInWords(t *testing.T) {
	for n, want := range map[int]string{0: "nought", 7: "seven", 14: "fourteen", 20: "twenty", 21: "twenty-one",
		40: "forty", 99: "ninety-nine", 100: "a hundred", 101: "101", -1: "-1"} {
		if got := lexicon.Number(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
	if len(lexicon.Days()) != 7 || len(lexicon.Months()) != 12 {
		t.Error("a week has seven days and a year twelve months")
	}
}
