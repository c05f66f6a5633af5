package learn

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
)

// Main is the program of a learner's folder: it grades the parts whose ids are on the command line, all of them without
// any, and ends with exit status 1 when one does not pass. "llm learn" starts it with -cases, a file of random cases
// ([EncodeCases]) of one part and -seed, and reads the verdict from the file -verdict.
func Main(answers map[string]any) { os.Exit(program(answers, os.Args[1:], os.Stdout, os.Stderr)) }

func program(answers map[string]any, args []string, out, stderr io.Writer) int {
	flags := flag.NewFlagSet("myllm", flag.ContinueOnError)
	flags.SetOutput(stderr)
	casesFile := flags.String("cases", "", "file with the results of random cases")
	seed := flags.Uint64("seed", 0, "seed of the random cases")
	verdictFile := flags.String("verdict", "", "file to write the verdict into")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	ids := flags.Args()
	if len(ids) == 0 {
		for _, p := range All() {
			ids = append(ids, p.ID)
		}
	}
	status := 0
	for _, id := range ids {
		v, err := gradeWith(answers, id, *casesFile, *seed)
		if err == nil && *verdictFile != "" {
			err = writeVerdict(*verdictFile, v)
		}
		if err != nil {
			fmt.Fprintln(stderr, err)
			return 2
		}
		if *verdictFile == "" {
			fmt.Fprintln(out, v)
		}
		if !v.Passed {
			status = 1
		}
	}
	return status
}

func gradeWith(answers map[string]any, id, casesFile string, seed uint64) (Verdict, error) {
	p, err := Find(id)
	if err != nil {
		return Verdict{}, err
	}
	var cases []Case
	if casesFile != "" {
		data, err := os.ReadFile(casesFile)
		if err != nil {
			return Verdict{}, err
		}
		if cases, err = DecodeCases(p, seed, data); err != nil {
			return Verdict{}, err
		}
	}
	return Grade(p.ID, answers[p.ID], slices.Clip(cases)), nil
}

func writeVerdict(path string, v Verdict) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}
