package keep

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
)

// Setting is one thing that a result depends on, in the words of whoever decided it.
type Setting struct {
	Name  string `json:"name"`            // such as "--batch"
	Value string `json:"value"`           // what counts: "4", or the digest of a text
	Label string `json:"label,omitempty"` // what to call a value that says nothing, such as the text's file
	Free  bool   `json:"free,omitempty"`  // another value is worth a word, but the result is still the same thing
}

// Settings are all that a result depends on, in the order in which differences are told.
type Settings []Setting

// Flag is a setting with a flag's name and its value.
func Flag(name string, value any) Setting {
	return Setting{Name: "--" + name, Value: fmt.Sprint(value)}
}

// Difference is a setting that another run has otherwise.
type Difference struct{ Was, Now Setting }

// String is "--batch: 4, now 2"; of values that are known by a digest it has the labels too.
func (d Difference) String() string {
	was, now := d.Was.shown(), d.Now.shown()
	if d.Was.Label != "" && d.Was.Label == d.Now.Label {
		return fmt.Sprintf("%s: %s has changed since (%s, now %s)", d.Now.Name, d.Now.Label, d.Was.Value, d.Now.Value)
	}
	return fmt.Sprintf("%s: %s, now %s", d.Now.Name, was, now)
}

func (s Setting) shown() string {
	if s.Label == "" {
		return s.Value
	}
	return fmt.Sprintf("%s (%s)", s.Label, s.Value)
}

// Differences are the settings that now has otherwise: those that forbid to take one result for the other, and the free
// ones. A setting that only one of the two knows is passed over: it came with another version of the program. Where
// flags differ, what follows from them, settings without a flag of their own, is left out.
func (s Settings) Differences(now Settings) (refused, free []Difference) {
	before := map[string]Setting{}
	for _, setting := range s {
		before[setting.Name] = setting
	}
	var flags, others []Difference
	for _, setting := range now {
		was, known := before[setting.Name]
		switch {
		case !known || was.Value == setting.Value:
		case setting.Free:
			free = append(free, Difference{was, setting})
		case strings.HasPrefix(setting.Name, "--"):
			flags = append(flags, Difference{was, setting})
		default:
			others = append(others, Difference{was, setting})
		}
	}
	if len(flags) > 0 {
		return flags, free
	}
	return others, free
}

// OtherSettingsError is that a folder holds a result of other settings than are asked for.
type OtherSettingsError struct {
	Dir         string
	Differences []Difference
}

// Error has a line for every difference.
func (e *OtherSettingsError) Error() string {
	lines := []string{e.Dir + " is of a run with other settings:"}
	for _, d := range e.Differences {
		lines = append(lines, "  "+d.String())
	}
	return strings.Join(lines, "\n")
}

// Fields lists the fields of settings, exported or not, at any depth, so that none can be forgotten: a struct with a
// BatchSize of 4 in its field Data gives {Name: "Data.BatchSize", Value: "4"}, or the name that names has for it; an
// empty name leaves the field out, with all that is below it. What has no lasting value, such as a function, is an
// error, as in [Key].
func Fields(settings any, names map[string]string) (Settings, error) {
	var list Settings
	return list, fields(&list, reflect.ValueOf(settings), "", names)
}

// fields adds the fields of a value that is found under a path.
func fields(list *Settings, v reflect.Value, path string, names map[string]string) error {
	name, renamed := names[path]
	if !renamed {
		name = path
	} else if name == "" {
		return nil
	}
	add := func(value string) { *list = append(*list, Setting{Name: name, Value: value}) }
	switch {
	case !v.IsValid() || isNil(v):
		add("none")
		return nil
	case v.CanInterface():
		if word, ok := v.Interface().(encoding.TextMarshaler); ok {
			text, err := word.MarshalText()
			add(string(text))
			return err
		}
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.Kind() == reflect.Interface {
			add(v.Elem().Type().String())
		}
		return fields(list, v.Elem(), path, names)
	case reflect.Struct:
		for i := range v.NumField() {
			below := strings.TrimPrefix(path+"."+v.Type().Field(i).Name, ".")
			if err := fields(list, v.Field(i), below, names); err != nil {
				return err
			}
		}
		return nil
	case reflect.Slice, reflect.Array, reflect.Map:
		key, err := key(v)
		add(key)
		return fieldError(path, err)
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return fieldError(path, fmt.Errorf("a %s has no value that lasts", v.Type()))
	}
	add(fmt.Sprint(v)) // fmt prints what a reflect.Value holds
	return nil
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan:
		return v.IsNil()
	}
	return false
}

func fieldError(path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("field %s: %w", path, err)
}
