package world

import (
	"fmt"
	"os"
	"strconv"
	"testing"
)

func TestPrint(t *testing.T) {
	from, _ := strconv.Atoi(os.Getenv("FROM"))
	n, _ := strconv.Atoi(os.Getenv("N"))
	want := os.Getenv("PLOT")
	for i := from; n > 0; i++ {
		s := Tell(7, i)
		if os.Getenv("SHORT") != "" {
			s = TellShort(7, i)
		}
		if want != "" && s.Plot != want {
			continue
		}
		n--
		fmt.Printf("=== %d %s\n%s\n", i, s.Plot, s.Text)
		if os.Getenv("FACTS") != "" {
			for _, f := range s.Facts {
				fmt.Printf("  [%s] %s %s\n", f.Kind, f.Question, f.Answer)
			}
			fmt.Println("  SUM:", s.Summary, "\n  RAIN:", s.Rain, "\n  OTHER:", s.OtherEnding)
		}
		at := origin{seed: 7, story: uint64(i)}
		if tl := at.tell(plain); len(tl.faults) > 0 {
			fmt.Println("FAULTS", tl.faults)
		}
	}
}
