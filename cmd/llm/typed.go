package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// typed is the command line as it was typed, with its flags in their order and quotes where a shell wants them, but
// without the flags named in except: "go run ./cmd/llm pretrain --data story.txt --epochs 60".
func typed(cmd *cobra.Command, except ...string) string {
	words := []string{program()}
	words = append(words, strings.Fields(cmd.CommandPath())[1:]...)
	flags := cmd.Flags()
	sorted := flags.SortFlags
	flags.SortFlags = false // Visit in the order of the command line
	flags.Visit(func(f *pflag.Flag) {
		for _, name := range except {
			if f.Name == name {
				return
			}
		}
		switch value := f.Value.String(); f.Value.Type() {
		case "bool":
			words = append(words, "--"+f.Name+strings.TrimPrefix("="+value, "=true"))
		case "stringSlice":
			words = append(words, "--"+f.Name, quote(strings.Trim(value, "[]")))
		default:
			words = append(words, "--"+f.Name, quote(value))
		}
	})
	flags.SortFlags = sorted
	for _, arg := range flags.Args() {
		words = append(words, quote(arg))
	}
	return strings.Join(words, " ")
}

// program is how the program was started; one in Go's cache of builds, by "go run".
func program() string {
	if strings.Contains(filepath.ToSlash(os.Args[0]), "/go-build") {
		return "go run ./cmd/llm"
	}
	return quote(os.Args[0])
}

// quote writes a word so that a shell reads it as one.
func quote(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=+,@%"
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
