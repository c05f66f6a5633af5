package world

import "strings"

// tags are the words that go with speech; {say:f} writes "said Mia", "Mia said" or "she said".
var tags = map[string][]string{
	"say":     {"said"},
	"ask":     {"asked"},
	"cry":     {"cried", "called", "shouted", "cried"},
	"answer":  {"answered", "replied", "said"},
	"whisper": {"whispered", "whispered", "murmured", "said softly", "said in a small voice"},
	"laugh":   {"laughed", "giggled", "chuckled", "said with a grin"},
	"sob":     {"sobbed", "wept", "sniffed", "said sadly", "wailed"},
	"sigh":    {"sighed", "groaned", "grumbled", "moaned", "muttered"},
	"smile":   {"said with a smile", "smiled", "said kindly", "said gently", "beamed"},
}

// refer writes what {key:form} stands for.
func (t *tale) refer(key, form string) {
	if verbs := tags[key]; verbs != nil {
		if b, ok := t.vars[form].(*being); ok {
			t.tag(verbs[t.r.IntN(len(verbs))], b)
		} else {
			t.fault("nobody is {" + key + ":" + form + "}")
		}
		return
	}
	switch v := t.vars[key].(type) {
	case *being:
		t.being(v, form)
	case *thing:
		t.thing(v, form)
	case *place:
		t.write(v.form(form))
	case string:
		t.write(v)
	case nil:
		if attr := t.attribute(key); attr != nil {
			t.emit(attr)
			return
		}
		t.fault("nothing is {" + key + "}")
	}
}

// tag writes who spoke: a name mostly after the verb, a pronoun before it.
func (t *tale) tag(verb string, b *being) {
	first, rest, _ := strings.Cut(verb, " ")
	if rest != "" {
		rest = " " + rest
	}
	quoted := t.quoted
	if t.pronounFor(b) {
		t.mention(b)
		t.write(b.pron.he + " " + first + rest)
		return
	}
	t.quoted = quoted
	if b.known && t.r.IntN(4) == 0 && rest == "" {
		t.name(b)
		t.write(" " + first)
		return
	}
	t.write(first + " ")
	t.name(b)
	t.write(rest)
}

// being writes a reference to b: {h} Mia or she, {h:o} Mia or her, {h:p} Mia's or her, {h:n} always the name,
// {h:he}, {h:him}, {h:his}, {h:hers}, {h:self} always the pronoun, {h:k} the kind.
func (t *tale) being(b *being, form string) {
	pron := ""
	switch form {
	case "he":
		pron = b.pron.he
	case "him":
		pron = b.pron.him
	case "his":
		pron = b.pron.his
	case "hers":
		pron = b.pron.hers
	case "self":
		pron = b.pron.self
	case "k":
		t.write(b.kind)
		return
	case "", "o", "p":
		if t.pronounFor(b) {
			pron = map[string]string{"": b.pron.he, "o": b.pron.him, "p": b.pron.his}[form]
		}
	}
	if pron != "" {
		t.mention(b)
		t.write(pron)
		return
	}
	t.name(b)
	if form == "p" {
		t.write("'s")
	}
}

// name calls b by name and, when the story has not spoken of b yet, says who that is.
func (t *tale) name(b *being) {
	if b.known || t.quoted || b.intro == nil {
		t.mention(b)
		if !t.quoted {
			b.known = true
		}
		t.write(b.name)
		return
	}
	b.known = true
	t.emit(b.intro)
	t.mention(b)
}

// thing writes a reference to x: {b} the red ball or the ball, {b:a} a red ball, {b:k} ball, {b:adj} red ball.
func (t *tale) thing(x *thing, form string) {
	switch form {
	case "a":
		if !x.many {
			t.write("a ")
		}
		t.write(x.look + " " + x.kind)
	case "k":
		t.write(x.kind)
	case "adj":
		t.write(x.look + " " + x.kind)
	case "it":
		t.write(x.pick("it", "them"))
	case "he":
		t.write(x.pick("it", "they"))
	case "was":
		t.write(x.pick("was", "were"))
	case "is":
		t.write(x.pick("is", "are"))
	case "has":
		t.write(x.pick("has", "have"))
	case "looks":
		t.write(x.pick("looks", "look"))
	case "this":
		t.write(x.pick("this", "these"))
	case "the":
		t.write("the " + x.kind)
	default:
		if t.r.IntN(3) == 0 {
			t.write("the " + x.look + " " + x.kind)
		} else {
			t.write("the " + x.kind)
		}
	}
}
