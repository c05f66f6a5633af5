package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/progress"
)

// newFetchCmd is "llm fetch".
func newFetchCmd() *cobra.Command {
	var (
		all, list bool
		dir       string
	)
	cmd := &cobra.Command{
		Use:   "fetch [name…]",
		Short: "Download the book's data and GPT-2's weights, or list what is here",
		Long: `Downloads files into the cache folder, or the folder of --dir. Without a name: the book's data sets
and GPT-2's tokenizer (2 MB). A name is a file or a group of the list. What is here already is not
downloaded again, a download that broke off is continued, and a file gets its name only when it is
whole and its checksum is right.

LLM_DATA_DIR is searched first, LLM_CACHE_DIR moves the cache, LLM_OFFLINE=1 forbids the network;
HF_ENDPOINT and HF_TOKEN are honoured.`,
		Example: `  llm fetch --list
  llm fetch the-verdict.txt
  llm fetch gpt2-124M
  llm fetch gpt2-355M-checkpoint --dir ~/book-data`,
		Args: noEmpty(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, names []string) error {
			if list {
				return listAssets(cmd.OutOrStdout(), names)
			}
			wanted, err := selectAssets(names, all)
			if err != nil {
				return err
			}
			return fetchAssets(cmd, wanted, dir)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&all, "all", false, "download everything of the list (23 GB)")
	flags.BoolVar(&list, "list", false, "list the files: what is here, what is missing, size, licence")
	flags.Var(into(&dir, ""), "dir", "folder to download into (default: the cache folder)")
	cmd.MarkFlagsMutuallyExclusive("list", "all")
	cmd.MarkFlagsMutuallyExclusive("list", "dir")
	return cmd
}

// selectAssets returns the assets that the names stand for, each once; those of the book when there is no name.
func selectAssets(names []string, all bool) ([]assets.Asset, error) {
	switch {
	case all && len(names) > 0:
		return nil, errors.New("give names or --all, not both")
	case all:
		return assets.All(), nil
	case len(names) == 0:
		names = []string{"book"}
	}
	var selected []assets.Asset
	seen := map[string]bool{}
	for _, name := range names {
		members, err := assets.Expand(name)
		if err != nil {
			return nil, err
		}
		for _, a := range members {
			if !seen[a.Name] {
				seen[a.Name] = true
				selected = append(selected, a)
			}
		}
	}
	return selected, nil
}

// fetchAssets fetches one asset after the other. One that fails does not keep the others from being fetched.
func fetchAssets(cmd *cobra.Command, wanted []assets.Asset, dir string) error {
	failed := 0
	for _, a := range wanted {
		path, err := fetchWithBar(cmd.Context(), cmd.ErrOrStderr(), a, dir)
		if cmd.Context().Err() != nil {
			return stopped(cmd.Context(), err, fmt.Sprintf("what has come of %s is kept, the same command goes on "+
				"from there: %s", a.Name, typed(cmd)))
		}
		if err != nil {
			failed++
			fmt.Fprintf(cmd.ErrOrStderr(), "llm: %v\n", err)
			continue
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s (%s): %s\n", a.Name, byteSize(a), path)
	}
	if failed > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(),
			"llm: %d of %d files are missing; the same command continues where this one stopped\n", failed, len(wanted))
		return errReported
	}
	if dir != "" {
		fmt.Fprintf(cmd.OutOrStdout(), "To use these files: export LLM_DATA_DIR=%s\n", dir)
	}
	return nil
}

// fetchWithBar shows the download as a bar. When it has to start over, so does the bar.
func fetchWithBar(ctx context.Context, notes io.Writer, a assets.Asset, dir string) (string, error) {
	var bar *progress.Bar // nil shows nothing
	var done int64
	defer func() { bar.Done() }()
	return assets.Fetch(ctx, a.Name, assets.Options{Dir: dir, Progress: func(p assets.Progress) {
		if p.Note != "" {
			bar.Done()
			bar, done = nil, 0
			fmt.Fprintf(notes, "%s: %s\n", p.Name, p.Note)
			return
		}
		if bar == nil || p.Done < done {
			bar.Done()
			bar, done = progress.Start(ctx, int(cmp.Or(p.Total, a.Bytes())), p.Name), 0
		}
		bar.Note("%s of %s", humanBytes(p.Done), humanBytes(cmp.Or(p.Total, a.Bytes())))
		_ = bar.Add(int(p.Done - done)) // Fetch itself stops when ctx is cancelled
		done = p.Done
	}})
}

// listAssets prints the assets of the names, or all, with their state on this machine.
func listAssets(w io.Writer, names []string) error {
	shown, err := selectAssets(names, len(names) == 0)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "FILE\tSIZE\tLICENCE\tWHAT\tHERE")
	var here, missing int64
	for _, a := range shown {
		state := "-"
		path, err := assets.Find(a.Name)
		notFound := new(assets.NotFoundError)
		switch {
		case err == nil:
			state = path
			here += a.Bytes()
		case errors.As(err, &notFound):
			missing += a.Bytes()
			for _, place := range notFound.Looked {
				if place.Problem != nil {
					state = fmt.Sprintf("unusable: %s: %v", place.Path, place.Problem)
					break
				}
			}
		default:
			return err
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", a.Name, byteSize(a), a.Licence, a.About, state)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nHere: %s; missing: %s.\n\nGroups, as names for \"llm fetch\":\n", humanBytes(here),
		humanBytes(missing))
	for _, g := range assets.Groups() {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", g.Name, g.About, strings.Join(g.Assets, ", "))
	}
	return table.Flush()
}

// byteSize is the size of an asset for people, with a mark when it is a rough one.
func byteSize(a assets.Asset) string {
	if a.Size == 0 {
		return "~" + humanBytes(a.Bytes())
	}
	return humanBytes(a.Bytes())
}

// humanBytes writes 20479 as "20 kB" and 548105171 as "548 MB": decimal units, three digits.
func humanBytes(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	value, unit := float64(n), ""
	for _, unit = range []string{"kB", "MB", "GB", "TB"} {
		if value /= 1000; value < 999.5 {
			break
		}
	}
	if value < 9.95 {
		return fmt.Sprintf("%.1f %s", value, unit)
	}
	return fmt.Sprintf("%.0f %s", value, unit)
}
