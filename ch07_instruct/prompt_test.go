package instruct_test

import (
	"fmt"
	"strings"
	"testing"

	"llmfromscratch/ch07_instruct"
)

func TestAlpacaPromptsAreTheBooks(t *testing.T) {
	style := instruct.Alpaca()
	for _, id := range []string{"ch07.prompt.50", "ch07.prompt.999"} {
		check(t, id, style.Text(input[instruct.Entry](t, id, "entry")))
	}
	val0 := style.Prompt(input[instruct.Entry](t, "ch07.prompt.val0", "entry"))
	check(t, "ch07.prompt.val0", val0)
	check(t, "ch07.prompt.val0_ids", must(gpt2().Encode(val0)))
}

func TestPhi3PromptsAreThoseOfExercise71(t *testing.T) {
	style := instruct.Phi3()
	var prompts []string
	for _, e := range input[[]instruct.Entry](t, "ch07.ex1.phi3", "entries") {
		prompts = append(prompts, style.Prompt(e))
	}
	check(t, "ch07.ex1.phi3", prompts)
	full := style.Text(input[instruct.Entry](t, "ch07.ex1.phi3_full_ids", "entry"))
	check(t, "ch07.ex1.phi3_full_ids", must(gpt2().Encode(full)))
}

func TestPhi3PromptsAreShorter(t *testing.T) {
	tok := gpt2()
	for _, e := range ownEntries() {
		alpaca, phi3 := must(tok.Encode(instruct.Alpaca().Text(e))), must(tok.Encode(instruct.Phi3().Text(e)))
		if len(phi3) >= len(alpaca) {
			t.Fatalf("%d tokens against %d for %v", len(phi3), len(alpaca), e)
		}
	}
}

func TestAnswerIsCutOutOfTheGeneratedText(t *testing.T) {
	id := "ch07.response.extract"
	check(t, id, instruct.Alpaca().Extract(input[string](t, id, "generated_text"), input[string](t, id, "prompt")))
	for _, tc := range []struct {
		style             instruct.Style
		generated, prompt string
		want              string
	}{
		{instruct.Alpaca(), "Ask\n\n### Response:\nYes.", "Ask", "Yes."},
		// by characters, not bytes
		{instruct.Alpaca(), "Größe?\n\n### Response:\n10 ä ### Response: more\n", "Größe?", "10 ä  more"},
		{instruct.Alpaca(), "Ask", "Ask", ""},
		{instruct.Alpaca(), "As", "Ask", ""},
		{instruct.Alpaca(), "Ask no mark", "Ask", "no mark"},
		{instruct.Phi3(), "<|user|>\nAsk\n<|assistant|>:\nYes.", "<|user|>\nAsk", "Yes."},
	} {
		if got := tc.style.Extract(tc.generated, tc.prompt); got != tc.want {
			t.Errorf("%s of %q is %q, want %q", tc.style.Name, tc.generated, got, tc.want)
		}
	}
}

// TestEveryStyleFitsTogether: what a model is asked is the beginning of what it is trained on, and the answer comes
// back.
func TestEveryStyleFitsTogether(t *testing.T) {
	for _, name := range []string{"alpaca", "phi3"} {
		style := must(instruct.ParseStyle(name))
		for _, e := range ownEntries() {
			full := style.Text(e)
			if !strings.HasPrefix(full, style.Question(e)) || !strings.HasPrefix(full, style.Prompt(e)) {
				t.Fatalf("%s: prompt and question do not begin %q", name, full)
			}
			if got := style.Extract(full, style.Prompt(e)); got != e.Output {
				t.Fatalf("%s: extracted %q, want %q", name, got, e.Output)
			}
		}
	}
	if _, err := instruct.ParseStyle("chatml"); err == nil || !strings.Contains(err.Error(), "alpaca") {
		t.Errorf("error %v", err)
	}
}

func ExampleStyle() {
	e := instruct.Entry{Instruction: "Identify the correct spelling of the following word.", Input: "Ocassion",
		Output: "The correct spelling is 'Occasion.'"}
	fmt.Println(instruct.Alpaca().Text(e))
	fmt.Println("=====")
	fmt.Println(instruct.Phi3().Text(e))
	// Output:
	// Below is an instruction that describes a task. Write a response that appropriately completes the request.
	//
	// ### Instruction:
	// Identify the correct spelling of the following word.
	//
	// ### Input:
	// Ocassion
	//
	// ### Response:
	// The correct spelling is 'Occasion.'
	// =====
	// <|user|>
	// Identify the correct spelling of the following word.
	// Ocassion
	// <|assistant|>:
	// The correct spelling is 'Occasion.'
}
