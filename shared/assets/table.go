package assets

import (
	"fmt"
	"slices"
	"strings"
)

// Asset is one file that can be fetched.
type Asset struct {
	// Name is the path below the data folder, with slashes: "gpt2/124M/model.safetensors".
	Name string
	// About is one line for a list.
	About string
	// Licence names the terms of the content.
	Licence string
	// Size is the exact number of bytes; 0 when it is not known before the download.
	Size int64
	// Approx is roughly the number of bytes, where Size is 0.
	Approx int64
	// SHA256 is the checksum, in hexadecimal; empty when the first download is trusted.
	SHA256 string
	// Mirrors are the addresses, in the order in which they are tried. "hf://owner/repository@revision/file" is a file
	// of the Hugging Face hub.
	Mirrors []string
	// Member is the name of the file within the zip archive that the mirrors serve; empty when they serve the file
	// itself.
	Member string
}

// Bytes is the size, the rough one when the exact one is not known.
func (a Asset) Bytes() int64 {
	if a.Size > 0 {
		return a.Size
	}
	return a.Approx
}

const (
	bookRepo = "https://raw.githubusercontent.com/rasbt/LLMs-from-scratch/main/"
	openAI   = "https://openaipublic.blob.core.windows.net/gpt-2/models/"
	backup   = "https://f001.backblazeb2.com/file/LLMs-from-scratch/" // the book author's copies

	gptLicence = "Modified MIT (OpenAI)"
)

// The data sets of the book and GPT-2's tokenizer.
var bookFiles = []Asset{
	{
		Name: "the-verdict.txt", About: `Edith Wharton, "The Verdict" (chapters 2 and 5, appendix D)`,
		Licence: "Public domain",
		Size:    20_479, SHA256: "b41e41a68f0398a3154ae69e2e4c0e2694e17fe0d66730536837f1b01935b31f",
		Mirrors: []string{bookRepo + "ch02/01_main-chapter-code/the-verdict.txt"},
	},
	{
		Name: "SMSSpamCollection.tsv", About: "SMS Spam Collection v.1 (chapter 6, appendix E)", Licence: "CC BY 4.0",
		Size: 477_907, SHA256: "7d039a24a6083ed9ef0f806ebad56bbb976e3aeb8de05669173bfdc4996c239d",
		Mirrors: []string{"https://archive.ics.uci.edu/static/public/228/sms+spam+collection.zip",
			backup + "sms%2Bspam%2Bcollection.zip"},
		Member: "SMSSpamCollection",
	},
	{
		Name: "instruction-data.json", About: "1,100 instructions with answers (chapter 7)", Licence: "Apache 2.0",
		Size: 203_524, SHA256: "7e09a9af353722ca15c18bc580f093f9c39d3178335a75177319cb1e1d163944",
		Mirrors: []string{bookRepo + "ch07/01_main-chapter-code/instruction-data.json"},
	},
	{
		Name: "gpt2/encoder.json", About: "GPT-2's vocabulary: token to id (chapter 2)", Licence: gptLicence,
		Size: 1_042_301, SHA256: "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783",
		Mirrors: []string{openAI + "124M/encoder.json", backup + "gpt2/124M/encoder.json", models[0].hub("vocab.json")},
	},
	{
		Name: "gpt2/vocab.bpe", About: "GPT-2's byte-pair merges (chapter 2)", Licence: gptLicence,
		Size: 456_318, SHA256: "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5",
		Mirrors: []string{openAI + "124M/vocab.bpe", backup + "gpt2/124M/vocab.bpe", models[0].hub("merges.txt")},
	},
}

// known is what is known of one of GPT-2's files; zero where it is not.
type known struct {
	size   int64
	sha256 string
}

// gptModel is one size of GPT-2 in its two forms.
type gptModel struct {
	size             string // as OpenAI names it
	repo, revision   string // Hugging Face
	params           int64  // the data shard holds four bytes of each and nothing else
	approx           int64  // of model.safetensors, which holds the attention masks too
	weights, config  known  // model.safetensors, config.json
	hparams, indexed known  // hparams.json, model.ckpt.index
}

var models = []gptModel{
	{
		size: "124M", repo: "openai-community/gpt2", revision: "607a30d783dfa663caf39e06633721c8d4cfcd7e",
		params:  124_439_808,
		weights: known{548_105_171, "248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707"},
		config:  known{665, "0daed7749b4f02b8f76240d5444551d7b08712dab4d0adb8239c56ba823bb7b4"},
		hparams: known{90, "d9d56e4121c427164e0c55c6f03c08e1daf9002b9b672825112d19097b680318"},
		indexed: known{5_215, "71916f763f9746f9b2a06b12d91996cf1084ae008d0424543d39391c5f2dc687"},
	},
	{
		size: "355M", repo: "openai-community/gpt2-medium", revision: "6dcaa7a952f72f9298047fd5137cd6e4f05f41da",
		params:  354_823_168,
		weights: known{1_519_984_962, "fc5a354a19255ad494f3d71549390baca1ccf61d1d822b9408971705c687c9cd"},
		config:  known{718, "ef1a44d889ad1a0acc7731c78134f1b87d2d222f110e97dd10fd4117331caf22"},
		hparams: known{size: 91}, indexed: known{size: 10_399},
	},
	{
		size: "774M", repo: "openai-community/gpt2-large", revision: "32b71b12589c2f8d625668d2335a01cac3249519",
		params: 774_030_080,
		approx: 3_247_000_000,
	},
	{
		size: "1558M", repo: "openai-community/gpt2-xl", revision: "15ea56dee5df4983c59b2538573817e1667135e2",
		params:  1_557_611_200,
		approx:  6_432_000_000,
		weights: known{sha256: "0f8b28eb05a8075f48b61b6f35332978c74fc7763fa9fb4051a1c30511736a6a"},
		config:  known{sha256: "be48115d52314bc27327e160bf10197760db02ea689d10adb24db4102edf7a8a"},
	},
}

