package world

// pronoun is a set of pronouns.
type pronoun struct{ he, him, his, hers, self string }

var (
	masculine = &pronoun{"he", "him", "his", "his", "himself"}
	feminine  = &pronoun{"she", "her", "her", "hers", "herself"}
	neuter    = &pronoun{"it", "it", "its", "its", "itself"}
)

// voice is the narrator's voice: what was just said, on which pronouns and capital letters depend.
type voice struct {
	quoted  bool     // inside somebody's speech
	capital bool     // the next letter begins a sentence
	stopped bool     // the last sign ended a sentence
	here    []*being // mentioned in this sentence
	before  []*being // in the last sentence that mentioned anybody
	earlier []*being // in the one before that
	last    *being   // of whom the last pronoun spoke
	run     int      // how many references in a row were pronouns
}

// write adds literal text. "^" makes the next letter a capital one and begins a sentence.
func (t *tale) write(s string) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '^':
			t.capital = true
			t.stopped = false
			if !t.quoted {
				t.stopSentence()
			}
			continue
		case c == '"':
			t.quoted = !t.quoted
		case c == '.' || c == '!' || c == '?':
			n := len(t.out)
			t.stopped = c != '.' || n < 2 || t.out[n-1] != '.' // "..." ends no sentence
		case c == ' ' && t.stopped:
			t.stopped = false
			if t.out[len(t.out)-1] != '"' {
				t.capital = true
				if !t.quoted {
					t.stopSentence()
				}
			}
		case t.capital && ('a' <= c && c <= 'z'):
			c -= 'a' - 'A'
			t.capital = false
		case c != ' ' && c != '\'':
			t.capital = false
		}
		if c != ' ' && c != '.' && c != '!' && c != '?' && c != '"' {
			t.stopped = false
		}
		t.out = append(t.out, c)
	}
}

// stopSentence moves those who were mentioned in the sentence into the past.
func (t *tale) stopSentence() {
	if len(t.here) > 0 {
		t.earlier = t.before
		t.before = append(t.before[:0:0], t.here...)
		t.here = nil
	}
}

// forget makes the narrator call everybody by name again.
func (t *tale) forget() {
	t.here, t.before, t.earlier, t.last, t.run = nil, nil, nil, nil, 0
}

func (t *tale) mention(b *being) {
	for _, x := range t.here {
		if x == b {
			return
		}
	}
	// A fresh slice, so that a phrase that is taken back leaves no trace.
	t.here = append(t.here[:len(t.here):len(t.here)], b)
}

// clear reports whether a pronoun can only mean b: b was mentioned in this or the last sentence, and nobody else
// with the same pronoun was, nor in the one before.
func (t *tale) clear(b *being) bool {
	if b.pron == neuter || !b.known {
		return false
	}
	found := false
	for i, list := range [3][]*being{t.here, t.before, t.earlier} {
		for _, x := range list {
			if x == b {
				found = found || i < 2
			} else if x.pron == b.pron {
				return false
			}
		}
	}
	return found
}

// pronounFor decides whether to speak of b by pronoun here.
func (t *tale) pronounFor(b *being) bool {
	if t.quoted || !t.clear(b) {
		t.run = 0
		return false
	}
	for _, x := range t.here {
		if x == b {
			return true
		}
	}
	if t.last == b && t.run >= 3 && t.r.IntN(2) == 0 {
		t.run = 0
		return false
	}
	if t.last != b {
		t.last, t.run = b, 0
	}
	t.run++
	return t.r.IntN(8) > 0
}
