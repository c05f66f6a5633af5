// Package pretrained finds the model that a chapter starts from: GPT-2 with OpenAI's weights where they are on this
// machine, or else the course's own, which the program brings along.
package pretrained

import (
	"fmt"
	"path/filepath"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/gpt2"
	"llmfromscratch/ch05_pretrain/longrun"
	"llmfromscratch/shared/sample/coursemodel"
)

// Course is the name of the course's pretrained model, as "llm generate --model" has it. Other names are sizes of
// GPT-2.
const Course = "course"

// CourseAssistant is the name of the same model after it was fine-tuned on instructions.
const CourseAssistant = "course-assistant"

// Name is the model that a section with GPT-2's weights of a size runs with: "124M" where they are on this machine,
// else [Course]. The line says which, and how to get the other.
func Name(size string) (name, line string) {
	here, line := gpt2.Available(size)
	if here {
		return size, line
	}
	return Course, fmt.Sprintf("The course's own model runs here, which tells little stories. GPT-2 (%s) comes with "+
		"\"llm fetch gpt2-%[1]s\".", size)
}

// Model is a pretrained model with the tokenizer that its ids are of.
type Model struct {
	*gpt.Model
	Tok       text.Tokenizer
	Own       *text.BPE // the model's own tokenizer; nil: Tok is GPT-2's
	EndOfText int       // the tokenizer's id of <|endoftext|>
	Start     string    // a beginning that it can continue
}

// Folder is where the files of a name are: of a size, in the cache of "llm fetch" or in LLM_DATA_DIR.
func Folder(name string) (string, error) {
	switch name {
	case Course:
		return coursemodel.Base()
	case CourseAssistant:
		return coursemodel.Assistant()
	}
	files, err := gpt2.Files(name)
	if err != nil {
		return "", err
	}
	return filepath.Dir(files[0]), nil
}

// Load loads the model of a name.
func Load(name string) (*Model, error) {
	m := &Model{Start: pretrain.BookOptions().StartContext}
	if name == Course {
		m.Start = longrun.CourseRecipe().Options.StartContext
	}
	var err error
	if m.Tok, m.Own, m.EndOfText, err = Tokenizer(name); err != nil {
		return nil, err
	}
	m.Model, err = LoadWeights(name)
	return m, err
}

// LoadWeights is Load without the tokenizer.
func LoadWeights(name string) (*gpt.Model, error) {
	if name == Course {
		dir, err := Folder(name)
		if err != nil {
			return nil, err
		}
		return gpt2.Load(dir)
	}
	return gpt2.Load(name)
}

// Tokenizer is the tokenizer of a name, without its model; own is nil for GPT-2's.
func Tokenizer(name string) (tok text.Tokenizer, own *text.BPE, endOfText int, err error) {
	if name != Course {
		tok, err := text.NewGPT2()
		if err != nil {
			return nil, nil, 0, err
		}
		return tok.Allowing(text.EndOfText), nil, text.EndOfTextID, nil
	}
	dir, err := Folder(name)
	if err != nil {
		return nil, nil, 0, err
	}
	if own, err = text.LoadBPEFolder(dir); err != nil {
		return nil, nil, 0, err
	}
	endOfText, ok := own.SpecialID(text.EndOfText)
	if !ok {
		return nil, nil, 0, fmt.Errorf("%s has no special token %s", dir, text.EndOfText)
	}
	return own.Allowing(text.EndOfText), own, endOfText, nil
}

// Version tells the weights of one version of the program from those of another, for the names of saved work: the size
// of GPT-2, whose weights never change, or "course-1a2b3c".
func Version(name string) (string, error) {
	if name != Course && name != CourseAssistant {
		return name, nil
	}
	dir, err := Folder(name)
	return name + filepath.Base(dir)[len(filepath.Base(dir))-7:], err
}
