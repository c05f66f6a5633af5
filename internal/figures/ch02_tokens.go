package figures

import (
	"context"
	"errors"
	"fmt"

	"llmfromscratch/ch02_text"
)

// ch02Tokens is sections 2.2 to 2.4: splitting, vocabulary, the two simple tokenizers.
var ch02Tokens = []Computation{
	{"ch02.text.num_chars", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		story := []rune(e.Story())
		return map[string]any{"chars": len(story), "first99": string(story[:99])}, nil
	}},
	{"ch02.split.whitespace", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return text.Split(text.WhiteSpace, in.Text("text")), nil
	}},
	{"ch02.split.comma_period", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return text.Split(text.CommaPeriod, in.Text("text")), nil
	}},
	{"ch02.split.no_blank", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return text.Trim(text.Split(text.CommaPeriod, in.Text("text"))), nil
	}},
	{"ch02.split.punctuation", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return text.Words(in.Text("text")), nil
	}},
	{"ch02.pre.first30", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return text.Words(e.Story())[:30], nil
	}},
	{"ch02.pre.count", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		words := text.Words(e.Story())
		return map[string]any{"count": len(words), "tokens": words}, nil
	}},
	{"ch02.vocab.size", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.vocabulary().Len(), nil
	}},
	{"ch02.vocab.first51", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return tokensOf(e.vocabulary())[:51], nil
	}},
	{"ch02.vocab.all", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return tokensOf(e.vocabulary()), nil
	}},
	{"ch02.tok1.encode", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return text.NewSimpleTokenizerV1(e.vocabulary()).Encode(in.Text("text"))
	}},
	{"ch02.tok1.decode", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return text.NewSimpleTokenizerV1(e.vocabulary()).Decode(in.IDs("ids")[0])
	}},
	{"ch02.tok1.roundtrip", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		tok := text.NewSimpleTokenizerV1(e.vocabulary())
		ids, err := tok.Encode(in.Text("text"))
		if err != nil {
			return nil, err
		}
		return tok.Decode(ids)
	}},
	{"ch02.tok1.unknown", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		ids, err := text.NewSimpleTokenizerV1(e.vocabulary()).Encode(in.Text("text"))
		var unknown *text.UnknownWordError
		if !errors.As(err, &unknown) {
			return nil, fmt.Errorf("no unknown word in %q: ids %v, error %w", in.Text("text"), ids, err)
		}
		return unknown.Word, nil
	}},
	{"ch02.vocab2.size", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.vocabulary2().Len(), nil
	}},
	{"ch02.vocab2.last5", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		var pairs [][]any
		for id, token := range e.vocabulary2().All() {
			pairs = append(pairs, []any{token, id})
		}
		return pairs[len(pairs)-5:], nil
	}},
	{"ch02.tok2.text", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return in.Text("text1") + " " + text.EndOfText + " " + in.Text("text2"), nil
	}},
	{"ch02.tok2.encode", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return must(text.NewSimpleTokenizerV2(e.vocabulary2())).Encode(in.Text("text"))
	}},
	{"ch02.tok2.decode", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return must(text.NewSimpleTokenizerV2(e.vocabulary2())).Decode(in.IDs("ids")[0])
	}},
}

// vocabulary is that of section 2.3: the different tokens of the story.
func (e *Env) vocabulary() *text.Vocabulary { return text.NewVocabulary(text.Words(e.Story())) }

// vocabulary2 is that of section 2.4, with the end-of-text and the unknown token.
func (e *Env) vocabulary2() *text.Vocabulary {
	return text.NewVocabulary(text.Words(e.Story()), text.EndOfText, text.Unknown)
}

func tokensOf(v *text.Vocabulary) []string {
	var tokens []string
	for _, token := range v.All() {
		tokens = append(tokens, token)
	}
	return tokens
}
