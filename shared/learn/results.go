package learn

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"sync"
)

// resultsJSON has, by part, what the right function and the wrong ones make of its examples. It is written by
// solutions.Record, and a test there says that it is up to date.
//
//go:embed results.json
var resultsJSON []byte

// Recorded are the results of one part as results.json has them: by example the list of the function's results, null
// for a panic.
type Recorded struct {
	Right []json.RawMessage            `json:"right"`
	Wrong map[string][]json.RawMessage `json:"wrong"` // by mistake
}

// results are Recorded, as Go values.
type results struct {
	Right []outcome
	Wrong map[string][]outcome
}

var allRecorded = sync.OnceValue(func() map[string]Recorded {
	all := map[string]Recorded{}
	if err := json.Unmarshal(resultsJSON, &all); err != nil {
		panic(fmt.Errorf("results.json: %w", err))
	}
	return all
})

// known are the recorded results of a part. It panics when results.json is not made for these examples; a test of the
// package solutions finds that.
func (p *Part) known() results {
	recorded := allRecorded()[p.ID]
	all := results{Right: p.decode(recorded.Right), Wrong: map[string][]outcome{}}
	for _, m := range p.Mistakes {
		all.Wrong[m.Name] = p.decode(recorded.Wrong[m.Name])
	}
	return all
}

func (p *Part) decode(list []json.RawMessage) []outcome {
	if len(list) != len(p.Examples) {
		panic(stop{says: fmt.Sprintf("The checks of this part are incomplete: results.json has %d of %d examples.",
			len(list), len(p.Examples))})
	}
	all := make([]outcome, len(list))
	for i, raw := range list {
		values, err := p.DecodeResults(raw)
		if err != nil {
			panic(stop{says: "The checks of this part cannot be read: " + err.Error() + "."})
		}
		if all[i].results = values; values == nil {
			all[i].panic = "recorded"
		}
	}
	return all
}

// Try calls a function of the part's type on arguments and returns the results for [EncodeResults]; nil when it panics.
func (p *Part) Try(function any, args []any) (results []any) {
	g := &guard{}
	defer func() {
		if recover() != nil {
			results = nil
		}
	}()
	return run(g.around(p, function), args).results
}

// EncodeResults writes the results of one call as JSON; nil is a panic.
func EncodeResults(values []any) (json.RawMessage, error) {
	if values == nil {
		return json.RawMessage("null"), nil
	}
	var plain []any
	for _, v := range values {
		plain = append(plain, toPlain(reflect.ValueOf(v)))
	}
	return json.Marshal(plain)
}

// toPlain replaces infinities and NaN, which JSON does not have, by texts.
func toPlain(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Float64:
		if x := v.Float(); math.IsInf(x, 0) || math.IsNaN(x) {
			return fmt.Sprint(x)
		}
	case reflect.Slice:
		list := []any{}
		for i := range v.Len() {
			list = append(list, toPlain(v.Index(i)))
		}
		return list
	}
	return v.Interface()
}

// DecodeResults reads what [EncodeResults] wrote, in the types of the part's results.
func (p *Part) DecodeResults(data json.RawMessage) ([]any, error) {
	var plain []any
	if err := json.Unmarshal(data, &plain); err != nil || plain == nil {
		return nil, err
	}
	t := reflect.TypeOf(p.Function)
	if len(plain) != t.NumOut() {
		return nil, fmt.Errorf("%d results where the function has %d", len(plain), t.NumOut())
	}
	values := make([]any, len(plain))
	for i, x := range plain {
		v, err := fromPlain(x, t.Out(i))
		if err != nil {
			return nil, err
		}
		values[i] = v.Interface()
	}
	return values, nil
}

func fromPlain(x any, t reflect.Type) (reflect.Value, error) {
	v := reflect.New(t).Elem()
	switch x := x.(type) {
	case float64:
		if t.Kind() == reflect.Int {
			v.SetInt(int64(x))
		} else if t.Kind() == reflect.Float64 {
			v.SetFloat(x)
		}
	case string:
		if t.Kind() == reflect.String {
			v.SetString(x)
			break
		}
		number, err := strconv.ParseFloat(x, 64)
		if err != nil {
			return v, err
		}
		v.SetFloat(number)
	case []any:
		if t.Kind() != reflect.Slice {
			return v, fmt.Errorf("a list where %v is wanted", t)
		}
		v.Set(reflect.MakeSlice(t, len(x), len(x)))
		for i, e := range x {
			element, err := fromPlain(e, t.Elem())
			if err != nil {
				return v, err
			}
			v.Index(i).Set(element)
		}
	case map[string]any:
		v.Set(reflect.MakeMap(t))
		for key, e := range x {
			element, err := fromPlain(e, t.Elem())
			if err != nil {
				return v, err
			}
			v.SetMapIndex(reflect.ValueOf(key), element)
		}
	}
	return v, nil
}
