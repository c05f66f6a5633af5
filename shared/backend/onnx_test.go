//go:build cgo && !noonnx && (linux || darwin) && (amd64 || arm64)

package backend

import (
	"os"
	"path/filepath"
	"testing"
)

func TestKernelCores(t *testing.T) {
	for _, tt := range []struct {
		name     string
		siblings map[string]string // of each processor
		want     int
	}{
		{"none listed", nil, 0},
		{"two cores", map[string]string{"cpu0": "0\n", "cpu1": "1\n"}, 2},
		{"one core, two threads", map[string]string{"cpu0": "0-1\n", "cpu1": "0-1\n"}, 1},
		{"four cores, two threads each", map[string]string{
			"cpu0": "0,4\n", "cpu1": "1,5\n", "cpu2": "2,6\n", "cpu3": "3,7\n",
			"cpu4": "0,4\n", "cpu5": "1,5\n", "cpu6": "2,6\n", "cpu7": "3,7\n",
		}, 4},
		{"other folders", map[string]string{"cpu0": "0\n", "cpufreq": "1\n", "cpu10": "10\n"}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			for cpu, siblings := range tt.siblings {
				topology := filepath.Join(folder, cpu, "topology")
				if err := os.MkdirAll(topology, 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(topology, "thread_siblings_list"), []byte(siblings),
					0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got := kernelCores(folder); got != tt.want {
				t.Errorf("%d cores, want %d", got, tt.want)
			}
		})
	}
}

// TestPrepareONNX sees that a number of threads that the user has set stays.
func TestPrepareONNX(t *testing.T) {
	t.Setenv(EnvThreads, "7")
	prepareONNX()
	if got := os.Getenv(EnvThreads); got != "7" {
		t.Errorf("%s is %s, want 7", EnvThreads, got)
	}
	os.Unsetenv(EnvThreads) // t.Setenv puts back what was there
	prepareONNX()
	got, set := os.LookupEnv(EnvThreads)
	if want := kernelCores("/sys/devices/system/cpu") > 0; set != want {
		t.Errorf("%s is set (%q): %v, want %v", EnvThreads, got, set, want)
	}
}
