package main

import "github.com/spf13/cobra"

// commands lists the sub-commands: one constructor each, in a file of its name.
var commands = []func() *cobra.Command{
	newSetupCmd,
	newDoctorCmd,
	newBackendsCmd,
	newFetchCmd,
	newInspectCmd,
	newConvertCmd,
	newNotebooksCmd,
	newLearnCmd,
	newVerifyCmd,
	newSampleCmd,
	newTokenizerCmd,
	newPrepareCmd,
	newPretrainCmd,
	newGenerateCmd,
	newClassifyCmd,
	newInstructCmd,
	newChatCmd,
	newServeCmd,
	newBenchCmd,
}

// newRootCmd is the llm command with all its sub-commands.
func newRootCmd() *cobra.Command {
	root := &cobra.Command{
		Use:   "llm",
		Short: "Build a large language model from scratch, in Go",
		Long: `llm runs the parts of "Build a Large Language Model (From Scratch)" in Go.

Start with "llm doctor", which looks at this machine and says what is missing.`,
		SilenceErrors: true, // main prints them, once
		SilenceUsage:  true,
	}
	for _, command := range commands {
		root.AddCommand(command())
	}
	root.SetFlagErrorFunc(flagError)
	return root
}
