package serve

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"

	"llmfromscratch/ch05_pretrain"
)

// params are the fields that all generating requests share.
type params struct {
	Model         string         `json:"model"`
	Temperature   *float64       `json:"temperature"`
	TopP          *float64       `json:"top_p"`
	TopK          int            `json:"top_k"` // 0 or -1: all
	MinP          float64        `json:"min_p"`
	Repetition    float64        `json:"repetition_penalty"`
	Frequency     float64        `json:"frequency_penalty"`
	Presence      float64        `json:"presence_penalty"`
	Seed          *int64         `json:"seed"`
	Stop          stops          `json:"stop"`
	N             *int           `json:"n"`
	Stream        bool           `json:"stream"`
	StreamOptions *streamOptions `json:"stream_options"`
	User          string         `json:"user"` // who asks; nothing depends on it
}

// streamOptions say what a stream has besides the text.
type streamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

// UnmarshalJSON reads them; unknown ones are refused.
func (o *streamOptions) UnmarshalJSON(content []byte) error {
	type plain streamOptions
	return decode(content, (*plain)(o), "stream_options.")
}

// stops are texts to end before: one, or a list.
type stops []string

// UnmarshalJSON reads a string or a list of strings.
func (s *stops) UnmarshalJSON(content []byte) error {
	var one *string
	if json.Unmarshal(content, &one) == nil {
		if one != nil {
			*s = stops{*one}
		}
		return nil
	}
	if json.Unmarshal(content, (*[]string)(s)) != nil {
		return invalid("stop", "invalid_type", "stop: want a string or a list of strings")
	}
	return nil
}

// within returns an error for a number outside its limits.
func within(name string, value, least, most float64) error {
	if value >= least && value <= most {
		return nil
	}
	return invalid(name, "invalid_value", "%s: want a number from %v to %v, got %v", name, least, most, value)
}

// sampling is how tokens are chosen: as OpenAI's API has it, at temperature 1 unless the request says another.
func (p *params) sampling() (s pretrain.Sampling, err error) {
	s.Temperature = 1
	if p.Temperature != nil {
		s.Temperature = *p.Temperature
	}
	if p.TopP != nil {
		// 0 is what the likeliest token alone reaches, while a setting of 0 takes all
		s.TopP = max(*p.TopP, math.SmallestNonzeroFloat64)
	}
	s.TopK, s.MinP = max(p.TopK, 0), p.MinP
	s.Penalties = pretrain.Penalties{Repetition: p.Repetition, Frequency: p.Frequency, Presence: p.Presence}
	topP := 1.0
	if p.TopP != nil {
		topP = *p.TopP
	}
	for _, check := range []error{
		within("temperature", s.Temperature, 0, maxTemperature), within("top_p", topP, 0, 1),
		within("top_k", float64(p.TopK), -1, math.MaxInt32), within("min_p", p.MinP, 0, 1),
		within("repetition_penalty", p.Repetition, 0, maxRepetition),
		within("frequency_penalty", p.Frequency, -maxPenalty, maxPenalty),
		within("presence_penalty", p.Presence, -maxPenalty, maxPenalty),
	} {
		if check != nil {
			return s, check
		}
	}
	return s, nil
}

// check returns an error for what sampling does not look at.
func (p *params) check(maxChoices int) error {
	if n := p.choices(); n < 1 || n > maxChoices {
		return invalid("n", "invalid_value", "n: want a whole number from 1 to %d, got %d", maxChoices, n)
	}
	if len(p.Stop) > maxStops {
		return invalid("stop", "invalid_value", "stop: want at most %d strings, got %d", maxStops, len(p.Stop))
	}
	for _, stop := range p.Stop {
		if stop == "" || len(stop) > maxStopBytes {
			return invalid("stop", "invalid_value", "stop: want strings of 1 to %d bytes", maxStopBytes)
		}
	}
	if p.StreamOptions != nil && !p.Stream {
		return invalid("stream_options", "invalid_value", "stream_options: only with stream: true")
	}
	return nil
}

// choices is how many texts are wanted of one prompt.
func (p *params) choices() int {
	if p.N == nil {
		return 1
	}
	return *p.N
}

// firstSeed is that of the first text, the others have the numbers after it; without one, a new one each time.
func (p *params) firstSeed() int64 {
	if p.Seed != nil {
		return *p.Seed
	}
	return rand.Int64()
}

// named returns an error where another model is meant than the one that is here.
func (s *Server) named(model string) error {
	if model == "" || model == s.model.Name || strings.TrimSuffix(model, ":latest") == s.model.Name {
		return nil
	}
	return failure(404, invalidRequest, "model", "model_not_found",
		"the model "+quoted(model)+" does not exist here: this server has "+quoted(s.model.Name))
}
