package main

import "testing"

func TestRestartsOnlyWhereItHelps(t *testing.T) {
	for _, tc := range []struct {
		godebug string
		slow    bool
		want    string
		wanted  bool
	}{
		{"", true, "cpu.fma=off", true},
		{"", false, "", false},
		{"gctrace=1", true, "gctrace=1,cpu.fma=off", true},
		{"cpu.fma=off", true, "cpu.fma=off", false}, // this is the new one: never a third
		{"cpu.fma=on", true, "cpu.fma=on", false},
		{"a=1,cpu.fma=off,b=2", true, "a=1,cpu.fma=off,b=2", false},
	} {
		got, wanted := withoutFMA(tc.godebug, func() bool { return tc.slow })
		if got != tc.want || wanted != tc.wanted {
			t.Errorf("GODEBUG=%q, slow %v: %q, %v, want %q, %v", tc.godebug, tc.slow, got, wanted, tc.want, tc.wanted)
		}
	}
}
