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
	// 1100 entries
	// Change the word to the past tense.
	// crawl
	// The past tense of crawl is crawled.
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
	// I got a jigsaw for my birthday.
	//
	// + How lovely! Have fun with your jigsaw.
	// - A jigsaw is a silly present.
}