// hub is the address of a file of the model in the Hugging Face hub, at a fixed revision.
func (m gptModel) hub(file string) string { return hubScheme + m.repo + "@" + m.revision + "/" + file }

// assets are the files of the model: first Hugging Face's two, then the three of OpenAI's TensorFlow checkpoint.
func (m gptModel) assets() []Asset {
	folder := "gpt2/" + m.size + "/"
	hub := func(file, about string, k known, approx int64) Asset {
		return Asset{Name: folder + file, About: "GPT-2 " + m.size + ", " + about, Licence: gptLicence,
			Size: k.size, Approx: approx, SHA256: k.sha256, Mirrors: []string{m.hub(file)}}
	}
	checkpoint := func(file, about string, k known, approx int64) Asset {
		return Asset{Name: folder + file, About: "GPT-2 " + m.size + ", " + about, Licence: gptLicence,
			Size: k.size, Approx: approx, SHA256: k.sha256,
			Mirrors: []string{openAI + m.size + "/" + file, backup + "gpt2/" + m.size + "/" + file}}
	}
	return []Asset{
		hub("model.safetensors", "weights from Hugging Face (chapters 5 to 7)", m.weights, m.approx),
		hub("config.json", "configuration from Hugging Face", m.config, 700),
		checkpoint("hparams.json", "sizes, from OpenAI", m.hparams, 91),
		checkpoint("model.ckpt.index", "TensorFlow checkpoint, list of tensors", m.indexed, 20_000),
		checkpoint("model.ckpt.data-00000-of-00001", "TensorFlow checkpoint, weights", known{size: 4 * m.params}, 0),
	}
}

// All lists everything that can be fetched, small files first.
func All() []Asset {
	all := slices.Clone(bookFiles)
	for _, m := range models {
		all = append(all, m.assets()...)
	}
	return all
}

// Group is several assets under one name.
type Group struct {
	Name, About string
	Assets      []string
}

// Groups lists the names that stand for several files: "book" for the data sets and the tokenizer, "gpt2-124M" for a
// model as Hugging Face keeps it, "gpt2-124M-checkpoint" for the same as OpenAI published it.
func Groups() []Group {
	book := Group{Name: "book", About: "the book's data sets and GPT-2's tokenizer"}
	for _, a := range bookFiles {
		book.Assets = append(book.Assets, a.Name)
	}
	groups := []Group{book}
	for _, m := range models {
		hub := Group{Name: "gpt2-" + m.size, About: "GPT-2 " + m.size + " from Hugging Face"}
		checkpoint := Group{Name: hub.Name + "-checkpoint",
			About: "GPT-2 " + m.size + ", OpenAI's TensorFlow checkpoint"}
		for _, a := range m.assets() {
			if isHub(a.Mirrors[0]) {
				hub.Assets = append(hub.Assets, a.Name)
			} else {
				checkpoint.Assets = append(checkpoint.Assets, a.Name)
			}
		}
		groups = append(groups, hub, checkpoint)
	}
	return groups
}

// Lookup returns the asset called name.
func Lookup(name string) (Asset, error) {
	for _, a := range All() {
		if a.Name == name {
			return a, nil
		}
	}
	return Asset{}, unknown(name)
}

// Expand returns the assets that name stands for: one, or those of a group.
func Expand(name string) ([]Asset, error) {
	if a, err := Lookup(name); err == nil {
		return []Asset{a}, nil
	}
	for _, g := range Groups() {
		if !strings.EqualFold(g.Name, name) {
			continue
		}
		var members []Asset
		for _, member := range g.Assets {
			a, err := Lookup(member)
			if err != nil {
				return nil, err
			}
			members = append(members, a)
		}
		return members, nil
	}
	return nil, unknown(name)
}

func unknown(name string) error {
	var near, groups []string
	for _, g := range Groups() {
		groups = append(groups, g.Name)
	}
	for _, a := range All() {
		if strings.Contains(strings.ToLower(a.Name), strings.ToLower(name)) {
			near = append(near, a.Name)
		}
	}
	if len(near) > 0 && name != "" {
		return fmt.Errorf("there is no file or group called %q; did you mean %s?", name, strings.Join(near, ", "))
	}
	return fmt.Errorf("there is no file or group called %q; groups are %s, and \"llm fetch --list\" shows the files",
		name, strings.Join(groups, ", "))
}
