package setup

import "testing"

func TestFindingOfTheLinkerIsNoOtherSetting(t *testing.T) {
	want := map[string]string{"A": "1"}
	for _, tc := range []struct {
		have map[string]string
		want bool
	}{
		{map[string]string{"A": "1"}, true},
		{map[string]string{"A": "1", linkAlone: "0"}, true},
		{map[string]string{"A": "2", linkAlone: "0"}, false},
		{map[string]string{linkAlone: "0"}, false},
	} {
		if got := sameSettings(tc.have, want); got != tc.want {
			t.Errorf("%v for %v: %v", tc.have, want, got)
		}
	}
	fixed := map[string]string{"A": "1", linkAlone: "1"} // somebody wants it so
	if !sameSettings(fixed, fixed) || sameSettings(map[string]string{"A": "1", linkAlone: "0"}, fixed) {
		t.Error("a setting that was asked for is taken for a finding")
	}
}

// A folder that is no project has nothing to try.
func TestWhatDoesNotLinkIsNotLinkedSo(t *testing.T) {
	if linksAlone(t.Context(), t.TempDir(), nil) {
		t.Error("a folder without a program links")
	}
}
