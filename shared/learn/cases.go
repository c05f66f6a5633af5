package learn

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"reflect"
)

// numCases is how many random cases of a part there are.
const numCases = 12

// Case is a random input of a part and what the chapter's own function makes of it.
type Case struct {
	Args []any
	Want []any
}

// Cases draws arguments of a part and asks the chapter's own function for the results: reference has the part's
// signature. Another seed gives other cases. There are none for a part without random arguments, or when reference is
// nil.
func Cases(p *Part, seed uint64, reference any) (cases []Case, err error) {
	if p.Random == nil || reference == nil {
		return nil, nil
	}
	if got, want := reflect.TypeOf(reference), reflect.TypeOf(p.Function); got != want {
		return nil, fmt.Errorf("part %s: the reference is %v, want %v", p, got, want)
	}
	for _, args := range p.draw(seed) {
		o := run(reference, args)
		if o.panic != nil {
			return nil, fmt.Errorf("part %s: the chapter's own function, given %s: %v", p, p.arguments(args), o.panic)
		}
		cases = append(cases, Case{Args: args, Want: o.results})
	}
	return cases, nil
}

// draw makes the arguments of all random cases of a seed.
func (p *Part) draw(seed uint64) (all [][]any) {
	h := fnv.New64a()
	h.Write([]byte(p.ID))
	r := rand.New(rand.NewPCG(seed, h.Sum64()))
	for range numCases {
		all = append(all, p.Random(r))
	}
	return all
}

// EncodeCases writes the results of cases, without the arguments: whoever knows the seed draws these anew. That way a
// learner's program, which is built at every save, need not contain the chapters.
func EncodeCases(cases []Case) ([]byte, error) {
	var all []json.RawMessage
	for _, c := range cases {
		data, err := EncodeResults(c.Want)
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return json.Marshal(all)
}

// DecodeCases reads what [EncodeCases] wrote for a seed.
func DecodeCases(p *Part, seed uint64, data []byte) ([]Case, error) {
	var all []json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil || len(all) == 0 {
		return nil, err
	}
	drawn := p.draw(seed)
	if len(all) != len(drawn) {
		return nil, fmt.Errorf("part %s: %d results of %d random cases", p, len(all), len(drawn))
	}
	var cases []Case
	for i, raw := range all {
		want, err := p.DecodeResults(raw)
		if err != nil {
			return nil, err
		}
		cases = append(cases, Case{Args: drawn[i], Want: want})
	}
	return cases, nil
}
