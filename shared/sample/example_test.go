package sample_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"strings"

	"llmfromscratch/shared/sample"
)

func ExampleStory() {
	title, text, _ := strings.Cut(sample.Story(), "\n\n")
	first, _, _ := strings.Cut(text, ". In")
	fmt.Println(title)
	fmt.Println(first + ".")
	// Output:
	// The Weigh-House at Saltby
	// Mr. Pym had seven brass weights and a box made for eight.
}

func ExampleSMS() {
	for line := range bytes.Lines(sample.SMS()) {
		label, text, _ := bytes.Cut(bytes.TrimSpace(line), []byte("\t"))
		fmt.Printf("%s: %s\n", label, text)
		if string(label) == "spam" {
			break
		}
	}
	// Output:
	// ham: Exam went ok I think. Question 4 was horrible
	// ham: Baby thinks it does
	// ham: In and folded. Sort of folded
	// spam: Get rich like me! Mike, 24, quit his job after 2 weeks. See how: http://mikesecret.example.org
}

func ExampleInstructions() {
	var entries []struct{ Instruction, Input, Output string }
	if err := json.Unmarshal(sample.Instructions(), &entries); err != nil {
		log.Fatal(err)
	}
	e := entries[0]
	fmt.Printf("%d entries\n%s\n%s\n%s\n", len(entries), e.Instruction, e.Input, e.Output)
	// Output:
	// 392 entries
	// Name the part of speech of "between".
	// The village lies between two lakes.
	// Preposition
}

func ExamplePreferences() {
	var entries []struct{ Instruction, Input, Chosen, Rejected string }
	if err := json.Unmarshal(sample.Preferences(), &entries); err != nil {
		log.Fatal(err)
	}
	e := entries[0]
	fmt.Printf("%d entries\n%s\n%s\n+ %s\n- %s\n", len(entries), e.Instruction, e.Input, e.Chosen, e.Rejected)
	// Output:
	// 70 entries
	// Give a kind answer.
	// I failed my driving test.
	// + I am sorry to hear it. Many people pass at the second try, and you know now what to practise.
	// - I'm glad, the roads are safer without you.
}
