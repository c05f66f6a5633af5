package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/backend"
)

// inEightBits is a folder that "llm convert --quantize q8" makes of another one.
func inEightBits(t *testing.T, folder string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "q8")
	if _, err := execute(t, "convert", "--from", folder, "--to", to, "--quantize", "q8"); err != nil {
		t.Fatal(err)
	}
	return to
}

// asked is what a server answers to a message.
func asked(t *testing.T, url, message string) string {
	t.Helper()
	body := fmt.Sprintf(`{"messages":[{"role":"user","content":%q}],"max_tokens":9,"temperature":0}`, message)
	resp, err := http.Post(url+"/v1/chat/completions", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var reply struct {
		Choices []struct{ Message struct{ Content string } }
	}
	if err := json.NewDecoder(resp.Body).Decode(&reply); err != nil || len(reply.Choices) != 1 {
		t.Fatalf("%+v, %v", reply, err)
	}
	return reply.Choices[0].Message.Content
}

// talkers are the commands that talk with a model, by their names: what they say with these flags.
var talkers = map[string]func(t *testing.T, flags ...string) (said, log string, err error){
	"generate": func(t *testing.T, flags ...string) (said, log string, err error) {
		return piped(t, "", slices.Concat([]string{"generate", "--tokens=9"}, flags, []string{"Twice."})...)
	},
	"chat": func(t *testing.T, flags ...string) (said, log string, err error) {
		return piped(t, "Twice.\n3\n", slices.Concat([]string{"chat", "--tokens=9"}, flags)...)
	},
	"instruct answer": func(t *testing.T, flags ...string) (said, log string, err error) {
		return piped(t, "", slices.Concat([]string{"instruct", "answer", "--json"}, flags, []string{"Twice."})...)
	},
	"sample ask": func(t *testing.T, flags ...string) (said, log string, err error) {
		return piped(t, "", slices.Concat([]string{"sample", "ask", "--count=3", "--wrong", "--json"}, flags)...)
	},
	"serve": func(t *testing.T, flags ...string) (said, log string, err error) {
		url, log := served(t, flags...)
		return asked(t, url, "Twice."), log, nil
	},
}

// Every command that talks takes a folder of 8-bit weights, and says what it says with the folder that it was made of
// when that is rounded on loading: an assistant that has learned nothing, the course's, a model
// that continues texts.
func TestCommandsThatTalkTakeEightBitWeights(t *testing.T) {
	for name, tt := range map[string]struct {
		folder string
		not    []string // commands that cannot use it
	}{
		"an assistant":          {savedAssistant(t), nil},
		"the course's":          {courseAssistant, nil},
		"a model without style": {savedModel(t, exactModel(t)), []string{"instruct answer", "sample ask"}},
	} {
		folder := inEightBits(t, tt.folder)
		for command, say := range talkers {
			where := fmt.Sprintf("%s of %s", command, name)
			if slices.Contains(tt.not, command) {
				if said, _, err := say(t, "--model", folder); err == nil {
					t.Errorf("%s in 8 bits: %s", where, said)
				}
				continue
			}
			want, _, err := say(t, "--model", tt.folder, "--weights=q8")
			if err != nil {
				t.Errorf("%s: %v", where, err)
				continue
			}
			got, log, err := say(t, "--model", folder)
			if err != nil || got != want || !strings.Contains(log, "engine: plain") ||
				!strings.Contains(log, "8-bit weights") {
				t.Errorf("%s in 8 bits: %q, %v, want %q\n%s", where, got, err, want, log)
			}
		}
	}
}

// What the loops alone can use is refused for the graph and for float32, with what to do; how to train an assistant is
// no help there.
func TestEightBitsOfAnAssistantAreForTheLoops(t *testing.T) {
	folder := inEightBits(t, savedAssistant(t))
	for _, command := range [][]string{{"instruct", "answer", "Twice."}, {"chat"}, {"serve", "--addr=127.0.0.1:0"},
		{"sample", "ask", "--count=1"}} {
		for _, flag := range []string{"--backend=" + backend.GoSequential, "--engine=graph", "--weights=float32"} {
			_, _, err := piped(t, "", append(slices.Clone(command), "--model", folder, flag)...)
			if err == nil {
				t.Errorf("%v %s is accepted", command, flag)
				continue
			}
			if said := forCommands(err); !strings.Contains(said, "float32 weights that they were made of") ||
				strings.Contains(said, "instruct train") {
				t.Errorf("%v %s: %s", command, flag, said)
			}
		}
	}
}

// Whoever names something else than an assistant hears what it is.
func TestWhatIsNoAssistantIsNamed(t *testing.T) {
	base := savedModel(t, exactModel(t))
	for folder, want := range map[string]string{
		filepath.Join(t.TempDir(), "none"): "llm instruct train` makes an assistant",
		t.TempDir():                        "there are no weights",
		base:                               "holds a model and no assistant: assistant.json is missing",
		courseBase:                         "llm generate --model course` continues texts",
		inEightBits(t, base):               "assistant.json is missing: ",
		savedClassifier(t):                 "llm classify predict",
	} {
		_, err := execute(t, "instruct", "answer", "--model", folder, "Hello")
		if err == nil || !strings.Contains(forCommands(err), want) || !strings.Contains(err.Error(), folder) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
