package gpt2

import "fmt"

// WeightsHere says whether GPT-2's weights of a size ("124M") are on this machine, and in one line what follows from
// it.
func WeightsHere(size string) (here bool, line string) {
	preset, err := findPreset(size)
	if err != nil {
		return false, err.Error()
	}
	if _, err := findPretrained(preset.Size); err != nil {
		return false, fmt.Sprintf("GPT-2's weights (%s) are not here; \"llm fetch gpt2-%s\" gets them. A small model "+
			"takes their place.", preset.Size, preset.Size)
	}
	return true, fmt.Sprintf("GPT-2's weights (%s) are here.", preset.Size)
}
