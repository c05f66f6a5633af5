package lesson

import (
	"math"
	"strings"
	"testing"
)

func TestAnswersToExercise55AreTold(t *testing.T) {
	for _, c := range []struct {
		train, validation float64
		want              string
	}{
		{3.0536, 5.8661, "Right."},
		{5.8661, 3.0536, "exchanged"},
		{math.Exp(3.0536), math.Exp(5.8661), "perplexities"},
		{3.0536, 3.0536, "one part"},
		{7.5710, 7.5800, "Not yet"},
	} {
		if got := judgeLosses(c.train, c.validation, 3.0536, 5.8661); !strings.Contains(got, c.want) {
			t.Errorf("%v, %v: %s, want %q", c.train, c.validation, got, c.want)
		}
	}
}
