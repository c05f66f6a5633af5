package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"llmfromscratch/shared/textfile"
)

// Values of flags are checked while the command line is read, before a file is opened or a number computed: a text is
// not empty, a number is one and lies within bounds. "llm generate --tokens=-3" ends with
//
//	--tokens -3: want a whole number from 0 to 1000000

// The most that flags take: far more than makes sense here, and far less than memory or an int can hold.
const (
	mostEpochs   = 1_000_000
	mostRows     = 1 << 16 // of a batch
	mostGrouped  = 1 << 16 // batches
	mostPacked   = 1 << 16 // tokens of a row
	mostContext  = 1 << 16 // tokens
	mostTokens   = 1_000_000
	mostDevices  = 1024
	mostRate     = 1.0 // AdamW changes a parameter by about as much in a step
	mostDecay    = 100.0
	mostRank     = 4096
	mostAlpha    = 1e6
	mostWorkers  = 1024
	mostJobs     = 64
	mostSteps    = 1_000_000_000
	mostRuns     = 10_000 // of a measurement
	mostMeasured = 1024   // rows of a batch of the book's models
)

// number is a flag's number from least to most. What the flag is without being given may lie outside: a 0 in whose
// place comes the number of a size.
type number[T int | int64 | float64] struct {
	to          *T
	least, most T
	open        bool   // least itself is refused
	what        string // of which %v is the number
}

// within makes *to a flag's number from least to most, byDefault when the flag is not given.
func within[T int | int64 | float64](to *T, byDefault, least, most T) *number[T] {
	*to = byDefault
	return &number[T]{to: to, least: least, most: most}
}

// above is within for numbers that are larger than least.
func above(to *float64, byDefault, least, most float64) *number[float64] {
	n := within(to, byDefault, least, most)
	n.open = true
	return n
}

// of says what the number is of: "shards of %s token ids".
func (n *number[T]) of(what string) *number[T] {
	n.what = what
	return n
}

// seed makes *to a flag's seed, any whole number.
func seed(to *int64) *number[int64] { return within(to, 123, math.MinInt64, math.MaxInt64) }

// Set reads the flag's value.
func (n *number[T]) Set(s string) error {
	value, err := parseNumber[T](s)
	if err != nil || !(value >= n.least && value <= n.most) || n.open && value == n.least {
		if n.what != "" {
			return fmt.Errorf(n.what+": want %s", s, n.want())
		}
		return errors.New("want " + n.want())
	}
	*n.to = value
	return nil
}

func parseNumber[T int | int64 | float64](s string) (T, error) {
	if _, ok := any(T(0)).(float64); ok {
		f, err := strconv.ParseFloat(s, 64)
		return T(f), err
	}
	i, err := strconv.ParseInt(s, 0, 64)
	if err == nil && int64(T(i)) != i {
		err = strconv.ErrRange // of an int of 32 bits
	}
	return T(i), err
}

// want says what the flag takes: "a whole number from 0 to 1000000", "a number above 0, at most 1".
func (n *number[T]) want() string {
	kind, from, to := "a whole number", fmt.Sprintf(" from %v", n.least), fmt.Sprintf(" to %v", n.most)
	if n.Type() == "float64" {
		kind = "a number"
	}
	if n.open {
		from, to = fmt.Sprintf(" above %v", n.least), fmt.Sprintf(", at most %v", n.most)
	}
	if limit := float64(n.most); limit >= math.MaxInt64 {
		to = " up"
	}
	if float64(n.least) == math.MinInt64 {
		from, to = "", ""
	}
	return kind + from + to
}

// String is the value as the help shows the default.
func (n *number[T]) String() string { return fmt.Sprint(*n.to) }

// Type is the name that the help has for the value.
func (n *number[T]) Type() string { return fmt.Sprintf("%T", *n.to) }

// word is a flag's text, which is not empty: `--out "$OUT"` without OUT would mean the folder that one is in.
type word struct{ to *string }

// given makes *to a flag's text, byDefault when the flag is not given.
func given(to *string, byDefault string) *word {
	*to = byDefault
	return &word{to}
}

