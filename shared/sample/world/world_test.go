package world

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestTellIsPure(t *testing.T) {
	var wg sync.WaitGroup
	first := make([]string, 200)
	for i := range first {
		first[i] = fmt.Sprintf("%#v", Tell(1, i))
	}
	for range 4 {
		wg.Go(func() {
			for i := len(first) - 1; i >= 0; i-- {
				if again := fmt.Sprintf("%#v", Tell(1, i)); again != first[i] {
					t.Errorf("story %d is told in two ways:\n%s\n%s", i, first[i], again)
					return
				}
			}
		})
	}
	wg.Wait()
	if Tell(2, 0).Text == Tell(1, 0).Text || TellShort(1, 0).Text == Tell(1, 0).Text {
		t.Error("another seed, or the short way, tells the same story")
	}
}

func TestNothingContradictsTheWorldAndNoPhraseIsMissing(t *testing.T) {
	for i := range 1500 {
		for _, short := range []bool{false, true} {
			for _, v := range []variant{plain, inRain, otherEnding} {
				told := origin{seed: 3, story: uint64(i), short: short}.tell(v)
				if len(told.faults) > 0 {
					t.Fatalf("story %d (%s, %s): %v\n%s", i, told.plot.name, told.which, told.faults, told.text())
				}
			}
		}
	}
}

func TestNoStoryIsToldTwice(t *testing.T) {
	const stories = 60_000
	hash := maphash.MakeSeed()
	hashes := make([]uint64, stories)
	var words [2]int
	var wg sync.WaitGroup
	for half := range 2 {
		wg.Go(func() {
			for i := half; i < stories; i += 2 {
				text := origin{seed: 9, story: uint64(i)}.tell(onlyText).text()
				hashes[i] = maphash.String(hash, text)
				words[half] += strings.Count(text, " ") + 1
			}
		})
	}
	wg.Wait()
	slices.Sort(hashes)
	if n := len(slices.Compact(hashes)); n != stories {
		t.Errorf("%d of %d stories are told twice", stories-n, stories)
	}
	t.Logf("%d stories, %d words", stories, words[0]+words[1])
}

func TestWordsAreManyAndSentencesVary(t *testing.T) {
	vocabulary, grams, sentences := map[string]bool{}, map[string]bool{}, map[string]bool{}
	words, allGrams, allSentences, once := 0, 0, 0, 0
	for i := 0; words < 1_000_000; i++ {
		text := origin{seed: 5, story: uint64(i)}.tell(onlyText).text()
		if strings.HasPrefix(text, "Once upon a time") {
			once++
		}
		all := strings.Fields(bare(text))
		words += len(all)
		for _, w := range all {
			vocabulary[w] = true
		}
		if i%1000 == 999 {
			if share := float64(once) / float64(i+1); share < 0.28 || share > 0.38 {
				t.Fatalf("%.2f of the stories begin with Once upon a time", share)
			}
		}
		if i >= 1000 {
			continue
		}
		for k := 0; k+5 <= len(all); k++ {
			grams[strings.Join(all[k:k+5], " ")] = true
			allGrams++
		}
		for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".!?\"\n", r) }) {
			if s = strings.TrimSpace(s); s != "" {
				sentences[s] = true
				allSentences++
			}
		}
	}
	gramShare := float64(len(grams)) / float64(allGrams)
	sentenceShare := float64(len(sentences)) / float64(allSentences)
	t.Logf("%d words of %d; of a thousand stories' 5-grams %.3f are different, of their sentences %.3f",
		len(vocabulary), words, gramShare, sentenceShare)
	if len(vocabulary) < 3500 {
		t.Errorf("only %d different words", len(vocabulary))
	}
	if gramShare < 0.6 {
		t.Errorf("only %.3f of the 5-grams are different", gramShare)
	}
	if sentenceShare < 0.55 {
		t.Errorf("only %.3f of the sentences are different", sentenceShare)
	}
}

func TestNoPlotHidesACommonPhrase(t *testing.T) {
	for name := range lib.sections {
		beat := name[strings.Index(name, ".")+1:]
		if _, common := lib.sections["common."+beat]; common && name != "common."+beat {
			t.Errorf("%s is also a common beat", name)
		}
	}
}

func TestEveryPhraseIsTold(t *testing.T) {
	told := map[*line]bool{}
	for i := range 12_000 {
		for l := range (origin{seed: 4, story: uint64(i), short: i%4 == 0}).tell(plain).used {
			told[l] = true
		}
		if i%10 == 0 {
			for l := range (origin{seed: 4, story: uint64(i)}).tell(inRain).used {
				told[l] = true
			}
		}
	}
	for name, s := range lib.sections {
		for i := range s.lines {
			if !told[&s.lines[i]] {
				t.Errorf("phrase %d of %q is never told", i+1, name)
			}
		}
	}
}
