package pretrained_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/notebooks/pretrained"
	"llmfromscratch/shared/torchrand"
)

func TestCourse(t *testing.T) {
	t.Setenv("LLM_CACHE_DIR", t.TempDir())
	m, err := pretrained.Load(pretrained.Course)
	if err != nil {
		t.Fatal(err)
	}
	if m.Own == nil || m.Own.VocabSize() != m.Config.VocabSize || m.EndOfText >= m.Config.VocabSize {
		t.Errorf("%+v with end of text %d", m.Config, m.EndOfText)
	}
	version, err := pretrained.Version(pretrained.Course)
	if err != nil || !strings.HasPrefix(version, "course-") || len(version) != len("course-")+6 {
		t.Errorf("version %q, %v", version, err)
	}
}

// Without GPT-2's weights the course's model runs, and the line says how to get the others.
func TestName(t *testing.T) {
	const size = "124M"
	here, _ := gpt2.Available(size)
	name, line := pretrained.Name(size)
	if want := map[bool]string{true: size, false: pretrained.Course}[here]; name != want {
		t.Errorf("runs with %s, want %s", name, want)
	}
	if !here && !strings.Contains(line, "llm fetch gpt2-124M") {
		t.Errorf("the line does not say how to get GPT-2: %q", line)
	}
	if version, err := pretrained.Version(size); version != size || err != nil {
		t.Errorf("version %q, %v", version, err)
	}
	if _, err := pretrained.Load("125M"); err == nil {
		t.Error("a size that does not exist is loaded")
	}
}

var write = flag.Bool("write", false, "write testdata/stories.txt anew, after other models were put here")

const storiesFile = "testdata/stories.txt"

// storyBorder stands between two stories of the file.
const storyBorder = "\n\n* * *\n\n"

// Twenty stories of fixed seeds are in a file that a person can judge. They are told again here: whole sentences to the
// end, and the same words; of another processor, whose sums differ in their last bits, one or the other may turn out
// differently.
func TestTwentyStories(t *testing.T) {
	t.Setenv("LLM_CACHE_DIR", t.TempDir())
	m, err := pretrained.Load(pretrained.Course)
	if err != nil {
		t.Fatal(err)
	}
	loops, err := plain.New(m.Model)
	if err != nil {
		t.Fatal(err)
	}
	next := plain.NewPredictor(loops)
	sampling := pretrain.Sampling{Temperature: 0.5, TopK: 20, Stop: []int{m.EndOfText}}
	var stories []string
	for seed := range int64(20) {
		story, err := sampling.Continue(t.Context(), next, m.Tok, m.Start, m.Config.ContextLength-4,
			m.Config.ContextLength, torchrand.New(seed))
		if err != nil {
			t.Fatal(err)
		}
		if last := story[len(story)-1]; !strings.ContainsRune(".!?\"", rune(last)) {
			t.Errorf("story %d leaves its last sentence unfinished: %q", seed, story)
		}
		stories = append(stories, strings.TrimSpace(story))
	}
	if *write {
		if err := os.WriteFile(storiesFile, []byte(strings.Join(stories, storyBorder)+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(storiesFile)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSuffix(string(content), "\n"), storyBorder)
	same := 0
	for i := range min(len(want), len(stories)) {
		if want[i] == stories[i] {
			same++
		}
	}
	if len(want) != 20 || same < 15 {
		t.Errorf("%d of %d stories are those of %s", same, len(want), storiesFile)
	}
}
