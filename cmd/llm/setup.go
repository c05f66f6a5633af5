package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"llmfromscratch/internal/notebook"
	"llmfromscratch/internal/setup"
	"llmfromscratch/shared/project"
)

// newSetupCmd is "llm setup".
func newSetupCmd() *cobra.Command {
	var lab, backends bool
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Install the notebook kernel and its tools into build/, and Jupyter when it is missing",
		Long: `Builds gonb, goimports, gopls and staticcheck into build/bin, installs the GoNB kernel into
build/jupyter, and looks for Jupyter: as root on Debian or Ubuntu it installs the system's
packages, elsewhere it says what to install. With --lab it also signs the notebooks, so that
Jupyter shows their plots, and copies them into lab/, where they can be run and changed while git
sees nothing; a copy that you have changed is kept. With --backends it also installs XLA's plug-in
and ONNX Runtime into your library folder, each after a trial; what cannot be had is told and
missed by nothing. LLM_OFFLINE=1 keeps it from the network. What is there already is left alone, so
running it again is quick.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			root, err := project.Root()
			if err != nil {
				return err
			}
			ctx, out := cmd.Context(), cmd.OutOrStdout()
			if backends || lab {
				if err := setup.Backends(ctx, out, backendOptions(!backends)); err != nil {
					return err
				}
			}
			if err := setup.Run(ctx, out, setupSteps(root, lab)...); err != nil || !lab {
				return err
			}
			return prepareLab(ctx, out, root)
		},
	}
	cmd.Flags().BoolVar(&lab, "lab", false,
		"also what opens notebooks in a browser, and one faster backend if there is none")
	cmd.Flags().BoolVar(&backends, "backends", false,
		"also XLA and ONNX Runtime, which train and generate faster than the Go backend")
	cmd.AddCommand(newInstallerCmd())
	return cmd
}

// newInstallerCmd is "llm setup installer", which llm starts itself to run one backend's own installer.
func newInstallerCmd() *cobra.Command {
	return &cobra.Command{
		Use:    "installer xla|onnx",
		Short:  "Run the installer that comes with a backend",
		Hidden: true, // without the trial that follows in setup --backends
		Args:   cobra.ExactArgs(1),
		RunE:   func(_ *cobra.Command, args []string) error { return setup.OfficialInstaller(args[0]) },
	}
}

// backendOptions make setup patient when backends were asked for, and brief when they are a step on the way to
// notebooks: there three attempts without an answer take a minute.
func backendOptions(brief bool) setup.BackendOptions {
	opt := setup.BackendOptions{Patience: time.Minute}
	if brief {
		opt.Patience, opt.One = 20*time.Second, true
	}
	if program, err := os.Executable(); err == nil {
		opt.Installer = []string{program, "setup", "installer"}
	}
	return opt
}

// setupSteps is all that the notebooks need, in the order of installing.
func setupSteps(root string, lab bool) []setup.Step {
	return []setup.Step{
		setup.Jupyter(lab), // first: where it must be asked for, nobody waits for the tools before
		setup.Tools(root),
		setup.Modules(root),
		setup.Kernel(root, nil),
	}
}

// prepareLab makes the notebooks ready to be opened: signed, and copied into the folder where they are worked on.
func prepareLab(ctx context.Context, out io.Writer, root string) error {
	const notebooks, lab = "notebooks", "lab"
	names, err := notebook.Find(filepath.Join(root, notebooks), nil)
	if err != nil {
		return err
	}
	for i, name := range names {
		names[i] = path.Join(notebooks, name)
	}
	setup.Sign(ctx, out, root, names)
	copies, err := notebook.Copy(filepath.Join(root, notebooks), filepath.Join(root, lab))
	if err != nil {
		return fmt.Errorf("copy the notebooks into %s: %w", lab, err)
	}
	fmt.Fprintf(out, "%-8s ready: %s\n", lab, copies)
	return nil
}