var errEmpty = errors.New("want a text that is not empty; without the flag the default is taken")

// Set reads the flag's value.
func (w *word) Set(s string) error {
	if strings.TrimSpace(s) == "" {
		return errEmpty
	}
	*w.to = s
	return nil
}

// String is the value as the help shows the default.
func (w *word) String() string { return *w.to }

// Type is the name that the help has for the value.
func (w *word) Type() string { return "string" }

// words is a flag's list of texts, with commas between them or the flag several times; none is empty.
type words struct {
	to    *[]string
	given bool // the default is gone
}

// list makes *to a flag's list, byDefault when the flag is not given.
func list(to *[]string, byDefault ...string) *words {
	*to = byDefault
	return &words{to: to}
}

// Set reads one value of the flag.
func (w *words) Set(s string) error {
	items, err := csv.NewReader(strings.NewReader(s)).Read()
	if err != nil || slices.ContainsFunc(items, func(s string) bool { return strings.TrimSpace(s) == "" }) {
		return errors.New("want texts that are not empty, with commas between them")
	}
	if !w.given {
		*w.to, w.given = nil, true
	}
	*w.to = append(*w.to, items...)
	return nil
}

// String is the value as the help shows the default.
func (w *words) String() string {
	if len(*w.to) == 0 {
		return ""
	}
	return "[" + strings.Join(*w.to, ",") + "]"
}

// Type is the name that the help has for the value.
func (w *words) Type() string { return "stringSlice" }

// limit is a flag's longest time, in whole seconds; 0 stands for none.
type limit struct{ to *time.Duration }

// Set reads the flag's value.
func (l limit) Set(s string) error {
	d, err := time.ParseDuration(s)
	if err != nil || d != 0 && d < time.Second {
		return errors.New("want a time such as 20m, of 1s or more, or 0 for no limit")
	}
	*l.to = d
	return nil
}

// String is the value as the help shows the default.
func (l limit) String() string { return l.to.String() }

// Type is the name that the help has for the value.
func (l limit) Type() string { return "duration" }

// flagError says of a value that was refused which flag it is of: "--tokens -3: want …".
func flagError(_ *cobra.Command, err error) error {
	invalid := new(pflag.InvalidValueError)
	if !errors.As(err, &invalid) {
		return err
	}
	flag, value, cause := invalid.GetFlag(), invalid.GetValue(), invalid.Unwrap()
	if value == "" || slices.Contains([]string{"string", "folder"}, flag.Value.Type()) {
		value = strconv.Quote(value)
	}
	if flag.Value.Type() == "bool" {
		cause = errors.New("want true or false")
	}
	return fmt.Errorf("--%s %s: %w", flag.Name, value, cause)
}

// replace puts a flag's number in the place of a recipe's, unless it was not given: 0.
func replace[T int | float64](recipes *T, flags T) {
	if flags != 0 {
		*recipes = flags
	}
}

// refuse returns an error for the first of the flags that was given, with the reason why it would change nothing.
func refuse(cmd *cobra.Command, reason string, names ...string) error {
	for _, name := range names {
		if f := cmd.Flags().Lookup(name); f.Changed {
			return fmt.Errorf("--%s %s: %s", name, f.Value, reason)
		}
	}
	return nil
}

// texts refuses arguments that are no UTF-8: a model would be given U+FFFD in their place.
func texts(args cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, list []string) error {
		for i, arg := range list {
			if err := textfile.CheckArgument(arg); err != nil {
				return fmt.Errorf("argument %d of %s: %w", i+1, cmd.CommandPath(), err)
			}
		}
		return args(cmd, list)
	}
}

// noEmpty refuses empty arguments beside what args refuses: "$FILE" without FILE would mean something else.
func noEmpty(args cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, list []string) error {
		for i, arg := range list {
			if strings.TrimSpace(arg) == "" {
				return fmt.Errorf("argument %d of %s is empty", i+1, cmd.CommandPath())
			}
		}
		return args(cmd, list)
	}
}
