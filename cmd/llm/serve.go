package main

import (
	"fmt"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"llmfromscratch/internal/batch"
	"llmfromscratch/internal/serve"
)

// serveFlags are the flags of "llm serve".
type serveFlags struct {
	talk           talkFlags
	addr, name     string
	slots, waiting int
	timeout        time.Duration
}

// newServeCmd is "llm serve".
func newServeCmd() *cobra.Command {
	f := serveFlags{timeout: serve.DefaultOptions().Timeout}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Let programs and browsers talk to a model, over HTTP",
		Long: `Lets programs and browsers talk to a model, over HTTP. It answers as OpenAI's API does (/v1/models,
/v1/chat/completions, /v1/completions), as Ollama's (/api/chat, /api/tags, /api/version), and with a
page for people at /. Beside them there are /tokenize, /detokenize, /health and /metrics.

Several requests run at once, --batch of them in one step of the model; --queue more may wait, and
others are told to come again. Ctrl-C lets what has begun end, then the server does.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runServer(cmd, f) },
	}
	f.talk.add(cmd)
	flags := cmd.Flags()
	flags.Var(given(&f.addr, "127.0.0.1:8080"), "addr", "where to listen; other machines reach it only under another "+
		"address, such as :8080")
	flags.Var(given(&f.name, ""), "name", "what clients call the model; without it the name of its folder")
	flags.Var(within(&f.slots, 8, 1, 256), "batch", "texts at once")
	flags.Var(within(&f.waiting, 64, 0, 100_000), "queue", "texts that may wait")
	flags.Var(limit{&f.timeout}, "timeout", "longest time for one request, waiting included; 0: no limit")
	return cmd
}

func runServer(cmd *cobra.Command, f serveFlags) error {
	everywhere, err := serve.CheckAddress(f.addr)
	if err != nil {
		return fmt.Errorf("--addr: %w", err)
	}
	running, err := f.talk.run(cmd, batch.Options{Slots: f.slots, Waiting: f.waiting})
	if err != nil {
		return err
	}
	defer running.End()
	if f.name != "" {
		running.Name = f.name
	}
	opt := serve.DefaultOptions()
	opt.AnyHost, opt.Timeout = everywhere, f.timeout
	if everywhere {
		fmt.Fprintln(cmd.ErrOrStderr(), "anybody who reaches this machine can use the model: there is no password")
	}
	return serve.New(running.Model, running.Texts, opt).Listen(cmd.Context(), f.addr, func(address string) {
		at := url.URL{Scheme: "http", Host: address}
		fmt.Fprintf(cmd.ErrOrStderr(), "%s answers at %s for a browser, and at %[2]s/v1 for OpenAI's clients; "+
			"Ctrl-C ends it\n", running.Name, at.String())
	})
}
